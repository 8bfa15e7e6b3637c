/** The row of those who came and went on the page: a tap opens it, another folds it. */
import { openPage, resetWx, type OpenPage } from '../support/page-harness';
import { openLaidOut, updateLaidOut } from '../support/chat-layout';
import { ANN, message, userId } from '../support/chat-state';

jest.setTimeout(60_000);
beforeEach(resetWx);

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

test('[UI275] {K8} a page without such lines has no such row', () => {
  expect(openPage('chat', { query: { room: 'tea' } }).findAll('message-list__comings')).toHaveLength(0);
});
