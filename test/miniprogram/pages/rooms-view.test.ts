import { EMPTY_STATE } from '../../../miniprogram/core/store/state';
import { roomsView, type RoomRowView } from '../../../miniprogram/pages/rooms/rooms-view';
import { ANN, BOB, ME, chatState, message, type RoomInput } from '../../support/chat-state';
import { NOON, viewContext } from '../../support/view-context';

const view = (change: Parameters<typeof viewContext>[0]) => roomsView(viewContext(change)).view;

function row(input: Omit<RoomInput, 'id'>): RoomRowView {
  const one = view({ state: chatState({ id: 'tea', ...input }) }).rows['tea'];
  if (!one) throw new Error('no row');
  return one;
}

test('[UI11] before the first answer the list is loading, not empty', () => {
  expect(view({ state: EMPTY_STATE })).toMatchObject({ phase: 'loading', offersServer: false });
  expect(view({ state: chatState() }).phase).toBe('empty');
  expect(view({ state: chatState({ id: 'tea' }) }).phase).toBe('list');
});

test('[LC1] rooms of the last time are a list at once, without what nobody knows', () => {
  const room = { online: 0, lastSeq: 7, last: null };
  const state = { ...chatState({ id: 'tea', room }), cached: true };
  const connection = { state: 'connecting', since: NOON } as const;
  expect(view({ state, connection })).toMatchObject({ phase: 'list', offersServer: false });
  expect(view({ state, connection }).rows['tea']).toMatchObject({ online: '', preview: '' });
});

test('[UI11] as long as the server was never reached, its address can be changed from here', () => {
  const connection = {
    state: 'reconnecting',
    attempt: 2,
    retryAt: NOON,
    reason: '',
    offline: false,
  } as const;
  expect(view({ state: EMPTY_STATE, connection }).offersServer).toBe(true);
  expect(view({ state: chatState(), connection }).offersServer).toBe(false);
});

test('[UI12] the preview names the sender of others and leaves out oneself', () => {
  expect(row({ items: [message({ user: ANN, text: 'hi\nthere' })] }).preview).toBe('Ann：hi there');
  expect(row({ items: [message({ user: ME, text: 'hello' })] }).preview).toBe('hello');
  expect(row({ items: [message({ user: BOB, body: { kind: 'notice', event: 'left' } })] }).preview).toBe(
    'Bob 离开了房间',
  );
  expect(row({}).preview).toBe('还没有消息');
});

test('[UI421] {D1} whose name is not known yet is called nothing in a preview, and by name as soon as it is', () => {
  const state = chatState({ id: 'tea', items: [message({ user: ANN, text: 'hi' })] });
  const previewOf = (users: typeof state.users) => view({ state: { ...state, users } }).rows['tea']?.preview;
  expect([previewOf({}), previewOf(state.users)]).toEqual(['hi', 'Ann：hi']);
});

test('[UI12] the preview tells what is on its way and what was not sent', () => {
  const pending = (delivery: Parameters<typeof message>[0]['delivery']) =>
    row({ pending: [message({ user: ME, text: 'x', delivery })] });
  expect(pending({ status: 'queued' })).toMatchObject({ preview: '[发送中] x', tone: 'plain' });
  expect(pending({ status: 'sending' })).toMatchObject({ preview: '[发送中] x' });
  expect(pending({ status: 'failed', code: 'muted', reason: '' })).toMatchObject({
    preview: '[未发送] x',
    tone: 'failed',
  });
});

test('[UI12] somebody typing is shown instead of the last message', () => {
  expect(row({ items: [message({})], room: { typing: [BOB.user] } })).toMatchObject({
    preview: 'Bob正在输入…',
    tone: 'typing',
  });
});

