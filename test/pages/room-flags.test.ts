import { ChatError } from '../../miniprogram/core/chat/chat-error';
import {
  answerActionSheet,
  answerModals,
  openPage,
  resetWx,
  wxMock,
  type Found,
  type OpenPage,
} from '../support/page-harness';
import { ANN, ME, chatState, message, roomId, type RoomInput } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';
import type { RoomFlags } from '../../miniprogram/core/protocol/governance';

beforeEach(resetWx);

const flags = (set: Partial<RoomFlags>): RoomFlags => ({
  pinned: false,
  muted: false,
  markedUnread: false,
  ...set,
});

const open = (...rooms: RoomInput[]): OpenPage =>
  openPage('rooms', { before: (fake) => fake.setState(chatState(...rooms)) });

const three = [1, 2, 3].map((seq) => message({ user: ANN, seq, text: `text ${seq}` }));
const tea = (set: Partial<RoomFlags> = {}, read = 3): RoomInput => ({
  id: 'tea',
  items: three,
  room: { name: '茶馆', read, flags: flags(set) },
});

function drag(row: Found, ...path: readonly (readonly [x: number, y: number])[]): void {
  const touch = ([clientX, clientY]: readonly [number, number]) => ({ clientX, clientY });
  const at = path.map(touch);
  row.touch('touchstart', at[0]!);
  for (const point of at.slice(1)) row.touch('touchmove', point);
  row.touch('touchend', at[at.length - 1]!);
}

const swipe = (page: OpenPage, i = 0): void =>
  drag(page.findAll('swipe-cell__content')[i]!, [300, 20], [280, 21], [150, 24]);

const texts = (page: OpenPage): string[] => page.findAll('swipe-cell__action').map(({ text }) => text);

test('[UI80] {R1} a pinned room is tinted, and says so to a screen reader', () => {
  const page = open(tea({ pinned: true }), { id: 'lobby' });
  expect(page.findAll('room-row--pinned')).toHaveLength(1);
  expect(page.find('room-row').attribute('ariaLabel')).toContain('已置顶');
});

test('[UI80] {R2} a muted room has a grey dot and the number in its line, others a red number', () => {
  const page = open(tea({ muted: true }, 1), { ...tea({}, 1), id: 'lobby' });
  const [quiet, loud] = page.findAll('room-row__badge');
  expect(quiet?.dom.querySelector('.t-badge--dot, [class*="t-badge--dot"]')).not.toBeNull();
  expect(page.findAll('room-row__badge--quiet')).toHaveLength(1);
  expect(page.findAll('room-row__preview').map(({ text }) => text)).toEqual([
    '[2条] Ann：text 3',
    'Ann：text 3',
  ]);
  expect(loud?.text).toContain('2');
  expect(page.findAll('room-row__bell')).toHaveLength(1);
});

test('[UI80] {R2} a room that is marked as unread has a dot, and the title tells the total of those not muted', () => {
  const page = open(tea({ markedUnread: true }), { ...tea({ muted: true }, 0), id: 'b' });
  expect(page.find('room-row').attribute('ariaLabel')).toContain('标为未读');
  expect(page.data['title']).toBe('聊天（1）');
  expect(wxMock['setNavigationBarTitle']).toHaveBeenLastCalledWith(
    expect.objectContaining({ title: '聊天（1）' }),
  );
});

test('[UI81] {R5} swiping a row to the left uncovers its actions, one row at a time', async () => {
  const page = open(tea(), { ...tea(), id: 'b' });
  expect(texts(page)).toEqual([]);
  swipe(page, 0);
  await page.frame();
  expect(texts(page)).toEqual(['标为未读', '置顶', '退出']);
  expect(page.data['openRow']).toBe('tea');
  swipe(page, 1);
  await page.frame();
  expect(page.data['openRow']).toBe('b');
  expect(texts(page)).toHaveLength(3);
});

test('[UI81] {R5} a tap on an open row, and a swipe back, close it; scrolling opens nothing', async () => {
  const page = open(tea());
  swipe(page);
  page.find('room-row').tap();
  expect(page.data['openRow']).toBe('');
  expect(wxMock['navigateTo']).not.toHaveBeenCalled();
  swipe(page);
  drag(page.find('swipe-cell__content'), [100, 20], [130, 20], [290, 22]);
  expect(page.data['openRow']).toBe('');
  drag(page.find('swipe-cell__content'), [300, 20], [295, 60], [150, 300]);
  drag(page.find('swipe-cell__content'), [300, 20], [280, 20]);
  await flushPromises();
  expect(page.data['openRow']).toBe('');
  page.find('room-row').tap();
  expect(wxMock['navigateTo']).toHaveBeenCalledTimes(1);
});

