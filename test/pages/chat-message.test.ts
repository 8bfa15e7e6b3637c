import {
  answerActionSheet,
  openComponent,
  openPage,
  resetWx,
  wxMock,
  type OpenPage,
} from '../support/page-harness';
import { ANN, ME, chatState, message, type MessageInput } from '../support/chat-state';
import { layOut } from '../support/chat-layout';
import { flushPromises } from '../support/manual-clock';
import { NO_AVATAR } from '../../miniprogram/utils/avatar-view';
import type { MessageRow } from '../../miniprogram/pages/chat/rows/message-views';

// A hundred rows in jsdom take their time on a busy machine.
jest.setTimeout(60_000);

beforeEach(resetWx);

function open(input: MessageInput): OpenPage {
  const one = message({ seq: 1, at: 0, id: 'c1', ...input });
  const isSent = one.delivery.status === 'sent';
  const lines = { items: isSent ? [one] : [message({ seq: 1 })], pending: isSent ? [] : [one] };
  return openPage('chat', {
    query: { room: 'tea' },
    before: (fake) => fake.setState(chatState({ id: 'tea', ...lines, older: { state: 'complete' } })),
  });
}

const noted = (): unknown =>
  (wxMock['showToast']?.mock.calls.pop()?.[0] as { title: string } | undefined)?.title;

const offered = (): string[] =>
  (wxMock['showActionSheet']?.mock.calls[0]?.[0] as { itemList: string[] }).itemList;
const copied = (): unknown =>
  (wxMock['setClipboardData']?.mock.calls[0]?.[0] as { data: string } | undefined)?.data;

describe('[UI45] {C14} what can be tapped in a text', () => {
  test('[UI45] {C14} a link can be copied; nothing else is offered, for nothing else works', async () => {
    const page = open({ text: '看 https://a.cn/b，不远' });
    answerActionSheet('复制链接');
    page.find('message-body__link').tap();
    await flushPromises();
    expect(offered()).toEqual(['复制链接']);
    expect(copied()).toBe('https://a.cn/b');
    expect(page.find('message-bubble__text').dom.textContent).toBe('看 https://a.cn/b，不远');
  });

  test('[UI45] {C14} a phone number can be called and copied, as it is dialled', async () => {
    const page = open({ text: '打 138-1234-5678' });
    answerActionSheet('呼叫 138-1234-5678');
    page.find('message-body__phone').tap();
    await flushPromises();
    expect(wxMock['makePhoneCall']).toHaveBeenCalledWith(
      expect.objectContaining({ phoneNumber: '13812345678' }),
    );
    answerActionSheet('复制号码');
    page.find('message-body__phone').tap();
    await flushPromises();
    expect(copied()).toBe('13812345678');
  });

  test('[UI45] changing one’s mind does nothing', async () => {
    const page = open({ text: 'https://a.cn 13812345678' });
    answerActionSheet(null);
    page.find('message-body__link').tap();
    page.find('message-body__phone').tap();
    await flushPromises();
    expect([copied(), wxMock['makePhoneCall']?.mock.calls]).toEqual([undefined, []]);
  });
});

test('[UI46] a double tap shows the text big, a tap closes it; one tap does nothing', () => {
  const page = open({ text: 'read me' });
  page.find('message-body').tap();
  expect(page.has('text-reader')).toBe(false);
  page.find('message-body').tap();
  expect(page.find('text-reader__text').text).toBe('read me');
  page.find('text-reader').tap();
  expect(page.has('text-reader')).toBe(false);
});

test('[UI51] a few emoji and nothing else are shown bigger, without a bubble', () => {
  const page = open({ text: '👍' });
  expect(page.has('message-bubble__text--emoji-1')).toBe(true);
  expect(page.has('message-bubble__box--bare')).toBe(true);
});

