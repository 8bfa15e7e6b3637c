import {
  answerActionSheet,
  answerModals,
  openPage,
  resetWx,
  wxMock,
  type OpenPage,
} from '../support/page-harness';
import { ANN, BOB, ME, chatState, message, userId, type RoomInput } from '../support/chat-state';
import { commandsOf, field, hold, NOW, openWith, pick } from '../support/message-steps';
import { flushPromises } from '../support/manual-clock';
import { ChatError } from '../../miniprogram/core/chat/chat-error';
import type { ChatState } from '../../miniprogram/core/store/state';

beforeEach(resetWx);

const labels = (page: OpenPage) => page.findAll('message-menu__label').map((one) => one.text);
const told = () => (wxMock['showToast']?.mock.calls.pop()?.[0] as { title: string } | undefined)?.title;

test('[UI120] {C13} each message is offered what works for it', async () => {
  const old = NOW - 121_000;
  const image = {
    kind: 'image',
    url: '/media/a',
    thumbUrl: '/media/b',
    width: 9,
    height: 9,
    bytes: 1,
  } as const;
  const page = openWith([
    { user: ME, text: 'new' },
    { user: ME, text: 'old', at: old },
    { user: ANN, body: image },
    { user: ANN, body: { kind: 'unknown', name: 'dance' } },
  ]);
  const offered: string[][] = [];
  for (let at = 0; at < 4; at += 1) {
    await hold(page, at);
    offered.push([...labels(page), `${page.findAll('message-menu__face').length} emoji`]);
    page.find('message-menu').tap();
  }
  expect(offered).toEqual([
    ['复制', '转发', '引用', '撤回', '删除', '多选', '7 emoji'],
    ['复制', '转发', '引用', '删除', '多选', '7 emoji'],
    ['转发', '引用', '删除', '多选', '举报', '7 emoji'],
    ['删除', '0 emoji'],
  ]);
});

describe('[UI121] {C7} quoting', () => {
  test('[UI121] {C7} the menu sets what is answered, brings the keyboard, and the answer carries the quote', async () => {
    const page = openWith([{ user: ANN, text: 'shall we?' }]);
    await hold(page);
    await pick(page, '引用');
    expect(page.find('composer__quote-text').text).toBe('Ann：shall we?');
    expect(field(page).attribute('focus')).toBe(true);
    field(page).trigger('input', { value: 'yes', cursor: 3 });
    page.find('composer__send').tap();
    const quote = { user: 'ann', clientId: 'c1', seq: 1, kind: 'text', text: 'shall we?' };
    expect(commandsOf(page, 'sendText')).toEqual([['sendText', 'tea', 'yes', { quote }]]);
    expect(page.has('composer__quote')).toBe(false);
  });

  test('[UI121] {C7, C18} an answer whose message is not on this phone any more still names it', () => {
    const quote = { message: 'ann/c99', name: 'Ann', text: 'long ago' };
    const page = openPage('chat', {
      query: { room: 'tea' },
      before(fake) {
        fake.setState(chatState({ id: 'tea', items: [message({ seq: 1 })] }));
        fake.client.drafts.save('tea' as never, { text: 'still', quote });
      },
    });
    page.find('composer__send').tap();
    expect(commandsOf(page, 'sendText')[0]?.[3]).toMatchObject({
      quote: { user: 'ann', clientId: 'c99', seq: 0, text: 'long ago' },
    });
  });

  test('[UI121] {C6, C7} a message that was recalled meanwhile is not quoted', async () => {
    const page = openWith([{ user: ANN, text: 'oops' }]);
    await hold(page);
    await pick(page, '引用');
    const gone = message({ seq: 1, id: 'c1', body: { kind: 'recalled', by: ANN.user } });
    page.fake.setState(chatState({ id: 'tea', items: [gone] }));
    await page.frame();
    field(page).trigger('input', { value: 'what?', cursor: 5 });
    page.find('composer__send').tap();
    expect(commandsOf(page, 'sendText')).toEqual([['sendText', 'tea', 'what?', {}]]);
  });
});

