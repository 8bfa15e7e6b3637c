import { columnsIn, FEWEST_COLUMNS, isLongText } from '../../../miniprogram/utils/text-fold';

const PHONE = columnsIn(390);
const lines = (count: number): string => Array.from({ length: count }, () => 'a').join('\n');

describe('[UI250] {K30} which texts are folded', () => {
  test.each([
    ['140 lines', lines(140), true],
    ['empty lines', '\n'.repeat(30), true],
    ['a few lines more than are shown', lines(23), false],
    ['a long paragraph', '长'.repeat(400), true],
    ['a long English one', 'words '.repeat(200), true],
    ['a paragraph of twenty lines', '长'.repeat(PHONE * 20), false],
    ['no text', '', false],
    ['stacked signs, which take no room', `a${'\u0301'.repeat(3_000)}`, false],
    ['emoji of two halves', '😀'.repeat(PHONE * 20), false],
  ])('[UI250] {K30} %s', (_, text, isLong) => {
    expect(isLongText(text, PHONE)).toBe(isLong);
  });

  test('[UI250] {K30} in a wide window a paragraph has fewer lines, and what is folded anywhere is folded in the narrowest', () => {
    const text = '长'.repeat(500);
    expect([isLongText(text, columnsIn(1_280)), isLongText(text, PHONE)]).toEqual([false, true]);
    expect(columnsIn(1_280)).toBe(columnsIn(720));
    expect(isLongText(text, FEWEST_COLUMNS)).toBe(true);
  });
});
