import { ChatError, type ChatErrorKind } from '../../miniprogram/core/chat/chat-error';
import type { Delivery, TimelineMessage } from '../../miniprogram/core/store/state';
import {
  answerActionSheet,
  openPage,
  resetWx,
  stackPages,
  wxMock,
  type OpenPage,
} from '../support/page-harness';
import { ANN, BOB, ME, chatState, message, type RoomInput } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';

beforeEach(resetWx);

const AT = new Date(2026, 8, 21, 11, 0).getTime();
const said = (user: typeof ANN, text: string, seq: number): TimelineMessage =>
  message({ user, text, seq, at: AT, id: `c${seq}` });
const unsent = (text: string, delivery: Delivery): TimelineMessage =>
  message({ user: ME, text, at: AT, id: 'u1', delivery });

const FAILED: Delivery = { status: 'failed', code: 'muted', reason: 'muted' };
const THREE = [said(ANN, 'one', 1), said(BOB, 'two', 2), said(ME, 'three', 3)];

let nextRoom = 0;

/** Each page in a room of its own. */
function open(input: Omit<RoomInput, 'id'> | null): OpenPage {
  const id = `room${(nextRoom += 1)}`;
  return openPage('chat', {
    query: { room: id },
    before: (fake) => input && fake.setState(chatState({ id, ...input })),
  });
}

const update = async (page: OpenPage, input: Omit<RoomInput, 'id'>): Promise<void> => {
  page.fake.setState(chatState({ id: page.data['room'] as string, ...input }));
  await page.frame();
};

const names = (page: OpenPage): string[] => page.fake.asked.map(([name]) => name);
const bubbles = (page: OpenPage): string[] => page.findAll('message-bubble__text').map((one) => one.text);

function type(page: OpenPage, text: string): void {
  page.find('composer__input').trigger('input', { value: text });
}

describe('what is shown', () => {
  test('[UI13] a room that is still coming shows bones, one that is not mine says so and leads back', async () => {
    const page = open(null);
    expect([page.has('chat__bones'), page.has('chat__notice')]).toEqual([true, false]);
    page.fake.setState(chatState());
    await page.frame();
    expect(page.find('chat__notice').text).toContain('你不在这个房间里');
    stackPages('rooms', 'chat');
    page.find('chat__notice-button').tap();
    expect(wxMock['navigateBack']).toHaveBeenCalledWith(expect.objectContaining({ delta: 1 }));
  });

  test('[UI13] an empty room invites to write', () => {
    expect(open({}).find('chat__notice-text').text).toBe('还没有消息，打个招呼吧');
  });

  test('[UI14] messages stand in order, own ones on their side, notices and times as lines between', () => {
    const notice = message({ user: BOB, at: AT, seq: 4, body: { kind: 'notice', event: 'joined' } });
    const page = open({ items: [...THREE, notice] });
    expect(bubbles(page)).toEqual(['one', 'two', 'three']);
    const own = page
      .findAll('message-bubble')
      .map((one) => one.dom.className.includes('message-bubble--own'));
    expect(own).toEqual([false, false, true]);
    expect(page.findAll('message-bubble__name').map((one) => one.text)).toEqual(['Ann', 'Bob']);
    expect(page.find('message-list__time').text).toBe('11:00');
    expect(page.find('message-list__notice').text).toBe('Bob 加入了房间');
    expect(page.find('message-bubble__box').attribute('ariaLabel')).toBe('Ann，11:00：one');
  });

  test('[UI14] a text keeps its lines, its direction and its signs', () => {
    const text = 'מה שלומך\n<b>&amp;</b> 👩‍🚀';
    const page = open({ items: [said(ANN, text, 1)] });
    expect(page.find('message-bubble__text').dom.textContent).toBe(text);
  });

  test('[UI5] a picture that does not load gives way to the letter', () => {
    const page = open({ items: [said(BOB, 'x', 1)] });
    expect(page.find('avatar__image').attribute('src')).toBe('http://localhost:8080/media/bob.png');
    page.find('avatar__image').trigger('error');
    expect(page.find('avatar__initial').text).toBe('B');
  });

  test('[UI9] {C15} who is typing is told below the list', async () => {
    const page = open({ items: THREE });
    expect(page.has('chat__typing')).toBe(false);
    await update(page, { items: THREE, room: { typing: [ANN.user] } });
    expect(page.find('chat__typing').text).toBe('Ann正在输入…');
  });

  test('[UI4] a new message sends its own row and its id only', async () => {
    const page = open({ items: THREE });
    page.patches.length = 0;
    await update(page, { items: [...THREE, said(ANN, 'four', 4)] });
    expect(page.patches.flatMap((patch) => Object.keys(patch))).toEqual([
      'list.block.b1.ids[3]',
      'list.block.b1.rows.m-ann--c4',
    ]);
  });

  test('[UI17] an ack changes the bubble in its place', async () => {
    const page = open({ items: THREE, pending: [unsent('mine', { status: 'sending' })] });
    expect(page.has('message-bubble__spinner')).toBe(true);
    page.patches.length = 0;
    const acked = message({ user: ME, text: 'mine', at: AT, id: 'u1', seq: 4 });
    await update(page, { items: [...THREE, acked] });
    expect(page.has('message-bubble__spinner')).toBe(false);
    expect(bubbles(page)).toEqual(['one', 'two', 'three', 'mine']);
    expect(page.patches.flatMap((patch) => Object.keys(patch)).sort()).toEqual([
      'list.block.b1.rows.m-me--u1.labelEnd',
      'list.block.b1.rows.m-me--u1.status',
    ]);
  });
});