describe('[UI122] {C6} recall', () => {
  test('[UI122] {C6} is asked of the server, and a refusal is told', async () => {
    const page = openWith([{ user: ME, text: 'oops' }]);
    await hold(page);
    await pick(page, '撤回');
    expect(commandsOf(page, 'recall')).toEqual([['recall', 'tea', 'me/c1']]);
    expect(told()).toBeUndefined();
    page.fake.answers.recall = () => Promise.reject(new ChatError('too_late', 'two minutes'));
    await hold(page);
    await pick(page, '撤回');
    expect(told()).toBe('发出超过 2 分钟的消息不能撤回。');
  });

  test('[UI122] {C6} what became too old while the menu was open is not asked for', async () => {
    const page = openWith([{ user: ME, text: 'oops' }]);
    await hold(page);
    await page.fake.clock.advance(121_000);
    await pick(page, '撤回');
    expect(commandsOf(page, 'recall')).toEqual([]);
    expect(told()).toBe('发出超过 2 分钟的消息不能撤回。');
  });

  test('[UI122] {C6} the text of an own one goes back into the field, in front of what is there, while it is kept', async () => {
    const body = { kind: 'recalled', by: ME.user } as const;
    const page = openWith([{ user: ME, body }], (state) => ({
      ...state,
      recalledTexts: { 'me/c1': 'first words' },
    }));
    field(page).trigger('input', { value: 'more', cursor: 4 });
    page.find('message-list__edit').tap();
    expect(field(page).attribute('value')).toBe('first words\nmore');
    expect(field(page).attribute('focus')).toBe(true);
    page.fake.setState({ ...page.fake.client.chat.state, recalledTexts: {} });
    await page.frame();
    expect(page.has('message-list__edit')).toBe(false);
    expect(page.find('message-list__notice').text).toBe('你撤回了一条消息');
  });
});

test('[UI123] {C13} deleting is asked about, and is for this phone only', async () => {
  const page = openWith([{ user: ANN, text: 'x' }]);
  answerModals({ confirm: false });
  await hold(page);
  await pick(page, '删除');
  expect(commandsOf(page, 'deleteForMe')).toEqual([]);
  answerModals({ confirm: true });
  await hold(page);
  await pick(page, '删除');
  expect(commandsOf(page, 'deleteForMe')).toEqual([['deleteForMe', 'tea', 'ann/c1']]);
});

