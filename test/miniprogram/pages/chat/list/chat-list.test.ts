import type { TimelineItem } from '../../../../../miniprogram/core/store/state';
import { ChatList, type ListView } from '../../../../../miniprogram/pages/chat/list/chat-list';
import { chatView } from '../../../../../miniprogram/pages/chat/chat-view';
import { MAX_ROWS, START_ROWS } from '../../../../../miniprogram/pages/chat/list/list-window';
import { diffData, type ViewData } from '../../../../../miniprogram/utils/data-diff';
import { ANN, chatState, message, roomId, type RoomInput } from '../../../../support/chat-state';
import { NOON, viewContext } from '../../../../support/view-context';

const TEA = roomId('tea');
const COMPLETE = { state: 'complete' } as const;
const said = (seq: number) => message({ user: ANN, seq, id: `c${seq}`, at: NOON, text: `text ${seq}` });
const many = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => said(from + i));

const contextOf = (items: readonly TimelineItem[], more: Partial<RoomInput> = {}) =>
  viewContext({ state: chatState({ id: 'tea', items, older: COMPLETE, ...more }) });
const viewOf = (list: ChatList, items: readonly TimelineItem[], more: Partial<RoomInput> = {}) =>
  chatView(contextOf(items, more), TEA, list).view as unknown as ViewData & { readonly list: ListView };
const idsOf = ({ list }: { readonly list: ListView }) =>
  list.blocks.flatMap((name) => list.block[name]?.ids ?? []);
const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

test('[UI40] {C20} the view of ten thousand messages is as large as that of sixty', () => {
  const [few, lots] = [START_ROWS, 10_000].map((count) =>
    bytes(viewOf(new ChatList(), many(10_001 - count, 10_000))),
  );
  expect(Math.abs((lots ?? 0) - (few ?? 0))).toBeLessThan(100);
});

test('[UI54] {C20} each message that comes sends less than 1 KiB beside its text, for however long it goes on', () => {
  const list = new ChatList();
  const items = many(1, 10_000);
  let before = viewOf(list, items);
  for (let seq = 10_001; seq <= 10_400; seq += 1) {
    items.push(said(seq));
    const next = viewOf(list, [...items]);
    expect(bytes(diffData(before, next)) - bytes(`text ${seq}`)).toBeLessThan(1_024);
    expect(idsOf(next).length).toBeLessThanOrEqual(MAX_ROWS);
    expect(idsOf(next).pop()).toBe(`m-ann--c${seq}`);
    before = next;
  }
});

test('[UI40] {C20} sliding sends the rows that come, not those that stay, and reaches all of them both ways', () => {
  const list = new ChatList();
  const items = many(1, 1_000);
  const seen = new Set<string>();
  let before = viewOf(list, items);
  const first = bytes(before);
  list.leave(contextOf(items).state, TEA);
  for (const to of ['older', 'newer'] as const) {
    const more = () => (to === 'older' ? before.list.hasEarlier : before.list.hasLater);
    while (more()) {
      list.move({ to });
      const next = viewOf(list, items);
      expect(idsOf(next).length).toBeLessThanOrEqual(MAX_ROWS);
      expect(bytes(diffData(before, next))).toBeLessThan(first);
      idsOf(next).forEach((id) => seen.add(id));
      before = next;
    }
  }
  expect(seen.size).toBe(1_000);
  expect(idsOf(before).pop()).toBe('m-ann--c1000');
});

test('[UI4] rows that slide out and in again are the same row in the patch: none is left behind or doubled', () => {
  const list = new ChatList();
  const items = many(1, 500);
  list.leave(contextOf(items).state, TEA);
  viewOf(list, items);
  for (const to of ['older', 'older', 'newer', 'older', 'newer', 'newer', 'older'] as const) {
    list.move({ to });
    const ids = idsOf(viewOf(list, items));
    expect(new Set(ids).size).toBe(ids.length);
    const numbers = ids.map((id) => Number(id.slice('m-ann--c'.length)));
    expect(numbers.every((n, i) => i === 0 || n === (numbers[i - 1] ?? 0) + 1)).toBe(true);
  }
});

test('[UI53] {C5} times and runs are the same whether a message came live, from history or by sliding', () => {
  const minutes = [0, 1, 7, 8, 20, 20.5, 30];
  const items = minutes.map((minute, i) =>
    message({ user: ANN, seq: i + 1, id: `t${i}`, at: NOON + minute * 60_000 }),
  );
  const shape = (view: { readonly list: ListView }) =>
    view.list.blocks.flatMap((name) =>
      Object.values(view.list.block[name]?.rows ?? {}).map((row) => [
        row.time,
        row.kind === 'message' && row.startsRun,
      ]),
    );
  const whole = shape(viewOf(new ChatList(), items));
  const live = new ChatList();
  for (let n = 1; n < items.length; n += 1) viewOf(live, items.slice(0, n));
  const history = new ChatList();
  for (let n = items.length - 1; n > 0; n -= 1) viewOf(history, items.slice(n));
  expect(shape(viewOf(live, items))).toEqual(whole);
  expect(shape(viewOf(history, items))).toEqual(whole);
});

test('[UI40] a memory warning that forgets most of the timeline leaves what is left on the screen', () => {
  const list = new ChatList();
  viewOf(list, many(1, 1_000));
  list.leave(contextOf(many(1, 1_000)).state, TEA);
  list.move({ to: 'around', key: said(100).key });
  viewOf(list, many(1, 1_000));
  expect(idsOf(viewOf(list, many(901, 1_000))).pop()).toBe('m-ann--c1000');
});

test('[UI361] {K2} a row that was led to and holds the reader near the end is not given up for a burst of others', () => {
  const list = new ChatList();
  const items = many(1, 500);
  viewOf(list, items);
  list.leave(contextOf(items).state, TEA);
  list.jump(said(495));
  viewOf(list, items);
  list.arrive(true);
  for (const to of [510, 800]) {
    const { list: shown } = viewOf(list, many(1, to));
    expect(idsOf({ list: shown })).toContain('m-ann--c495');
    expect(idsOf({ list: shown }).length).toBeLessThanOrEqual(MAX_ROWS);
    expect(shown.hasLater).toBe(to === 800);
  }
  list.arrive(false);
  list.move({ to: 'end' });
  expect(idsOf(viewOf(list, many(1, 800))).pop()).toBe('m-ann--c800');
});

test('[UI362] {K2} a row at the edge of a full window is led to with rows on both sides, and is among them', () => {
  const list = new ChatList();
  const items = many(1, 500);
  viewOf(list, items);
  list.leave(contextOf(items).state, TEA);
  list.move({ to: 'older' });
  const first = Number(idsOf(viewOf(list, items))[0]?.slice('m-ann--c'.length));
  for (const seq of [first, first + 1, first + 70]) {
    list.jump(said(seq));
    const ids = idsOf(viewOf(list, items));
    expect(ids.length).toBeLessThanOrEqual(MAX_ROWS);
    expect(ids.indexOf(`m-ann--c${seq}`)).toBeGreaterThanOrEqual(20);
    expect(ids.length - ids.indexOf(`m-ann--c${seq}`)).toBeGreaterThanOrEqual(20);
  }
});
