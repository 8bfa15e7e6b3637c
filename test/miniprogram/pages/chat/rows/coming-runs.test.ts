/** Runs of lines about who came and went are one row each, which opens. */
import type { NoticeBody, User } from '../../../../../miniprogram/core/protocol/fields';
import type { TimelineItem, TimelineMessage } from '../../../../../miniprogram/core/store/state';
import { ChatList } from '../../../../../miniprogram/pages/chat/list/chat-list';
import { chatView } from '../../../../../miniprogram/pages/chat/chat-view';
import { createRunFolder } from '../../../../../miniprogram/pages/chat/rows/coming-runs';
import { MAX_LINES } from '../../../../../miniprogram/pages/chat/rows/coming-text';
import type { ChatRow } from '../../../../../miniprogram/pages/chat/rows/message-views';
import type { Language } from '../../../../../miniprogram/i18n/translate';
import { ANN, BOB, chatState, message, roomId, userId } from '../../../../support/chat-state';
import { createSeededRandom } from '../../../../support/seeded-random';
import { NOON, viewContext } from '../../../../support/view-context';

const TEA = roomId('tea');
const COMPLETE = { state: 'complete' } as const;
const PEOPLE: readonly User[] = Array.from({ length: 600 }, (_, i) => ({
  user: userId(`p${i}`),
  name: `P${i}`,
  avatar: '',
}));
const person = (i: number): User => PEOPLE[i] ?? ANN;

const said = (seq: number, at = NOON) => message({ user: ANN, seq, id: `s${seq}`, at, text: `text ${seq}` });
const line = (
  seq: number,
  user: User,
  event: NoticeBody['event'] = 'joined',
  more: Partial<NoticeBody> = {},
) => message({ user, seq, id: `n${seq}`, at: NOON, body: { kind: 'notice', event, ...more } });
const joins = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => line(from + i, person(i)));

function listOf(list: ChatList, items: readonly TimelineItem[], language: Language = 'en', read?: number) {
  const room = read === undefined ? {} : { room: { read } };
  const bare = chatState({ id: 'tea', items, older: COMPLETE, ...room });
  const users = { ...bare.users, ...Object.fromEntries(PEOPLE.map((one) => [one.user, one])) };
  return chatView(viewContext({ state: { ...bare, users }, language }), TEA, list).view.list;
}
function rowsOf(list: ChatList, items: readonly TimelineItem[], language?: Language): [string, ChatRow][] {
  const { blocks, block } = listOf(list, items, language);
  return blocks.flatMap((name) =>
    (block[name]?.ids ?? []).map((id): [string, ChatRow] => {
      const row = block[name]?.rows[id];
      if (!row) throw new Error(`no row ${id}`);
      return [id, row];
    }),
  );
}
const textsOf = (items: readonly TimelineItem[], language?: Language): string[] =>
  rowsOf(new ChatList(), items, language).map(([, { text }]) => text);

test('[UI275] {K8} seventy who join are one row between the messages, and two lines that join are two names', () => {
  const items = [said(1), ...joins(2, 70), said(72), line(73, BOB), said(74)];
  expect(textsOf(items)).toEqual([
    'text 1',
    'P0, P1 and at least 68 others joined',
    'text 72',
    'Bob joined',
    'text 74',
  ]);
  expect(textsOf(items, 'zh-CN')[1]).toBe('P0、P1 和另外至少 68 人加入了房间');
  expect(textsOf(joins(1, 2))).toEqual(['P0 and P1 joined']);
  expect(textsOf(joins(1, 3))).toEqual(['P0, P1 and 1 other joined']);
  expect(textsOf(joins(1, 2), 'zh-CN')).toEqual(['P0、P1 加入了房间']);
});

