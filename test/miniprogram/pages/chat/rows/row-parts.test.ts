import type { Quote } from '../../../../../miniprogram/core/protocol/fields';
import type { ChatState, TimelineItem } from '../../../../../miniprogram/core/store/state';
import { createRowMaker } from '../../../../../miniprogram/pages/chat/rows/chat-rows';
import { roomMembers } from '../../../../../miniprogram/pages/chat/compose/room-members';
import { findFirstUnread, takeMark } from '../../../../../miniprogram/pages/chat/list/unread-mark';
import type { ChatRow, MessageRow } from '../../../../../miniprogram/pages/chat/rows/message-views';
import {
  ANN,
  BOB,
  ME,
  chatState,
  message,
  roomId,
  userId,
  type RoomInput,
} from '../../../../support/chat-state';
import { NOON, viewContext } from '../../../../support/view-context';

type Change = Partial<ChatState>;

const whole = (items: readonly TimelineItem[]) => ({
  items,
  from: 0,
  to: items.length,
  dividerAt: -1,
  loadingGaps: new Set<string>(),
  playing: null,
  selection: null,
});

/** One row maker over several states of a room. */
function rows(items: readonly TimelineItem[], room: RoomInput['room'] = {}) {
  const maker = createRowMaker();
  const state = chatState({ id: 'tea', items, room });
  return (change: Change = {}, now = items): ChatRow[] => [
    ...maker.make(viewContext({ state: { ...state, ...change } }), whole(now)).values(),
  ];
}

const quoteOf = (change: Partial<Quote> = {}): Quote => ({
  user: BOB.user,
  clientId: 'c9' as Quote['clientId'],
  seq: 9,
  kind: 'text',
  text: 'eight?',
  ...change,
});
const answer = (quote: Quote) => message({ at: NOON, body: { kind: 'text', text: 'ok', quote } });
const renamed = (state = chatState()): Change => ({
  users: { ...state.users, [BOB.user]: { ...BOB, name: 'Bobby' } },
});

test('[UI127] {C7} a quote names who said what, follows their name, and says when it was recalled', () => {
  const make = rows([answer(quoteOf())]);
  const [before] = make();
  expect((before as MessageRow).quote).toEqual({ key: 'bob/c9', seq: 9, text: 'Bob：eight?' });
  expect(make()[0]).toBe(before);
  expect((make(renamed())[0] as MessageRow).quote?.text).toBe('Bobby：eight?');
  const gone = answer(quoteOf({ text: '', gone: true }));
  expect((rows([gone])()[0] as MessageRow).quote?.text).toBe('引用的消息已被撤回');
});

test.each([
  ['image', '', 'Bob：[图片]'],
  ['voice', '', 'Bob：[语音]'],
  ['file', 'a.pdf', 'Bob：[文件] a.pdf'],
  ['dance', '', 'Bob：[当前版本不支持这种消息]'],
])('[UI127] {C7} a quoted %s is named by its kind', (kind, text, shown) => {
  expect((rows([answer(quoteOf({ kind, text }))])()[0] as MessageRow).quote?.text).toBe(shown);
});

test('[UI128] {C6} a recalled message names who took it back, and offers its text while that is kept', () => {
  const own = message({ user: ME, id: 'c1', at: NOON, body: { kind: 'recalled', by: ME.user } });
  const other = message({ user: ANN, id: 'c2', at: NOON, body: { kind: 'recalled', by: BOB.user } });
  const make = rows([own, other]);
  const texts = (all: readonly ChatRow[]) =>
    all.map((row) => row.kind === 'recalled' && [row.text, row.edit]);
  expect(texts(make())).toEqual([
    ['你撤回了一条消息', ''],
    ['Bob 撤回了一条消息', ''],
  ]);
  expect(texts(make({ recalledTexts: { [own.key]: 'x' } }))).toEqual([
    ['你撤回了一条消息', '重新编辑'],
    ['Bob 撤回了一条消息', ''],
  ]);
  expect(texts(make(renamed()))[1]).toEqual(['Bobby 撤回了一条消息', '']);
});

test('[UI129] {C8} those who are mentioned are marked by the names they have, nobody else', () => {
  const body = { kind: 'text', text: '@Bob @Ann hi', mentions: { users: [BOB.user] } } as const;
  const make = rows([message({ at: NOON, body }), message({ at: NOON, text: '@Bob' })]);
  const marked = (row: ChatRow | undefined) =>
    row?.kind === 'message' && row.body.kind === 'text'
      ? row.body.parts?.filter(({ kind }) => kind === 'mention').map(({ text }) => text)
      : null;
  expect(make().map(marked)).toEqual([['@Bob'], undefined]);
  expect(marked(make(renamed())[0])).toBeUndefined();
});

