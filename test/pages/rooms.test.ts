import { ChatError, type ChatErrorKind } from '../../miniprogram/core/chat/chat-error';
import {
  answerActionSheet,
  answerModals,
  openPage,
  resetWx,
  wxMock,
  type OpenPage,
} from '../support/page-harness';
import { ANN, chatState, message, roomId, type RoomInput } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';

beforeEach(resetWx);

const tea = (more: Partial<RoomInput> = {}): RoomInput => ({
  id: 'tea',
  items: [message({ user: ANN, seq: 1, text: 'hi' })],
  ...more,
});

const open = (...rooms: RoomInput[]): OpenPage =>
  openPage('rooms', { before: (fake) => fake.setState(chatState(...rooms)) });

const refuse = (kind: ChatErrorKind) => () => Promise.reject(new ChatError(kind, kind));

test('[UI11] before the first answer there are bones, no rows and no word of emptiness', () => {
  const page = openPage('rooms');
  expect(page.findAll('rooms__bone')).toHaveLength(5);
  expect([page.has('room-row'), page.has('rooms__empty')]).toEqual([false, false]);
});

test('[UI11] a server that was never reached is named, and its settings are a tap away', async () => {
  const page = openPage('rooms');
  page.fake.setConnection({
    state: 'reconnecting',
    attempt: 1,
    retryAt: page.fake.clock.now() + 5_000,
    reason: '',
    offline: false,
  });
  await page.frame();
  expect(page.find('connection-line').text).toContain('未连接到服务器');
  page.find('rooms__server').tap();
  expect(wxMock['navigateTo']).toHaveBeenCalledWith(
    expect.objectContaining({ url: '/pages/settings/settings' }),
  );
});

test('[UI12] {P7} a room shows its name, who said what, its time, its people and what is unread', async () => {
  const items = [1, 2, 3].map((seq) => message({ user: ANN, seq, text: `text ${seq}` }));
  const page = open(tea({ items, room: { read: 1, online: 4, name: '茶馆' } }));
  await flushPromises();
  expect(page.find('room-row__name').text).toBe('茶馆');
  expect(page.find('room-row__preview').text).toBe('Ann：text 3');
  expect(page.find('room-row__online').text).toBe('4 人在线');
  expect(page.find('t-badge__count').text).toBe('2');
  expect(page.find('room-row').attribute('ariaLabel')).toContain('2 条未读');
});

test('[UI70] {C18} a draft is shown when the list is back, and goes with its text', () => {
  const page = open(tea());
  const { drafts } = page.fake.client;
  page.hide();
  drafts.save(roomId('tea'), { text: 'half a thought' });
  page.show();
  expect(page.find('room-row__mark').text).toBe('[草稿]');
  expect(page.find('room-row__preview').text).toBe('half a thought');
  page.hide();
  drafts.save(roomId('tea'), { text: '' });
  page.show();
  expect([page.has('room-row__mark'), page.find('room-row__preview').text]).toEqual([false, 'Ann：hi']);
});

test.each([
  [99, '99'],
  [100, '99+'],
])('[UI12] %s unread messages are written as %s', (head, badge) => {
  const page = open(tea({ items: [], room: { lastSeq: head, read: 0 } }));
  expect(page.find('t-badge__count').text).toBe(badge);
});

test('[UI12] a room without unread messages has no badge', () => {
  expect(open(tea()).has('t-badge__count')).toBe(false);
});

test('[UI4] a change of one room sends the changed fields of its row only', async () => {
  const page = open(tea(), { id: 'lobby', items: [message({ room: 'lobby', seq: 1, text: 'x' })] });
  page.patches.length = 0;
  page.fake.setState({
    ...page.fake.client.chat.state,
    rooms: {
      ...page.fake.client.chat.state.rooms,
      byId: {
        ...page.fake.client.chat.state.rooms.byId,
        lobby: { ...page.fake.client.chat.state.rooms.byId['lobby']!, online: 9 },
      },
    },
  });
  await page.frame();
  expect(page.patches).toHaveLength(1);
  expect(Object.keys(page.patches[0]!).sort()).toEqual(['rows.lobby.label', 'rows.lobby.online']);
});

test('[UI12] rooms are in the order of the state, and rows move with it', async () => {
  const page = open(tea(), { id: 'lobby' });
  const names = () => page.findAll('room-row__name').map((name) => name.text);
  expect(names()).toEqual(['tea', 'lobby']);
  page.fake.setState(chatState({ id: 'lobby' }, tea()));
  await page.frame();
  expect(names()).toEqual(['lobby', 'tea']);
});