test('[UI407] {K8} where the server may have told of no more the number is the least', () => {
  const later = line(22, person(20), 'joined');
  const late = { ...later, at: NOON + 3_600_000 };
  const others = [line(23, person(21)), line(24, person(22))];
  expect(textsOf(joins(1, 19))).toEqual(['P0, P1 and 17 others joined']);
  expect(textsOf(joins(1, 20))).toEqual(['P0, P1 and at least 18 others joined']);
  expect(textsOf([...joins(1, 20), said(21), later, ...others])[2]).toBe(
    'P20, P21 and at least 1 other joined',
  );
  expect(textsOf([...joins(1, 19), said(21), late])).toEqual([
    'P0, P1 and 17 others joined',
    'text 21',
    'P20 joined',
  ]);
});

test('[UI275] {K8} each person stands in it once, by what they did last', () => {
  const run = [
    line(1, person(0)),
    line(2, person(1)),
    line(3, person(0), 'left'),
    line(4, person(2), 'left'),
    line(5, person(2)),
    line(6, person(3), 'left'),
    line(7, person(4), 'left'),
  ];
  expect(textsOf(run)).toEqual(['P1 and P2 joined; P0, P3 and 1 other left']);
  expect(textsOf(run, 'zh-CN')).toEqual(['P1、P2 加入了房间；P0、P3 和另外 1 人离开了房间']);
});

test('[UI275] {K8} a name that turns the sentence is isolated in it', () => {
  const turned: User = { user: userId('p0'), name: '\u05d0\u05d1', avatar: '' };
  const bare = chatState({ id: 'tea', items: joins(1, 3), older: COMPLETE });
  const state = { ...bare, users: { ...bare.users, [turned.user]: turned, p1: person(1), p2: person(2) } };
  const { blocks, block } = chatView(viewContext({ state, language: 'en' }), TEA, new ChatList()).view.list;
  const [row] = Object.values(block[blocks[0] ?? '']?.rows ?? {});
  expect(row?.text).toBe('\u2068\u05d0\u05d1\u2069, P1 and 1 other joined');
});

test.each([
  ['removed', { target: BOB.user }],
  ['role', { target: BOB.user, role: 'admin' }],
  ['renamed', { name: 'New' }],
  ['muted', { target: BOB.user, forMs: 0 }],
] as const)(
  '[UI276] {K8} what somebody did to another is a line of its own and ends a run: %s',
  (event, more) => {
    const items = [...joins(1, 3), line(4, ANN, event, more), line(5, person(4)), line(6, person(5))];
    const rows = rowsOf(new ChatList(), items).map(([, row]) => row);
    expect(rows.map(({ kind }) => kind)).toEqual(['comings', 'notice', 'comings']);
    expect(rows[1]?.text).toMatch(/Ann/);
  },
);

test('[UI277] {K8} a run opens to its lines in order and folds again, and nothing else does', () => {
  const list = new ChatList();
  const items = [said(1), ...joins(2, 3), said(5), line(6, BOB, 'left'), line(7, BOB)];
  const [, folded, , other] = rowsOf(list, items).map(([, row]) => row);
  expect(folded).toMatchObject({ kind: 'comings', lines: '', edit: 'Show' });
  list.turnRun(folded?.kind === 'comings' ? folded.key : '');
  const [, open, , same] = rowsOf(list, items).map(([, row]) => row);
  expect(open).toMatchObject({
    lines: 'P0 joined\nP1 joined\nP2 joined',
    edit: 'Show less',
    text: folded?.text,
  });
  expect(same).toBe(other);
  list.turnRun(open?.kind === 'comings' ? open.key : '');
  expect(rowsOf(list, items)[1]?.[1]).toMatchObject({ lines: '', edit: 'Show' });
});

test('[UI277] {K8} of a very long run the newest lines are shown, and how many came before', () => {
  const list = new ChatList();
  const items = joins(1, 350);
  const [, row] = rowsOf(list, items)[0] ?? [];
  list.turnRun(row?.kind === 'comings' ? row.key : '');
  const [, open] = rowsOf(list, items)[0] ?? [];
  const lines = open?.kind === 'comings' ? open.lines.split('\n') : [];
  expect(lines).toHaveLength(MAX_LINES + 1);
  expect([lines[0], lines[1], lines[MAX_LINES]]).toEqual(['250 lines before', 'P250 joined', 'P349 joined']);
});