test('[UI124] {C19} a row follows the names of those who reacted', () => {
  const reactions = [{ emoji: '👍', users: [BOB.user], count: 1 }];
  const make = rows([{ ...message({ at: NOON }), reactions }]);
  const label = (change?: Change) => (make(change)[0] as MessageRow).reactions[0]?.label;
  expect([label(), label(renamed())]).toEqual(['👍，1 人：Bob', '👍，1 人：Bobby']);
});

test('[UI130] {C10, C11, C12} pictures, voice messages and files have their faces', () => {
  const url = '/media/a';
  const bodies = [
    { kind: 'image', url, thumbUrl: '/media/t', width: 360, height: 180, bytes: 9 },
    { kind: 'voice', url, durationMs: 11_200, bytes: 9 },
    { kind: 'file', url, name: 'plan.pdf', bytes: 2_048 },
  ] as const;
  const made = rows(bodies.map((body) => message({ at: NOON, body })))() as MessageRow[];
  expect(made.map(({ body }) => body)).toEqual([
    { kind: 'image', box: 'bare', src: 'http://host/media/t', width: 180, height: 90, progress: -1 },
    { kind: 'voice', duration: '12″', width: expect.any(Number) as number, isPlaying: false },
    { kind: 'file', box: 'card', stem: 'plan', ending: '.pdf', size: '2 KB', mark: 'PDF', progress: -1 },
  ]);
  expect(made.map(({ text }) => text)).toEqual(['[图片]', '[语音] 12″', '[文件] plan.pdf']);
});

test('[UI143] {C10} a picture that is being sent is shown from the phone with its progress, and stays so when it is sent', () => {
  const body = {
    kind: 'image',
    url: '/media/-',
    thumbUrl: '/media/-',
    width: 9,
    height: 9,
    bytes: 9,
  } as const;
  const waiting = message({ user: ME, id: 'c1', at: NOON, body, delivery: { status: 'sending' } });
  const make = rows([waiting]);
  const path = 'wxfile://a.jpg';
  const files = { [waiting.key]: { path, progress: 42 } };
  const [uploading] = make({ files }) as MessageRow[];
  expect(uploading).toMatchObject({ body: { src: path, progress: 42 }, actLabel: '取消发送' });
  const sent: TimelineItem = {
    ...waiting,
    delivery: { status: 'sent', seq: 3 },
    body: { ...body, thumbUrl: '/media/t' },
  };
  const [done] = make({ files: { [waiting.key]: { path, progress: null } } }, [sent]) as MessageRow[];
  expect(done).toMatchObject({ body: { src: path, progress: -1 }, actLabel: '' });
});

test('[UI144] {C11} only a voice of others that was not heard has a dot; the one that plays moves', () => {
  const body = { kind: 'voice', url: '/media/v', durationMs: 900, bytes: 9 } as const;
  const items = [
    message({ user: ME, at: NOON, body }),
    message({ at: NOON, body }),
    message({ at: NOON, body }),
  ];
  const heard = { [items[1]?.key ?? '']: true as const };
  const maker = createRowMaker();
  const state = { ...chatState({ id: 'tea', items }), heard };
  const made = maker.make(viewContext({ state }), { ...whole(items), playing: items[2]?.key ?? null });
  const shown = [...made.values()] as MessageRow[];
  expect([...made.values()].map((row) => (row as MessageRow).labelEnd)).toEqual(['，已发送', '', '，未听']);
  expect(shown).toMatchObject([
    { isNew: false, body: { isPlaying: false } },
    { isNew: false, body: { isPlaying: false } },
    { isNew: true, body: { isPlaying: true } },
  ]);
});