describe('[UI124] {C19} reactions', () => {
  const withReactions = (state: ChatState): ChatState => {
    const tea = state.timelines['tea']!;
    const reactions = [
      { emoji: '👍', users: [ANN.user, ME.user], count: 2 },
      { emoji: '🎉', users: [BOB.user], count: 3 },
    ];
    const items = tea.items.map((item) => (item.kind === 'message' ? { ...item, reactions } : item));
    return { ...state, timelines: { tea: { ...tea, items } } };
  };

  test('[UI124] {C19} the menu gives one, or takes one’s own off, and is gone', async () => {
    const page = openWith([{ user: ANN, text: 'x' }], withReactions);
    await hold(page);
    expect(page.findAll('message-menu__face--own').map((one) => one.text)).toEqual(['👍']);
    page.findAll('message-menu__face')[1]!.tap();
    expect(page.has('message-menu')).toBe(false);
    await hold(page);
    page.findAll('message-menu__face')[0]!.tap();
    expect(commandsOf(page, 'react')).toEqual([
      ['react', 'tea', 'ann/c1', '❤️', true],
      ['react', 'tea', 'ann/c1', '👍', false],
    ]);
  });

  test('[UI124] {C19} a tap on a chip joins, or leaves; its label says who did', () => {
    const page = openWith([{ user: ANN, text: 'x' }], withReactions);
    const chips = page.findAll('message-bubble__reaction');
    expect(chips.map((chip) => chip.attribute('ariaLabel'))).toEqual(['👍，2 人：Ann、我', '🎉，3 人：Bob…']);
    chips[0]!.tap();
    chips[1]!.tap();
    expect(commandsOf(page, 'react')).toEqual([
      ['react', 'tea', 'ann/c1', '👍', false],
      ['react', 'tea', 'ann/c1', '🎉', true],
    ]);
  });

  test('[UI377, UI378] {K6} one’s own beyond the first names is marked in the menu and on its chip, and a tap takes it off', async () => {
    const users = Array.from({ length: 20 }, (_, i) => userId(`u${i}`));
    const page = openWith([{ user: ANN, text: 'x' }], (state) => {
      const tea = state.timelines['tea']!;
      const reactions = [{ emoji: '👍', users, count: 21, also: [ME.user] }];
      const items = tea.items.map((item) => (item.kind === 'message' ? { ...item, reactions } : item));
      return { ...state, timelines: { tea: { ...tea, items } } };
    });
    expect(page.findAll('message-bubble__reaction--own').map((chip) => chip.text)).toHaveLength(1);
    page.find('message-bubble__reaction').tap();
    await hold(page);
    expect(page.findAll('message-menu__face--own').map((one) => one.text)).toEqual(['👍']);
    page.find('message-menu__face').tap();
    const off = ['react', 'tea', 'ann/c1', '👍', false];
    expect(commandsOf(page, 'react')).toEqual([off, off]);
  });

  test('[UI124] {C19} a refusal is told', () => {
    const page = openWith([{ user: ANN, text: 'x' }], withReactions);
    page.fake.answers.react = () => {
      throw new ChatError('too_many_reactions', 'The limit is 20.');
    };
    page.findAll('message-bubble__reaction')[1]!.tap();
    expect(told()).toBe('这条消息的表情种类已满，请选一个已有的。');
  });
});

describe('[UI125] {C13} forwarding', () => {
  const many = (count: number): RoomInput[] => Array.from({ length: count }, (_, i) => ({ id: `r${i + 1}` }));
  const sheets = () =>
    wxMock['showActionSheet']!.mock.calls.map(([options]) => (options as { itemList: string[] }).itemList);

  test('[UI125] {C13} the words go to the room that is chosen, without quote and mentions', async () => {
    const body = {
      kind: 'text',
      text: '@Bob look',
      mentions: { users: [BOB.user] },
      quote: { user: BOB.user, clientId: 'c0' as never, seq: 9, kind: 'text', text: 'q' },
    } as const;
    const page = openWith([{ user: ANN, body }], undefined, many(2));
    answerActionSheet('r2');
    await hold(page);
    await pick(page, '转发');
    expect(sheets()).toEqual([['tea', 'r1', 'r2']]);
    expect(commandsOf(page, 'sendBody')).toEqual([['sendBody', 'r2', { kind: 'text', text: '@Bob look' }]]);
    expect(told()).toBe('已转发');
  });

  test('[UI125] {C13} a picture is forwarded as it is; every room can be reached; nobody is asked twice', async () => {
    const body = {
      kind: 'image',
      url: '/media/a',
      thumbUrl: '/media/b',
      width: 9,
      height: 9,
      bytes: 1,
    } as const;
    const page = openWith([{ user: ANN, body }], undefined, many(9));
    wxMock['showActionSheet']!.mockImplementation(
      ({ itemList, success }: { itemList: string[]; success(answer: object): void }) =>
        success({ tapIndex: itemList.length - 1 }),
    );
    await hold(page);
    await pick(page, '转发');
    await flushPromises();
    expect(sheets()).toEqual([
      ['tea', 'r1', 'r2', 'r3', 'r4', '更多聊天…'],
      ['r5', 'r6', 'r7', 'r8', 'r9'],
    ]);
    expect(commandsOf(page, 'sendBody')).toEqual([['sendBody', 'r9', body]]);
  });

  test('[RM53] {K4} rooms in which nothing can be said are not offered', async () => {
    const { settings, membership } = chatState({ id: 'x' }).rooms.byId['x']!;
    const closed = { id: 'closed', room: { settings: { ...settings, closed: true } } };
    const muted = { id: 'muted', room: { membership: { ...membership, mutedUntil: 2 ** 50 } } };
    const page = openWith([{ user: ANN, text: 'x' }], undefined, [closed, muted, ...many(1)]);
    answerActionSheet('r1');
    await hold(page);
    await pick(page, '转发');
    expect(sheets()).toEqual([['tea', 'r1']]);
  });

  test('[UI125] {C13} changing one’s mind sends nothing; a refusal is told', async () => {
    const page = openWith([{ user: ANN, text: 'x' }], undefined, many(1));
    answerActionSheet(null);
    await hold(page);
    await pick(page, '转发');
    expect(commandsOf(page, 'sendBody')).toEqual([]);
    page.fake.answers.sendBody = () => {
      throw new ChatError('outbox_full', 'full');
    };
    answerActionSheet('r1');
    await hold(page);
    await pick(page, '转发');
    expect(told()).toBe('等待发送的消息太多了，请等它们发出后再写。');
  });
});

