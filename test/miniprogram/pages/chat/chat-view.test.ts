import type { ConnectionView } from '../../../../miniprogram/core/chat/chat-types';
import type { Timeline, TimelineItem } from '../../../../miniprogram/core/store/state';
import { EMPTY_STATE } from '../../../../miniprogram/core/store/state';
import { ChatList } from '../../../../miniprogram/pages/chat/list/chat-list';
import { createRowMaker, rowId } from '../../../../miniprogram/pages/chat/rows/chat-rows';
import type { ChatRow, MessageRow } from '../../../../miniprogram/pages/chat/rows/message-views';
import { chatView } from '../../../../miniprogram/pages/chat/chat-view';
import { ANN, BOB, ME, chatState, message, roomId, type RoomInput } from '../../../support/chat-state';
import { ONLINE } from '../../../support/fake-client';
import { NOON, viewContext } from '../../../support/view-context';

const MINUTE = 60_000;
const TEA = roomId('tea');
const OFFLINE: ConnectionView = {
  state: 'reconnecting',
  attempt: 1,
  retryAt: NOON,
  reason: '',
  offline: true,
};

function viewOf(input: Omit<RoomInput, 'id'>, change: Parameters<typeof viewContext>[0] = {}) {
  const state = chatState({ id: 'tea', ...input });
  return chatView(viewContext({ state, ...change }), TEA, new ChatList()).view;
}

function rowsOf(items: readonly TimelineItem[], change: Parameters<typeof viewContext>[0] = {}): ChatRow[] {
  const { blocks, block } = viewOf({ items }, change).list;
  return blocks.flatMap((name) => block[name]!.ids.map((id) => block[name]!.rows[id]!));
}

/** The whole timeline, with nothing special about it. */
const whole = (items: readonly TimelineItem[]) => ({
  items,
  from: 0,
  to: items.length,
  dividerAt: -1,
  loadingGaps: new Set<string>(),
  playing: null,
  selection: null,
});

test('[UI13] a room that is not there yet, one that is not mine and an empty one are different things', () => {
  const phase = (state = EMPTY_STATE, id = TEA) =>
    chatView(viewContext({ state }), id, new ChatList()).view.phase;
  expect(phase()).toBe('loading');
  expect(phase(chatState())).toBe('missing');
  expect(phase(chatState(), roomId(''))).toBe('loading');
  expect(viewOf({}).phase).toBe('empty');
  expect(viewOf({ room: { lastSeq: 5 } }).phase).toBe('loading');
  expect(viewOf({ items: [message({})] }).phase).toBe('list');
});

test('[UI13] a room whose newest messages are seen by nobody, such as reactions, is a list that asks for what is above', () => {
  const state = chatState({ id: 'tea', room: { lastSeq: 5 } });
  const timeline: Timeline = { ...state.timelines['tea']!, cursor: 5, older: { state: 'idle' } };
  const phase = (older: Timeline['older']) => {
    const timelines = { tea: { ...timeline, older } };
    return chatView(viewContext({ state: { ...state, timelines } }), TEA, new ChatList()).view.phase;
  };
  expect(phase({ state: 'idle' })).toBe('list');
  expect(phase({ state: 'failed', reason: 'offline' })).toBe('list');
  expect(phase({ state: 'complete' })).toBe('empty');
});

test('[LC13] a room that is not among those of the last time is not called missing before the server has told', () => {
  const state = { ...chatState({ id: 'lobby' }), cached: true };
  const phase = (loaded: typeof state) =>
    chatView(viewContext({ state: loaded }), TEA, new ChatList()).view.phase;
  expect(phase(state)).toBe('loading');
  expect(phase({ ...state, cached: false })).toBe('missing');
});

test('[UI13] the title is the room and how many are in it', () => {
  expect(viewOf({ room: { name: '茶馆', members: 12 } }).title).toBe('茶馆（12）');
});

test('[UI13] the state of the earlier messages is passed on as it is', () => {
  const states: Timeline['older'][] = [
    { state: 'idle' },
    { state: 'loading' },
    { state: 'failed', reason: 'timeout' },
    { state: 'complete' },
  ];
  expect(states.map((older) => viewOf({ older }).list.older)).toEqual([
    'idle',
    'loading',
    'failed',
    'complete',
  ]);
});

test('[UI2] the time stands before the first message and where five minutes or more passed', () => {
  const start = NOON - 60 * MINUTE;
  const items = [0, 1, 5.99, 11, 15.9].map((minutes) => message({ at: start + minutes * MINUTE }));
  expect(rowsOf(items).map((row) => row.time)).toEqual(['11:00', '', '', '11:11', '']);
});

