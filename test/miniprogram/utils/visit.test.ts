/**
 * What a page remembers beside its data: one object on it, in parts that do not meet.
 */
import { visitPart } from '../../../miniprogram/utils/visit';
import { listFiles, readText } from '../../support/source-files';

const FOLDERS = ['miniprogram/pages', 'miniprogram/behaviors', 'miniprogram/components'];
const files = FOLDERS.flatMap((folder) => listFiles(folder, ['.ts']));

test('[BA34] a part is made when it is asked for first, stays, and stands on its page', () => {
  let begun = 0;
  const listOf = visitPart('list', () => ({ number: (begun += 1) }));
  const entryOf = visitPart('entry', () => ({ isWaiting: true }));
  const [page, other] = [{}, {}];
  expect(page).not.toHaveProperty('visit');
  expect(listOf(page)).toBe(listOf(page));
  expect(listOf(other).number).toBe(2);
  entryOf(page).isWaiting = false;
  expect(page).toEqual({ visit: { list: { number: 1 }, entry: { isWaiting: false } } });
});

test('[BA34] no page, behavior or component keeps its state where the page does not show it', () => {
  const hidden = files.filter((file) => /\bnew (Weak)?(Map|Set)<(object|BoundPage)\b/.test(readText(file)));
  expect(hidden).toEqual([]);
});

test('[BA34] no two files share a part', () => {
  const names = files.flatMap((file) =>
    [...readText(file).matchAll(/\bvisitPart(?:<\w+>)?\('(\w+)'/g)].map(([, name]) => name),
  );
  expect(names.length).toBeGreaterThan(15);
  expect([...new Set(names)]).toEqual(names);
});