describe('sending', () => {
  test('[UI18] the send button sends what is in the field and empties it', () => {
    const page = open({ items: THREE });
    type(page, 'hello');
    page.find('composer__send').tap();
    expect(page.fake.asked).toContainEqual(['sendText', page.data['room'], 'hello', {}]);
    expect(page.find('composer__input').attribute('value')).toBe('');
    page.find('composer__send').tap();
    expect(names(page).filter((name) => name === 'sendText')).toHaveLength(1);
  });

  test('[UI18] the keyboard’s send key does the same', () => {
    const page = open({ items: THREE });
    type(page, 'hi');
    page.find('composer__input').trigger('confirm', { value: 'hi' });
    expect(page.fake.asked).toContainEqual(['sendText', page.data['room'], 'hi', {}]);
    expect(page.find('composer__input').attribute('confirmHold')).toBe(true);
    expect(page.find('composer__input').attribute('adjustPosition')).toBe(false);
  });

  test('[UI18] the field is told what it shows before it is emptied, because an equal value would not reach it', () => {
    const page = open({ items: THREE });
    const patches = page.find('chat__composer').watchPatches();
    for (const text of ['a', 'b']) {
      type(page, text);
      patches.length = 0;
      page.find('composer__send').tap();
      const told = patches.filter((patch) => 'value' in patch).map((patch) => patch['value']);
      expect(told).toEqual([text, '']);
    }
  });

  test.each([
    ['empty', '   ', '不能发送空白消息。'],
    ['too_large', 'x'.repeat(4_001), '消息最多 4000 个字，请删减后再发。'],
    ['outbox_full', 'hi', '等待发送的消息太多了，请等它们发出后再写。'],
    ['not_joined', 'hi', '你已不在这个房间里，请重新加入。'],
  ] as const)(
    '[UI18] a text refused as %s stays in the field, and why is said',
    (kind: ChatErrorKind, text, sentence) => {
      const page = open({ items: THREE });
      page.fake.answers.sendText = () => {
        throw new ChatError(kind, kind);
      };
      type(page, text);
      page.find('composer__send').tap();
      expect(page.find('composer__error').text).toBe(sentence);
      page.fake.answers.sendText = () => 'c' as never;
      page.find('composer__send').tap();
      expect(page.fake.asked.filter(([name]) => name === 'sendText').map((asked) => asked[2])).toEqual([
        text,
        text,
      ]);
      expect(page.has('composer__error')).toBe(false);
    },
  );

  test('[UI18] the refusal goes when people write on', () => {
    const page = open({ items: THREE });
    page.fake.answers.sendText = () => {
      throw new ChatError('empty', 'empty');
    };
    type(page, ' ');
    page.find('composer__send').tap();
    type(page, ' x');
    expect(page.has('composer__error')).toBe(false);
  });

  test('[UI18] near the limit what is left is counted in characters, not in units', () => {
    const page = open({ items: THREE });
    type(page, 'x'.repeat(3_700));
    expect(page.has('composer__count')).toBe(false);
    type(page, '😀'.repeat(3_990));
    expect(page.find('composer__count').text).toBe('10');
    type(page, 'x'.repeat(4_002));
    expect(page.find('composer__count').text).toBe('-2');
    expect(page.has('composer__count--over')).toBe(true);
    type(page, '');
    expect(page.has('composer__count')).toBe(false);
  });

  test('[BA33] what is left is counted down to what the server takes', async () => {
    const page = open({ items: THREE });
    const id = page.data['room'] as string;
    page.fake.setState({ ...chatState({ id, items: THREE }), textCodePoints: 1_000 });
    await page.frame();
    type(page, 'x'.repeat(990));
    expect(page.find('composer__count').text).toBe('10');
  });

  test('[UI9] others are told that somebody types, and that they stopped', () => {
    const page = open({ items: THREE });
    type(page, 'h');
    type(page, '');
    const typing = page.fake.asked.filter(([name]) => name === 'setTyping').map((asked) => asked[2]);
    expect(typing).toEqual([true, false]);
  });

  test('[UI19] {C18} a text that was not sent is there again when the room is opened again, after a restart too', () => {
    const values = new Map<string, unknown>();
    const reopen = () =>
      openPage('chat', {
        query: { room: 'tea' },
        values,
        before: (fake) => fake.setState(chatState({ id: 'tea', items: THREE })),
      });
    const page = reopen();
    type(page, 'half a thought');
    page.unload();
    page.fake.client.close();
    const again = reopen();
    expect(again.find('composer__input').attribute('value')).toBe('half a thought');
    again.find('composer__send').tap();
    expect(again.fake.asked).toContainEqual(['sendText', page.data['room'], 'half a thought', {}]);
    again.unload();
    again.fake.client.close();
    const third = reopen();
    expect(third.find('composer__input').attribute('value')).toBe('');
  });

  test('[UI26] the composer stands on the keyboard, and comes down when the field is left', () => {
    const page = open({ items: THREE });
    const floor = () => page.find('composer__floor').dom.getAttribute('style');
    page.find('composer__input').trigger('keyboardheightchange', { height: 291 });
    expect(floor()).toBe('height: 291px');
    page.find('message-list__scroll').tap();
    expect(wxMock['hideKeyboard']).toHaveBeenCalled();
    page.find('composer__input').trigger('blur', { value: '' });
    expect(floor()).toBe('height: 0px');
  });
});

