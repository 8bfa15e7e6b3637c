/** The row of those who came and went on the page: a tap opens it, another folds it. */
import { hasOnlyQuiet } from '../../miniprogram/core/store/selectors';
import { openPage, resetWx, type OpenPage } from '../support/page-harness';
import { openLaidOut, updateLaidOut } from '../support/chat-layout';
import type { TimelineMessage } from '../../miniprogram/core/store/state';
import { ANN, chatState, message, roomId, userId } from '../support/chat-state';

jest.setTimeout(60_000);
beforeEach(resetWx);

const TEA = roomId('tea');
const AT = new Date(2026, 8, 21, 11, 0).getTime();
const said = (seq: number) => message({ user: ANN, seq, id: `c${seq}`, at: AT, text: `text ${seq}` });
const joined = (seq: number) =>
  message({
    user: { user: userId(`p${seq}`), name: '', avatar: '' },
    seq,
    id: `n${seq}`,
    at: AT,
    body: { kind: 'notice', event: 'joined' },
  });
const COMPLETE = { state: 'complete' } as const;
const items = [said(1), ...Array.from({ length: 70 }, (_, i) => joined(i + 2)), said(72)];

const rows = (page: OpenPage): number => page.findAll('message-list__row').length;
const linesOf = (page: OpenPage): readonly string[] =>
  page.findAll('message-list__lines').flatMap(({ text }) => text.match(/加入了房间/g) ?? []);

test('[UI275, UI277] {K8} seventy lines are one row, which a tap opens and another folds', async () => {
  const page = await openLaidOut({ items, older: COMPLETE });
  expect(rows(page)).toBe(3);
  const run = page.find('message-list__comings');
  expect(run.text).toContain('68');
  run.trigger('tap');
  await page.frame();
  expect(linesOf(page)).toHaveLength(70);
  expect(rows(page)).toBe(3);
  page.find('message-list__comings').trigger('tap');
  await page.frame();
  expect(linesOf(page)).toHaveLength(0);
});

test('[UI278] {K8} one more who comes is a patch of the row, which keeps its place', async () => {
  const page = await openLaidOut({ items: items.slice(0, 10), older: COMPLETE });
  const ids = page.findAll('message-list__row').map(({ id }) => id);
  page.patches.length = 0;
  await updateLaidOut(page, { items: items.slice(0, 11), older: COMPLETE });
  expect(page.findAll('message-list__row').map(({ id }) => id)).toEqual(ids);
  expect(JSON.stringify(page.patches).length).toBeLessThan(1_024);
  expect(page.find('message-list__comings').text).toContain('8');
});

describe('[UI376] what comes without a row of its own', () => {
  const about = { user: ANN.user, clientId: said(1).clientId, seq: 1 };
  const QUIET: readonly (readonly [string, TimelineMessage['body']])[] = [
    ['one more who comes', { kind: 'notice', event: 'joined' }],
    ['a reaction', { kind: 'reaction', of: about, emoji: '👍', on: true }],
    ['a recall', { kind: 'recall', of: about }],
  ];
  const first = [said(1), joined(2)];
  const at = (read: number, ...news: readonly TimelineMessage[]) =>
    chatState({
      id: 'tea',
      room: { read, lastSeq: 2 + news.length },
      items: [...first, ...news],
      older: COMPLETE,
    });
  const marked = (page: OpenPage): number => page.fake.asked.filter(([name]) => name === 'markRead').length;

  function openRead(): OpenPage {
    const page = openPage('chat', { query: { room: 'tea' }, before: (fake) => fake.setState(at(2)) });
    page.fake.asked.length = 0;
    return page;
  }

  test.each(QUIET)('[UI376] {K8} %s is read by whoever is at the end', async (_, body) => {
    const page = openRead();
    const news = message({ user: ANN, seq: 3, id: 'e3', at: AT, body });
    page.fake.setState(at(2, news));
    await page.frame();
    expect(marked(page)).toBe(1);
    page.fake.setState(at(3, news));
    expect(marked(page)).toBe(1);
  });

  test('[UI376] {K8} and not by who is away from the end, on another page, or has not seen what came before', async () => {
    const away = openRead();
    away.find('chat__list').trigger('leave');
    away.fake.setState(at(2, joined(3)));
    const covered = openRead();
    covered.hide();
    covered.fake.setState(at(2, joined(3)));
    expect([marked(away), marked(covered)]).toEqual([0, 0]);
    expect(
      [at(2, joined(3)), at(0, joined(3)), at(3, joined(3))].map((state) => hasOnlyQuiet(state, TEA)),
    ).toEqual([...[true, false, false]]);
    const unloaded = chatState({ id: 'tea', room: { read: 0, lastSeq: 3 }, items: [joined(2), joined(3)] });
    expect(hasOnlyQuiet(unloaded, TEA)).toBe(false);
  });
});

test('[UI275] {K8} a page without such lines has no such row', () => {
  expect(openPage('chat', { query: { room: 'tea' } }).findAll('message-list__comings')).toHaveLength(0);
});