test('[UI278] {K8} a run is the same row, and stays open, while it grows at either end', () => {
  const list = new ChatList();
  const all = joins(1, 60);
  const [[id = '', first] = []] = rowsOf(list, all.slice(20, 21));
  expect(first?.kind).toBe('notice');
  const [[grown] = []] = rowsOf(list, all.slice(20, 40));
  list.turnRun(all[20]?.key ?? '');
  const [[older, row] = []] = rowsOf(list, [said(0), ...all].slice(1));
  expect([grown, older]).toEqual([id, id]);
  expect(row).toMatchObject({ kind: 'comings', text: 'P0, P1 and at least 58 others joined' });
  expect(row?.kind === 'comings' && row.lines.split('\n')).toHaveLength(60);
});

test('[UI278] {K8} however runs grow, part and meet, no two rows have one key, and what has not changed is the same', () => {
  const random = createSeededRandom(8);
  const folder = createRunFolder();
  const all = Array.from({ length: 40 }, (_, i) => (i % 7 === 3 ? said(i + 1) : line(i + 1, person(i))));
  const gone = new Set<string>();
  for (let round = 0; round < 300; round += 1) {
    const one = all[Math.floor(random() * all.length)]?.key ?? '';
    if (!gone.delete(one)) gone.add(one);
    const items = all.filter(({ key }) => !gone.has(key));
    const shown = folder.fold(items);
    expect(new Set(shown.map(({ key }) => key)).size).toBe(shown.length);
    const back = shown.flatMap((item): readonly TimelineItem[] =>
      item.kind === 'run' ? item.lines : [item],
    );
    expect(back).toEqual(items);
    expect(folder.fold(items).every((item, i) => item === shown[i])).toBe(true);
  }
});

test('[UI278] {K8} the window of rows is cut after runs are folded, so the talk before thousands of lines is shown', () => {
  const talk = Array.from({ length: 30 }, (_, i) => said(i + 1));
  const rows = rowsOf(new ChatList(), [...talk, ...joins(31, 500), said(531)]);
  expect(rows.map(([, { text }]) => text)).toEqual([
    ...talk.map((_, i) => `text ${i + 1}`),
    'P0, P1 and at least 498 others joined',
    'text 531',
  ]);
});

test('[UI278] {K8} a jump to a line of a run goes to its row', () => {
  const list = new ChatList();
  const run: readonly TimelineMessage[] = joins(2, 5);
  const items = [said(1), ...run, ...Array.from({ length: 200 }, (_, i) => said(i + 7))];
  listOf(list, items);
  if (run[3]) list.jump(run[3]);
  const { target, blocks, block } = listOf(list, items);
  expect(target).toEqual({ id: `m-p0--n2`, count: 1 });
  expect(blocks.some((name) => block[name]?.ids.includes(target.id))).toBe(true);
});

test('[UI278] {K8} the line above what is unread stands at the first message, after those who came', () => {
  const items = [said(1), ...joins(2, 10), said(12), said(13)];
  const list = new ChatList();
  const { unread, blocks, block } = listOf(list, items, 'en', 1);
  expect(unread).toMatchObject({ count: 2, id: 'm-ann--s12' });
  const divided = blocks.flatMap((name) => Object.entries(block[name]?.rows ?? {}));
  expect(divided.filter(([, row]) => row.divider !== '').map(([id]) => id)).toEqual(['m-ann--s12']);
});

test('[UI278] {K8} the time before a message after a run counts from where the run began', () => {
  const at = (minute: number): number => NOON + minute * 60_000;
  const moved = (minute: number, item: TimelineMessage): TimelineMessage => ({ ...item, at: at(minute) });
  const items = [
    said(1, at(0)),
    moved(4, line(2, person(0))),
    moved(8, line(3, person(1))),
    moved(12, line(4, person(2))),
    said(5, at(13)),
  ];
  expect(rowsOf(new ChatList(), items).map(([, { time }]) => time !== '')).toEqual([true, false, true]);
});