describe('[UI47] {C13} the menu of a message', () => {
  const hold = (page: OpenPage, at = 0): void =>
    page.findAll('message-bubble__box')[at]!.trigger('longpress');
  const labels = (page: OpenPage): string[] => page.findAll('message-menu__label').map((one) => one.text);
  const pick = (page: OpenPage, label: string): void =>
    page
      .findAll('message-menu__entry')
      .find((one) => one.text === label)!
      .tap();

  test('[UI47] {C13} offers to copy a text, does it, and is gone', async () => {
    const page = open({ text: 'take me' });
    hold(page);
    await flushPromises();
    expect(labels(page)).toEqual(['复制', '转发', '引用', '删除', '多选', '举报']);
    pick(page, '复制');
    expect(copied()).toBe('take me');
    expect(page.has('message-menu')).toBe(false);
  });

  test('[UI47] a tap beside it closes it', async () => {
    const page = open({ text: 'x' });
    hold(page);
    await flushPromises();
    page.find('message-menu').tap();
    expect(page.has('message-menu')).toBe(false);
    expect(copied()).toBeUndefined();
  });

  test.each([
    ['重新发送', 'resend'],
    ['编辑后再发', 'discard'],
    ['删除', 'discard'],
  ])('[UI47] {C13} for a failed one %s is there and works', async (label, command) => {
    const delivery = { status: 'failed', code: 'muted', reason: '' } as const;
    const page = open({ user: ME, text: 'mine', delivery });
    hold(page, 1);
    await flushPromises();
    expect(labels(page)).toEqual(['复制', '重新发送', '编辑后再发', '删除']);
    pick(page, label);
    expect(page.fake.asked).toContainEqual([command, 'tea', 'c1']);
  });

  test('[UI47, UI413] {K1} an entry that has lost its sense since does nothing, and says why', async () => {
    const delivery = { status: 'failed', code: 'muted', reason: '' } as const;
    const page = open({ user: ME, text: 'mine', delivery });
    hold(page, 1);
    await flushPromises();
    const sent = message({ user: ME, text: 'mine', seq: 2, id: 'c1' });
    page.fake.setState(chatState({ id: 'tea', items: [message({ seq: 1 }), sent] }));
    pick(page, '重新发送');
    expect(page.fake.asked.map(([name]) => name)).not.toContain('resend');
    expect(noted()).toBe('这条消息已经发出');
  });

  test('[UI413] {K1} in a room that was closed under the open menu it says so', async () => {
    const page = open({ text: 'hello' });
    hold(page);
    await flushPromises();
    const items = [message({ seq: 1, at: 0, id: 'c1', text: 'hello' })];
    const settings = { announcement: '', access: 'public', slowMs: 0, closed: true } as const;
    page.fake.setState(chatState({ id: 'tea', items, room: { settings } }));
    pick(page, '引用');
    expect(noted()).toBe('这个房间已经关闭了。');
    expect(page.has('composer__quote')).toBe(false);
  });
});