describe('[UI131] {C17} who has read it', () => {
  const own = (seq: number) => message({ user: ME, seq, at: NOON, id: `c${seq}` });
  const notes = (all: readonly ChatRow[]) => all.map((row) => (row.kind === 'message' ? row.note : null));
  const items = [own(1), own(2), message({ user: ANN, seq: 3, at: NOON }), own(4), own(5)];

  test('[UI131] {C17} each number stands once, below the last own message that so many have read', () => {
    const markers = { [ANN.user]: 4, [BOB.user]: 2 };
    expect(notes(rows(items, { members: 4, markers })())).toEqual(['', '2 人已读', '', '1 人已读', '']);
    expect(notes(rows(items, { members: 3, markers })())[1]).toBe('全部已读');
    expect(notes(rows(items, { members: 3 })()).join('')).toBe('');
  });

  test('[UI131] {K5} that everybody has read it is told of those who were there when it was said', () => {
    const markers = { [ANN.user]: 2, [BOB.user]: 5 };
    const make = rows(items, { members: 3, markers, cameAt: { [BOB.user]: 3 } });
    expect(notes(make())).toEqual(['', '全部已读', '', '', '1 人已读']);
    const left = rows(items, { members: 3, markers: { [ANN.user]: 4 } });
    expect(notes(left())).toEqual(['', '', '', '1 人已读', '']);
  });

  test('[UI131] {C17} only rows that say something else are made again, and the label says it too', () => {
    const make = rows(items, { members: 4, markers: { [ANN.user]: 4, [BOB.user]: 2 } });
    const before = make();
    const { rooms } = chatState({
      id: 'tea',
      items,
      room: { members: 4, markers: { [ANN.user]: 5, [BOB.user]: 2 } },
    });
    const after = make({ rooms });
    expect(after.map((row, i) => row === before[i])).toEqual([true, true, true, false, false]);
    expect(notes(after)).toEqual(['', '2 人已读', '', '', '1 人已读']);
    expect((after[4] as MessageRow).labelEnd).toBe('，1 人已读');
    expect((after[4] as MessageRow).actLabel).toBe('');
  });

  test('[UI131] {C17} nothing is said of messages of others, nor of what is not sent', () => {
    const waits = message({ user: ME, at: NOON, delivery: { status: 'sending' } });
    const made = rows([message({ user: ANN, seq: 1, at: NOON }), waits], {
      markers: { [userId('ann')]: 9 },
      room: roomId('tea'),
    })();
    expect(notes(made)).toEqual(['', '']);
  });
});

test('[UI270] {K6} reactions of blocked people are neither shown nor counted, at once', () => {
  const reactions = [
    { emoji: '👍', users: [ANN.user, BOB.user], count: 3 },
    { emoji: '😢', users: [BOB.user], count: 1 },
    { emoji: '🎉', users: [ANN.user], count: 1 },
  ];
  const make = rows([{ ...message({ user: ME, at: NOON }), reactions }]);
  const shown = (change: Change = {}) =>
    (make(change)[0] as MessageRow).reactions.map(({ emoji, count, label }) => [emoji, count, label]);
  expect(shown().map(([emoji]) => emoji)).toEqual(['👍', '😢', '🎉']);
  expect(shown({ blocked: [BOB.user] })).toEqual([
    ['👍', 2, expect.not.stringContaining('Bob')],
    ['🎉', 1, expect.stringContaining('Ann')],
  ]);
  expect(shown()).toHaveLength(3);
});

test('[UI377, UI379] {K6} beyond the first names one’s own is marked and named, and who is blocked is not counted, at once', () => {
  const users = Array.from({ length: 20 }, (_, i) => userId(`u${i}`));
  const reactions = [
    { emoji: '👍', users, count: 23, also: [ME.user, BOB.user] },
    { emoji: '🎉', users: [], count: 1, also: [BOB.user] },
  ];
  const make = rows([{ ...message({ user: ANN, at: NOON }), reactions }]);
  const shown = (change: Change = {}) =>
    (make(change)[0] as MessageRow).reactions.map(({ emoji, count, own }) => [emoji, count, own]);
  const label = (): string => (make()[0] as MessageRow).reactions[0]?.label ?? '';
  expect(shown()).toEqual([
    ['👍', 23, true],
    ['🎉', 1, false],
  ]);
  expect([label(), label()]).toEqual([expect.stringMatching(/、我…$/), expect.not.stringContaining('Bob')]);
  expect(shown({ blocked: [BOB.user, userId('u3')] })).toEqual([['👍', 21, true]]);
  expect(shown()).toHaveLength(2);
});

test('[UI271] {K6} the list behind an `@` offers nobody who is blocked', () => {
  const items = [message({ user: ANN }), message({ user: BOB })];
  const state = chatState({ id: 'tea', items, room: { markers: { [BOB.user]: 1 } } });
  const names = (change: Change = {}): string[] =>
    roomMembers(viewContext({ state: { ...state, ...change } }), roomId('tea'), [
      { letters: '', users: [BOB.user, ANN.user], isWhole: true },
    ]).map(({ name }) => name);
  expect(names()).toEqual(['Bob', 'Ann']);
  expect(names({ blocked: [BOB.user] })).toEqual(['Ann']);
});

test('[UI272] {K6} the line above the first unread message does not stand above one of somebody blocked', () => {
  const items = [
    message({ user: ME, seq: 1 }),
    message({ user: BOB, seq: 2 }),
    message({ user: ANN, seq: 3 }),
  ];
  const state = chatState({ id: 'tea', items, room: { read: 1 } });
  const first = (change: Change = {}): number | undefined => {
    const now = { ...state, ...change };
    const [mark, timeline] = [takeMark(now, roomId('tea')), now.timelines['tea']];
    return mark && timeline ? findFirstUnread(timeline, mark, now) : undefined;
  };
  expect(first()).toBe(1);
  expect(first({ blocked: [BOB.user] })).toBe(2);
  expect(first({ blocked: [BOB.user, ANN.user] })).toBeUndefined();
});