test('[UI126] {C8} holding somebody’s picture names them where the cursor is; what is sent says whom it calls', () => {
  const page = openWith([
    { user: BOB, text: 'hi' },
    { user: ME, text: 'hey' },
  ]);
  field(page).trigger('input', { value: 'ask ', cursor: 4 });
  page.findAll('message-bubble__avatar')[1]!.trigger('longpress');
  page.findAll('message-bubble__avatar')[0]!.trigger('longpress');
  expect(field(page).attribute('value')).toBe('ask @Bob ');
  expect(field(page).attribute('focus')).toBe(true);
  page.find('composer__send').tap();
  expect(commandsOf(page, 'sendText')).toEqual([
    [
      'sendText',
      'tea',
      'ask @Bob ',
      { mentions: { users: [BOB.user], ranges: [{ user: BOB.user, from: 4, length: 4 }] } },
    ],
  ]);
});

describe('[UI140] {C22} what others said', () => {
  test('[UI140] {C22} is reported with a reason, which is acknowledged; changing one’s mind reports nothing', async () => {
    const page = openWith([{ user: ANN, text: 'buy now' }]);
    answerActionSheet(null);
    await hold(page);
    await pick(page, '举报');
    expect(commandsOf(page, 'report')).toEqual([]);
    answerActionSheet('垃圾广告');
    await hold(page);
    await pick(page, '举报');
    expect(commandsOf(page, 'report')).toEqual([
      ['report', { room: 'tea', user: ANN.user, seq: 1, reason: 'spam' }],
    ]);
    expect(told()).toBe('已收到举报，谢谢');
  });

  test('[UI140] {C22} and is hidden, for its author is blocked, can be reported and deleted only', async () => {
    const page = openWith([{ user: ANN, text: 'words' }], (state) => ({ ...state, blocked: [ANN.user] }));
    await hold(page);
    expect([labels(page), page.has('message-menu__face')]).toEqual([['删除', '举报'], false]);
  });
});

test('[MK30] {C22} who runs the room is offered to take back what others said, however old', async () => {
  const page = openWith([{ user: ANN, text: 'old', at: NOW - 9_000_000 }], (state) => {
    const tea = { ...state.rooms.byId['tea']!, membership: { role: 'admin', mutedUntil: 0 } as const };
    return { ...state, rooms: { ...state.rooms, byId: { tea } } };
  });
  await hold(page);
  await pick(page, '撤回');
  expect(commandsOf(page, 'recall')).toEqual([['recall', 'tea', `${ANN.user}/c1`]]);
});