test('[UI70] {C18} what was begun stands in red before everything else, and does not move the room', () => {
  const rooms = [{ id: 'new' }, { id: 'tea', items: [message({ text: 'x' })], room: { typing: [BOB.user] } }];
  const draft = (text: string, quote?: { message: string; name: string; text: string }) =>
    view({
      state: chatState(...rooms),
      draft: (room) => (room === 'tea' ? { text, ...(quote ? { quote } : {}) } : null),
    });
  const begun = draft('half\na thought');
  expect(begun.ids).toEqual(['new', 'tea']);
  expect(begun.rows['tea']).toMatchObject({ mark: '[草稿]', preview: 'half a thought', tone: 'plain' });
  expect(begun.rows['tea']?.label).toContain('[草稿] half a thought');
  expect(begun.rows['new']?.mark).toBe('');
  const answer = draft(' ', { message: 'ann/c1', name: 'Ann', text: 'hi' });
  expect(answer.rows['tea']?.preview).toBe('回复 Ann：hi');
});

test('[UI428] {C18} in a closed room what was begun hides no news, because nobody can send it', () => {
  const items = [message({ user: BOB, body: { kind: 'notice', event: 'closed' } })];
  const shown = [false, true].map((closed) => {
    const settings = { announcement: '', access: 'public', slowMs: 0, closed } as const;
    const state = chatState({ id: 'tea', items, room: { settings } });
    const { mark, preview } = view({ state, draft: () => ({ text: 'half' }) }).rows['tea'] ?? {};
    return { mark, preview };
  });
  expect(shown).toEqual([
    { mark: '[草稿]', preview: 'half' },
    { mark: '', preview: 'Bob 关闭了房间' },
  ]);
});

test('[UI12] unread, online count and time are on the row, and all of it in its label', () => {
  const items = [1, 2, 3].map((seq) => message({ seq, at: NOON - 86_400_000, text: 'hi' }));
  const one = row({ items, room: { read: 1, online: 7, name: '茶馆' } });
  expect(one).toMatchObject({ name: '茶馆', unread: 2, online: '7 人在线', time: '昨天' });
  expect(one.label).toBe('茶馆，Ann：hi，昨天，2 条未读，7 人在线');
});

test.each([
  ['zh-CN', '大厅'],
  ['en', 'Lobby'],
] as const)(
  '[UI396] a room with a name in each language has that of the phone, %s, and is found by both',
  (language, shown) => {
    const room = { name: '大厅', names: { zh: '大厅', en: 'Lobby' } };
    const context = viewContext({ language, state: chatState({ id: 'lobby', room }) });
    const rows = (filter: string) => roomsView(context, filter).view.rows;
    expect(rows('')['lobby']).toMatchObject({ name: shown });
    expect(rows('')['lobby']?.label).toContain(shown);
    expect(rows('lobb')).toHaveProperty('lobby');
    expect(rows('大厅')).toHaveProperty('lobby');
    expect(rows('hall')).toEqual({});
  },
);

test('[UI286] {K7} above 99 the row, what is read out, a muted room and the title say 99+', () => {
  const items = [message({ seq: 100, at: NOON, text: 'hi' })];
  const quiet = { pinned: false, muted: true, markedUnread: false };
  const many = view({ state: chatState({ id: 'tea', items, room: { read: 0, lastSeq: 100 } }) });
  expect(many.rows['tea']?.label).toContain('99+ 条未读');
  expect(many.title).toBe('聊天（99+）');
  const muted = view({
    state: chatState({ id: 'tea', items, room: { read: 0, lastSeq: 100, flags: quiet } }),
  });
  expect(muted.rows['tea']?.preview).toBe('[99+条] Ann：hi');
});

test('[UI12] the own name comes from the server, before that from this phone', () => {
  expect(view({}).me).toMatchObject({ name: '小明', isKnown: true });
  const profile = { name: 'Old', avatar: 'tint-1' };
  expect(view({ state: EMPTY_STATE, profile }).me).toMatchObject({ name: 'Old', isKnown: true });
  expect(view({ state: EMPTY_STATE }).me).toMatchObject({ name: '正在登录…', isKnown: false });
});

test('[UI1] the list is due again at midnight, when today becomes yesterday', () => {
  expect(roomsView(viewContext()).refreshInMs).toBe(12 * 3_600_000);
});
