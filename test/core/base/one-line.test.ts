import { cutToLine } from '../../../miniprogram/core/base/one-line';

const lots = (what: string): string => what.repeat(500);

test.each([
  ['line breaks', lots('\n')],
  ['blanks', lots(' ')],
  ['full-width blanks', lots('\u3000')],
  ['tabs and returns', lots('\t\r')],
  ['zero width spaces', lots('\u200b')],
  ['blanks and marks of direction in turn', lots(' \u200e')],
  ['joiners that join nothing', lots('\u200d')],
])('[BA20] {K27} what is said is found behind %s', (_name, before) => {
  expect(cutToLine(`${before}Tea at four`, 60)).toBe('Tea at four');
  expect(cutToLine(`Tea${before.trim() === '' ? before : ` ${before}`}at four`, 60)).toBe('Tea at four');
});

test('[BA20] {K27} a text without anything to see has an empty line', () => {
  expect(cutToLine('', 60)).toBe('');
  expect(cutToLine(lots(' \u200b\n'), 60)).toBe('');
});

test('[BA20] {K27} what joins stays, so that emoji and words are what they were', () => {
  const flag = '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';
  for (const text of ['👨‍👩‍👧 home', '❤️‍🔥', flag, 'می‌خواهم', '葛\u{e0100}飾'])
    expect(cutToLine(text, 60)).toBe(text);
});

test('[BA20] {K27} joiners in a row use up no line', () => {
  expect(cutToLine(`a${lots('\u200d')} b`, 20)).toMatch(/^a\u200d{8} b$/);
});

test('[BA20] a line has no more code points than asked for, no blank at its end and no half of a pair', () => {
  expect(cutToLine('😀😀😀', 2)).toBe('😀😀');
  expect(cutToLine('ab cd', 3)).toBe('ab');
  expect(cutToLine('ab cd', 4)).toBe('ab c');
  expect(cutToLine('a\ud83db', 9)).toBe('ab');
});