test('[UI12] a tap on a row opens its room, a tap on oneself the profile', () => {
  const page = open(tea());
  page.find('room-row').tap();
  expect(wxMock['navigateTo']).toHaveBeenLastCalledWith(
    expect.objectContaining({ url: '/pages/chat/chat?room=tea' }),
  );
  page.find('rooms__me').tap();
  expect(wxMock['navigateTo']).toHaveBeenLastCalledWith(
    expect.objectContaining({ url: '/pages/profile/profile' }),
  );
});

describe('creating and joining', () => {
  test('[UI25] a created room is opened', async () => {
    const page = open(tea());
    answerActionSheet('创建公开房间');
    answerModals({ confirm: true, content: '茶馆' });
    page.find('rooms__add').tap();
    await flushPromises();
    expect(page.fake.asked).toContainEqual(['createRoom', '茶馆', 'public']);
    expect(wxMock['navigateTo']).toHaveBeenCalledWith(
      expect.objectContaining({ url: '/pages/chat/chat?room=new1' }),
    );
  });

  test('[UI25] a taken name is explained, and the typed one is still there to be changed', async () => {
    const page = open();
    page.fake.answers.createRoom = jest
      .fn()
      .mockImplementationOnce(refuse('name_taken'))
      .mockImplementation(() => Promise.resolve('b2'));
    const modal = answerModals(
      { confirm: true, content: 'Tea' },
      { confirm: true },
      { confirm: true, content: 'Tea 2' },
    );
    page.findAll('rooms__empty-button')[0]?.tap();
    await flushPromises();
    const [first, refusal, second] = modal.mock.calls.map(([options]) => options as Record<string, unknown>);
    expect(first).toMatchObject({ editable: true, content: '' });
    expect(refusal).toMatchObject({ title: '没能创建房间', content: '这个名字已经有人用了，请换一个。' });
    expect(second).toMatchObject({ editable: true, content: 'Tea' });
    expect(page.fake.asked.filter(([name]) => name === 'createRoom')).toEqual([
      ['createRoom', 'Tea', 'public'],
      ['createRoom', 'Tea 2', 'public'],
    ]);
    expect(wxMock['navigateTo']).toHaveBeenCalledWith(
      expect.objectContaining({ url: '/pages/chat/chat?room=b2' }),
    );
  });

  test.each([
    ['no_room', '没有这个房间，请核对房间号。'],
    ['bad_field', '没有这个房间，请核对房间号。'],
    ['offline', '现在没有连接，请连上后再试。'],
    ['too_many_rooms', '你加入的房间已达上限，请先退出一个。'],
  ] as const)('[UI25] a code that is refused with %s is explained', async (kind, sentence) => {
    const page = open();
    page.fake.answers.joinRoom = refuse(kind);
    const modal = answerModals({ confirm: true, content: ' abc ' }, { confirm: false });
    page.findAll('rooms__empty-button')[1]?.tap();
    await flushPromises();
    expect(page.fake.asked).toContainEqual(['joinRoom', 'abc']);
    expect(modal).toHaveBeenCalledTimes(2);
    expect(modal).toHaveBeenLastCalledWith(
      expect.objectContaining({ title: '没能加入房间', content: sentence }),
    );
    expect(wxMock['navigateTo']).not.toHaveBeenCalled();
  });

  test('[UI25] changing one’s mind in any dialog asks nothing of the server', async () => {
    const page = open(tea());
    answerActionSheet(null);
    page.find('rooms__add').tap();
    answerActionSheet('用房间号加入');
    answerModals({ confirm: false });
    page.find('rooms__add').tap();
    await flushPromises();
    expect(page.fake.asked).toEqual([]);
  });

  test('[UI25] an answer that comes after people left the page opens nothing', async () => {
    const page = open(tea());
    let finish: (room: never) => void = () => undefined;
    page.fake.answers.createRoom = () => new Promise((resolve) => (finish = resolve));
    answerActionSheet('创建公开房间');
    answerModals({ confirm: true, content: 'x' });
    page.find('rooms__add').tap();
    await flushPromises();
    page.hide();
    finish('b3' as never);
    await flushPromises();
    expect(wxMock['navigateTo']).not.toHaveBeenCalled();
  });
});