test.each([
  [5 * MINUTE - 1, ''],
  [5 * MINUTE, '11:05'],
  [5 * MINUTE + 1, '11:05'],
])('[UI2] %i ms after the message before it the time is "%s"', (afterMs, time) => {
  const at = NOON - 60 * MINUTE;
  expect(rowsOf([message({ at }), message({ at: at + afterMs })]).map((row) => row.time)).toEqual([
    '11:00',
    time,
  ]);
});

test('[UI14] a name stands once above a run of messages, never above own ones', () => {
  const at = NOON;
  const items = [
    message({ user: ANN, at }),
    message({ user: ANN, at }),
    message({ user: BOB, at }),
    message({ user: ME, at }),
    message({ user: BOB, at, body: { kind: 'notice', event: 'joined' } }),
    message({ user: BOB, at }),
  ];
  const names = rowsOf(items).map((row) => (row.kind === 'message' ? row.name : row.kind));
  expect(names).toEqual(['Ann', '', 'Bob', '', 'notice', 'Bob']);
});

test('[UI14] a message says who, when, what and how far it got in one label', () => {
  const at = NOON;
  const failed = { status: 'failed', code: 'muted', reason: '' } as const;
  const [theirs, mine, unsent] = rowsOf([
    message({ user: ANN, at, text: 'hi' }),
    message({ user: ME, at, text: 'yo' }),
    message({ user: ME, at, text: 'yo', delivery: failed }),
  ]) as MessageRow[];
  const label = (row?: MessageRow) => `${row?.labelStart}${row?.text}${row?.labelEnd}`;
  expect(label(theirs)).toBe('Ann，12:00：hi');
  expect(label(mine)).toBe('我，12:00：yo，已发送');
  expect(label(unsent)).toContain('未发送：你在这个房间里被禁言了');
});

test('[UI15] a message that is not sent says why, in words', () => {
  const note = (delivery: Parameters<typeof message>[0]['delivery']) =>
    (rowsOf([message({ user: ME, delivery })], { connection: OFFLINE })[0] as MessageRow).note;
  expect(note({ status: 'sending' })).toBe('');
  expect(note({ status: 'queued' })).toBe('等待连接，连上后自动发送');
  expect(note({ status: 'failed', code: 'too_large', reason: '' })).toBe(
    '未发送：消息最多 4000 个字，请删减后再发。',
  );
});

test('[UI404] a chat names the code that lets people in today, in groups, and none where none does', () => {
  const settings = { announcement: '', access: 'public', slowMs: 0, closed: false } as const;
  const code = (change: object = {}) =>
    viewOf({ room: { settings: { ...settings, ...change } } }).listText.code;
  expect(code()).toBe('房间号 tea');
  expect(code({ code: 'p3242bak8rgk', entry: 'approval' })).toBe('房间号 p324-2bak-8rgk');
  expect(code({ code: 'p3242bak8rgk', entry: 'off' })).toBe('');
  expect(code({ code: 'p3242bak8rgk', closed: true })).toBe('');
});

test('[UI401] a message that waits says whether it does so for a connection, also when that changes', () => {
  const maker = createRowMaker();
  const items = [
    message({ user: ME, delivery: { status: 'sending' } }),
    message({ user: ME, delivery: { status: 'queued' } }),
  ];
  const notes = (connection: ConnectionView) => {
    const made = maker.make(viewContext({ connection }), whole(items));
    return items.map((item) => (made.get(rowId(item)) as MessageRow).note);
  };
  expect(notes(OFFLINE)).toEqual(['', '等待连接，连上后自动发送']);
  expect(notes(ONLINE)).toEqual(['', '等前面的消息发完']);
  expect(notes(OFFLINE)).toEqual(['', '等待连接，连上后自动发送']);
});

test('[UI429] what waits for another try has nobody before it, and does not say that it has', () => {
  const noteOf = (...items: readonly ReturnType<typeof message>[]) => {
    const made = createRowMaker().make(viewContext({ connection: ONLINE }), whole(items));
    return items.map((item) => (made.get(rowId(item)) as MessageRow).note).pop();
  };
  const waiting = message({ user: ME, delivery: { status: 'queued' } });
  const before = (status: 'sent' | 'queued' | 'sending' | 'failed') =>
    message({
      user: ME,
      id: 'before',
      delivery:
        status === 'sent'
          ? { status, seq: 1 }
          : status === 'failed'
            ? { status, code: 'muted', reason: '' }
            : { status },
    });
  expect(noteOf(waiting)).toBe('稍后自动发送');
  expect((['sent', 'failed'] as const).map((status) => noteOf(before(status), waiting))).toEqual(
    Array(2).fill('稍后自动发送'),
  );
  expect((['queued', 'sending'] as const).map((status) => noteOf(before(status), waiting))).toEqual(
    Array(2).fill('等前面的消息发完'),
  );
});