test.each([
  ['置顶', tea(), [['setFlags', 'tea', { pinned: true }]]],
  ['取消置顶', tea({ pinned: true }), [['setFlags', 'tea', { pinned: false }]]],
  ['标为未读', tea(), [['setFlags', 'tea', { markedUnread: true }]]],
  ['标为已读', tea({}, 1), [['markRead', 'tea']]],
] as const)('[UI82] {R5} the action %s of a swiped row does what it says', async (text, room, asked) => {
  const page = open(room);
  swipe(page);
  page
    .findAll('swipe-cell__action')
    .find((action) => action.text === text)!
    .tap();
  await flushPromises();
  expect(page.fake.asked).toEqual(asked);
  expect(page.data['openRow']).toBe('');
});

test.each([
  ['置顶', tea(), [['setFlags', 'tea', { pinned: true }]]],
  ['消息免打扰', tea(), [['setFlags', 'tea', { muted: true }]]],
  ['打开消息提醒', tea({ muted: true }), [['setFlags', 'tea', { muted: false }]]],
  ['标为已读', tea({ markedUnread: true }), [['markRead', 'tea']]],
] as const)('[UI82] {R5} a long press offers %s', async (label, room, asked) => {
  const page = open(room);
  answerActionSheet(label);
  page.find('room-row').trigger('longpress');
  await flushPromises();
  expect(page.fake.asked).toEqual(asked);
});

test('[UI83] {R5} leaving asks first, and what was refused is said', async () => {
  const page = open(tea());
  answerActionSheet('退出房间');
  const modal = answerModals({ confirm: false }, { confirm: true });
  page.find('room-row').trigger('longpress');
  await flushPromises();
  expect(page.fake.asked).toEqual([]);
  expect(modal).toHaveBeenCalledWith(expect.objectContaining({ title: '退出「茶馆」？' }));
  page.fake.answers.leaveRoom = () => Promise.reject(new ChatError('offline', ''));
  page.find('room-row').trigger('longpress');
  await flushPromises();
  expect(page.fake.asked).toEqual([['leaveRoom', 'tea']]);
  expect(wxMock['showToast']).toHaveBeenCalledWith(
    expect.objectContaining({ title: '现在没有连接，请连上后再试。' }),
  );
});

test('[UI84] {R6} rooms are searched by name or code, and nothing that fits is said', async () => {
  const page = open(tea(), { id: 'k3f9', room: { name: 'Book club' } });
  const names = (): string[] => page.findAll('room-row__name').map(({ text }) => text);
  page.find('search-field__input').trigger('input', { value: ' BOOK ' });
  expect(names()).toEqual(['Book club']);
  page.find('search-field__input').trigger('input', { value: 'tea' });
  expect(names()).toEqual(['茶馆']);
  page.find('search-field__input').trigger('input', { value: 'zzz' });
  expect([names(), page.has('rooms__no-match')]).toEqual([[], true]);
  page.find('search-field__clear').tap();
  expect(names()).toEqual(['茶馆', 'Book club']);
});

test('[UI84] {R6} a private room is made by its own entry, and public rooms are found on a page of their own', async () => {
  const page = open(tea());
  answerActionSheet('创建私密房间');
  answerModals({ confirm: true, content: 'Us' });
  page.find('rooms__add').tap();
  await flushPromises();
  expect(page.fake.asked).toEqual([['createRoom', 'Us', 'invite']]);
  answerActionSheet('发现公开房间');
  page.find('rooms__add').tap();
  await flushPromises();
  expect(wxMock['navigateTo']).toHaveBeenLastCalledWith(expect.objectContaining({ url: '/pages/find/find' }));
});

test('[UI85] {C22} a room that somebody removed one from is named until that was read', () => {
  const page = openPage('rooms', {
    before: (fake) => fake.setState({ ...chatState(tea()), lost: [{ room: roomId('gone'), name: '书社' }] }),
  });
  expect(page.find('rooms__lost').text).toContain('你已被移出「书社」');
  page.find('rooms__lost').tap();
  expect(page.fake.asked).toEqual([['dismissLost', 'gone']]);
});

test('[UI141] {R3} a room where somebody called this person says so in red, before its draft, until that is read', async () => {
  const called = message({
    user: ANN,
    seq: 4,
    body: { kind: 'text', text: 'come', mentions: { users: [ME.user] } },
  });
  const room = (read: number): RoomInput => ({ ...tea({}, read), items: [...three, called] });
  const page = openPage('rooms', {
    before(fake) {
      fake.setState(chatState(room(3)));
      fake.client.drafts.save(roomId('tea'), { text: 'I began' });
    },
  });
  expect(page.find('room-row__mark').text).toBe('[有人@我]');
  expect(page.find('room-row__preview').text).toBe('Ann：come');
  expect(page.find('room-row').attribute('ariaLabel')).toContain('[有人@我] Ann：come');
  page.fake.setState(chatState(room(4)));
  await page.frame();
  expect(page.find('room-row__mark').text).toBe('[草稿]');
});