describe('a message that is not sent', () => {
  test('[UI15, UI401] {C2} shows its state and the reason', async () => {
    const page = open({ items: THREE, pending: [unsent('mine', FAILED)] });
    expect(page.find('message-bubble__note').text).toBe('未发送：你在这个房间里被禁言了，暂时不能发消息。');
    expect(page.find('message-bubble__mark').text).toBe('!');
    const waiting = open({ items: THREE, pending: [unsent('mine', { status: 'queued' })] });
    // Nothing of its room is before it.
    expect(waiting.find('message-bubble__note').text).toBe('稍后自动发送');
    waiting.fake.setConnection({ state: 'connecting', since: 0 });
    await waiting.frame();
    expect(waiting.find('message-bubble__note').text).toBe('等待连接，连上后自动发送');
    expect(waiting.has('message-bubble__clock')).toBe(true);
  });

  const offered = (): string[] =>
    (wxMock['showActionSheet']?.mock.calls[0]?.[0] as { itemList: string[] }).itemList;

  test('[OB42, UI15] one that the phone could not store says so, while it waits and on its way', async () => {
    const page = open({ items: THREE, pending: [unsent('mine', { status: 'queued', durable: false })] });
    expect(page.find('message-bubble__note').text).toContain('手机存储快满了');
    await update(page, { items: THREE, pending: [unsent('mine', { status: 'sending', durable: false })] });
    expect(page.find('message-bubble__note').text).toContain('手机存储快满了');
  });

  test('[UI15] {C2} a failed one offers to send again, to edit and to delete; sending again works', async () => {
    const page = open({ items: THREE, pending: [unsent('mine', FAILED)] });
    answerActionSheet('重新发送');
    page.find('message-bubble__mark').tap();
    await flushPromises();
    expect(offered()).toEqual(['重新发送', '编辑后再发', '删除']);
    expect(page.fake.asked).toContainEqual(['resend', page.data['room'], 'u1']);
  });

  test('[UI15] {C2} editing takes the message out and puts its text before what is being written', async () => {
    const page = open({ items: THREE, pending: [unsent('mine', FAILED)] });
    page.fake.answers.discard = () => 'mine';
    type(page, 'and more');
    answerActionSheet('编辑后再发');
    page.find('message-bubble__note').tap();
    await flushPromises();
    expect(page.fake.asked).toContainEqual(['discard', page.data['room'], 'u1']);
    expect(page.find('composer__input').attribute('value')).toBe('mine\nand more');
    page.find('composer__send').tap();
    expect(page.fake.asked).toContainEqual(['sendText', page.data['room'], 'mine\nand more', {}]);
  });

  test('[UI413] {K1} one that went out while the sheet was open is neither edited nor deleted, which is said', async () => {
    const page = open({ items: THREE, pending: [unsent('mine', { status: 'queued' })] });
    for (const chosen of ['编辑后再发', '删除']) {
      answerActionSheet(chosen);
      page.find('message-bubble__clock').tap();
      await flushPromises();
      expect(page.find('composer__input').attribute('value')).toBe('');
      const note = wxMock['showToast']?.mock.calls.pop()?.[0] as { title: string } | undefined;
      expect(note?.title).toBe('这条消息已经发出');
    }
  });

  test('[UI15] {C2} deleting takes it out and leaves the field alone', async () => {
    const page = open({ items: THREE, pending: [unsent('mine', FAILED)] });
    page.fake.answers.discard = () => {
      page.fake.setState(chatState({ id: page.data['room'] as string, items: THREE }));
      return 'mine';
    };
    answerActionSheet('删除');
    page.find('message-bubble__mark').tap();
    await flushPromises();
    expect(bubbles(page)).toEqual(['one', 'two', 'three']);
    expect(page.find('composer__input').attribute('value')).toBe('');
  });

  test('[UI15] one that waits goes out by itself, so it offers to edit and to delete only', async () => {
    const page = open({ items: THREE, pending: [unsent('mine', { status: 'queued' })] });
    answerActionSheet(null);
    page.find('message-bubble__clock').tap();
    await flushPromises();
    expect(offered()).toEqual(['编辑后再发', '删除']);
    expect(names(page)).not.toContain('discard');
  });

  test('[UI15] a sent or sending message asks nothing when it is tapped', async () => {
    const page = open({ items: THREE, pending: [unsent('mine', { status: 'sending' })] });
    for (const box of page.findAll('message-bubble__box')) box.tap();
    await flushPromises();
    expect(wxMock['showActionSheet']).not.toHaveBeenCalled();
  });

  test('[UI23] a choice that is made after the page was left acts, and is shown when it is back', async () => {
    const page = open({ items: THREE, pending: [unsent('mine', FAILED)] });
    let choose: (answer: { tapIndex: number }) => void = () => undefined;
    wxMock['showActionSheet']!.mockImplementation((options: { success: typeof choose }) => {
      choose = options.success;
    });
    page.find('message-bubble__mark').tap();
    page.hide();
    page.fake.setState(chatState({ id: page.data['room'] as string, items: THREE }));
    page.patches.length = 0;
    choose({ tapIndex: 0 });
    await flushPromises();
    expect(names(page)).toContain('resend');
    expect(page.patches).toEqual([]);
    page.show();
    expect(bubbles(page)).toEqual(['one', 'two', 'three']);
  });

  test('[UI15] an ack that comes while the sheet is open leaves nothing to do', async () => {
    const page = open({ items: THREE, pending: [unsent('mine', FAILED)] });
    page.fake.setState(chatState({ id: page.data['room'] as string, items: THREE }));
    page.find('message-bubble__mark').tap();
    await flushPromises();
    expect(wxMock['showActionSheet']).not.toHaveBeenCalled();
  });
});