describe('rows made by hand', () => {
  const ROW: MessageRow = {
    kind: 'message',
    key: 'ann/c1',
    clientId: 'c1',
    time: '',
    divider: '',
    own: false,
    startsRun: true,
    name: 'Ann',
    avatar: NO_AVATAR,
    text: 'hi',
    body: { kind: 'text', isWords: true, parts: null, muted: false, emoji: 0 },
    isNew: false,
    quote: null,
    reactions: [],
    status: 'sent',
    check: '',
    note: '',
    labelStart: 'Ann: ',
    labelEnd: '',
    actLabel: '',
  };
  const bubble = (change: Partial<MessageRow>, listenTo: readonly string[] = []) =>
    openComponent('message-bubble', { row: { ...ROW, ...change } }, listenTo);

  test('[UI48] {C10} a picture has its place before it is loaded, tells its upload, and can be loaded again', () => {
    const image = { kind: 'image', src: 'https://h/a.png', width: 180, height: 120, progress: 40 } as const;
    const one = bubble({ text: '[图片]', body: image }, ['media']);
    expect(one.find('message-body__picture').dom.getAttribute('style')).toBe('width: 180px; height: 120px');
    expect(one.find('message-body__percent').text).toBe('40%');
    one.find('message-body__picture').tap();
    expect(one.events).toEqual([['media', { key: 'ann/c1', kind: 'image' }]]);
    one.find('message-body__image').trigger('error');
    expect(one.has('message-body__image')).toBe(false);
    one.find('message-body__picture').tap();
    expect(one.has('message-body__image')).toBe(true);
    expect(one.events).toHaveLength(1);
  });

  test('[UI48] {C11} a voice message has its length, and a dot until it was heard', () => {
    const voice = { kind: 'voice', duration: '12″', width: 140, isPlaying: true } as const;
    const one = bubble({ body: voice, isNew: true }, ['media']);
    expect(one.find('message-body__duration').text).toBe('12″');
    expect([one.has('message-bubble__dot'), one.has('message-body__waves--playing')]).toEqual([true, true]);
    one.find('message-body__voice').tap();
    expect(one.events).toEqual([['media', { key: 'ann/c1', kind: 'voice' }]]);
    one.set({ row: { ...ROW, body: voice } });
    expect(one.has('message-bubble__dot')).toBe(false);
  });

  test('[UI48] {C12} a file has its name, size and kind', () => {
    const one = bubble({
      body: { kind: 'file', stem: 'a', ending: '.pdf', size: '3.4 MB', mark: 'PDF', progress: 60 },
    });
    expect(one.find('message-body__file').text).toBe('a.pdf3.4 MBPDF');
    expect(one.find('message-body__bar-done').dom.getAttribute('style')).toBe('width: 60%');
  });

  test('[UI49] {C7} a quote stands under the text and tells which message it is', () => {
    const quote = { key: 'bob/c9', seq: 9, text: 'Bob: eight' };
    const one = bubble({ quote }, ['quote']);
    expect(one.find('message-bubble__quote').text).toBe('Bob: eight');
    one.find('message-bubble__quote').tap();
    expect(one.events).toEqual([['quote', quote]]);
  });

  test('[UI50] {C19} reactions are chips with a number, one’s own are marked, a tap tells which', () => {
    const reactions = [
      { emoji: '👍', count: 2, own: true, label: '👍 2' },
      { emoji: '🎉', count: 1, own: false, label: '🎉 1' },
    ];
    const one = bubble({ reactions }, ['react']);
    expect(one.findAll('message-bubble__reaction').map((chip) => chip.text)).toEqual(['👍2', '🎉1']);
    expect(one.findAll('message-bubble__reaction--own')).toHaveLength(1);
    one.findAll('message-bubble__reaction')[1]?.tap();
    expect(one.events).toEqual([['react', { key: 'ann/c1', emoji: '🎉' }]]);
  });

  test('[UI45] {C8} a mention is marked in the text', () => {
    const parts = [
      { id: 0, kind: 'mention', text: '@Bob' },
      { id: 1, kind: 'text', text: ' hi' },
    ] as const;
    const one = bubble(
      { text: '@Bob hi', body: { kind: 'text', isWords: true, parts, muted: false, emoji: 0 } },
      ['open'],
    );
    expect(one.find('message-body__mention').text).toBe('@Bob');
    one.find('message-body__mention').tap();
    expect(one.events).toEqual([]);
  });

  test('[UI50] {C6} a message that was taken back is a line, which can be written anew', () => {
    const row = {
      kind: 'recalled',
      time: '',
      divider: '',
      text: '你撤回了一条消息',
      key: 'me/c1',
      edit: '重新编辑',
    };
    const list = {
      blocks: ['b1'],
      block: { b1: { ids: ['m-1'], rows: { 'm-1': row } } },
      older: 'complete',
      hasEarlier: false,
      hasLater: false,
      news: 0,
      unread: { count: 0, id: '', text: '', isLoading: false },
      target: { id: '', count: 0 },
    };
    const one = openComponent('message-list', { list, text: {} }, ['edit']);
    expect(one.find('message-list__notice').text).toBe('你撤回了一条消息重新编辑');
    one.find('message-list__edit').tap();
    expect(one.events).toEqual([['edit', { key: 'me/c1' }]]);
  });
});

test('[UI49] {C7} a quote leads to its message and lights it, also beyond the window', async () => {
  const items = Array.from({ length: 300 }, (_, i) =>
    message({ user: ANN, seq: i + 1, id: `c${i + 1}`, at: 0 }),
  );
  const page = openPage('chat', {
    query: { room: 'tea' },
    before: (fake) => fake.setState(chatState({ id: 'tea', items, older: { state: 'complete' } })),
  });
  layOut(page);
  page.find('chat__list').trigger('quote', { key: 'ann/c20', seq: 20 });
  await flushPromises();
  expect(page.find('message-list__row--lit-1').id).toBe('m-ann--c20');
  page.find('chat__list').trigger('quote', { key: 'ann/gone', seq: 21 });
  await flushPromises();
  const title = '没能找到这条消息：没有找到，请检查后再试。';
  expect(wxMock['showToast']).toHaveBeenCalledWith(expect.objectContaining({ title }));
});