test('[OB42, UI15] a message that the phone could not store says so until it is sent', () => {
  const noteIn = (language: 'zh-CN' | 'en', delivery: Parameters<typeof message>[0]['delivery']) =>
    rowsOf([message({ user: ME, delivery })], { language })[0] as MessageRow;
  const told = '手机存储快满了，发出之前请不要关闭小程序';
  expect(noteIn('zh-CN', { status: 'queued', durable: false })).toMatchObject({
    note: told,
    status: 'queued',
  });
  expect(noteIn('zh-CN', { status: 'sending', durable: false }).note).toBe(told);
  expect(noteIn('zh-CN', { status: 'sending', durable: false }).labelEnd).toContain(told);
  expect(noteIn('en', { status: 'queued', durable: false }).note).toContain('Storage nearly full');
  expect(noteIn('en', { status: 'sent', seq: 1 }).note).toBe('');
});

test('[UI14] a message of an unknown kind or from somebody unknown still has its row', () => {
  const stranger = { ...BOB, user: 'zoe' as typeof BOB.user };
  const [row] = rowsOf([
    message({ user: stranger, body: { kind: 'unknown', name: 'poll' } }),
  ]) as MessageRow[];
  expect(row).toMatchObject({ name: '成员', body: { muted: true }, text: '[当前版本不支持这种消息]' });
});

test('[UI16] a hole between messages can be loaded unless it is lost', () => {
  const gap = { kind: 'gap', key: 'gap/3', from: 3, to: 9, lost: false } as const;
  expect(rowsOf([message({ seq: 2 }), gap, message({ seq: 10 })])[1]).toMatchObject({
    kind: 'gap',
    gapKey: 'gap/3',
    canLoad: true,
    text: '中间有 7 条消息未加载，点按加载',
  });
  expect(rowsOf([{ ...gap, lost: true }])[0]).toMatchObject({ canLoad: false, text: '更早的消息已无法查看' });
});

test('[UI4] a new message leaves the rows before it identical', () => {
  const maker = createRowMaker();
  const items = [message({ at: NOON }), message({ at: NOON })];
  const make = (all: readonly TimelineItem[], change: Parameters<typeof viewContext>[0] = {}) =>
    maker.make(viewContext({ state: chatState({ id: 'tea', items: all }), ...change }), whole(all));
  const first = make(items);
  const second = make([...items, message({ at: NOON })]);
  for (const [id, row] of first) expect(second.get(id)).toBe(row);
  const english = make(items, { language: 'en' });
  for (const [id, row] of first) expect(english.get(id)).not.toBe(row);
});

test('[UI4] a row follows its sender who takes another name', () => {
  const maker = createRowMaker();
  const items = [message({ user: ANN, at: NOON })];
  const state = chatState({ id: 'tea', items });
  const renamed = { ...state, users: { ...state.users, [ANN.user]: { ...ANN, name: 'Anna' } } };
  maker.make(viewContext({ state }), whole(items));
  const [row] = maker.make(viewContext({ state: renamed }), whole(items)).values();
  expect(row).toMatchObject({ name: 'Anna' });
});

test('[UI17] a row keeps its id from sending over the ack to a later load, and it can be an element id', () => {
  const sending = message({ user: ME, id: '9-x', delivery: { status: 'sending' } });
  const sent = message({ user: ME, id: '9-x', seq: 4 });
  expect(rowId(sending)).toBe(rowId(sent));
  expect(rowId(sending)).toMatch(/^[a-z][A-Za-z0-9_-]*$/);
  expect(rowId({ kind: 'gap', key: '1/2', from: 1, to: 2, lost: false })).toMatch(/^[a-z][A-Za-z0-9_-]*$/);
});

test('[LC19] {S10} a room of which the server cannot read a part says so above the composer, in both languages', () => {
  const told = (language: 'en' | 'zh-CN', unreadable?: boolean): string[] => {
    const { rule, barrier } = viewOf({ room: unreadable ? { unreadable } : {} }, { language });
    return [rule, barrier];
  };
  expect(told('en')).toEqual(['', '']);
  expect(told('en', true)).toEqual([
    'The server cannot read a part of this room. Some messages are missing.',
    '',
  ]);
  expect(told('zh-CN', true)[0]).toMatch(/^服务器读不出/);
});
