import {
  clockText,
  fromText,
  listTimeText,
  msUntilMidnight,
  separatorTimeText,
  untilText,
} from '../../../miniprogram/i18n/time-text';

// A Monday.
const NOW = new Date(2026, 8, 21, 9, 5).getTime();
const at = (month: number, day: number, hours = 14, minutes = 7, year = 2026): number =>
  new Date(year, month - 1, day, hours, minutes).getTime();

test.each([
  ['today', at(9, 21, 0, 0), '00:00', '00:00'],
  ['a minute before midnight', at(9, 20, 23, 59), '昨天', 'Yesterday'],
  ['two days ago', at(9, 19), '星期六', 'Saturday'],
  ['six days ago', at(9, 15), '星期二', 'Tuesday'],
  ['a week ago', at(9, 14), '9月14日', '9/14'],
  ['this year', at(1, 2), '1月2日', '1/2'],
  ['another year', at(12, 31, 14, 7, 2025), '2025年12月31日', '2025/12/31'],
  ['tomorrow, by a phone whose clock is slow', at(9, 22, 8, 30), '08:30', '08:30'],
])('[UI1] {R4} a list row of %s shows the day, and the time only today', (_, time, chinese, english) => {
  expect(listTimeText('zh-CN', time, NOW)).toBe(chinese);
  expect(listTimeText('en', time, NOW)).toBe(english);
});

test('[UI2] a separator names the day, when it is another one, and the time', () => {
  expect(separatorTimeText('zh-CN', at(9, 21, 8, 3), NOW)).toBe('08:03');
  expect(separatorTimeText('zh-CN', at(9, 20), NOW)).toBe('昨天 14:07');
  expect(separatorTimeText('en', at(9, 18), NOW)).toBe('Friday 14:07');
  expect(separatorTimeText('zh-CN', at(3, 1), NOW)).toBe('3月1日 14:07');
  expect(clockText(at(9, 21, 5, 9))).toBe('05:09');
});

test('[UI210] {C22} the end of a silence has its date, unless it is today', () => {
  expect(untilText('zh-CN', at(9, 21, 23, 5), NOW)).toBe('23:05');
  expect(untilText('zh-CN', at(10, 21), NOW)).toBe('10月21日 14:07');
  expect(untilText('en', at(1, 2, 14, 7, 2027), NOW)).toBe('2027/1/2 14:07');
});

test('[UI420] {K1} from when on something may be done is the first whole minute by which it may', () => {
  expect(fromText('en', at(9, 21, 10, 7), NOW)).toBe('10:07');
  expect(fromText('en', at(9, 21, 10, 7) + 1, NOW)).toBe('10:08');
  expect(fromText('zh-CN', at(9, 21, 23, 59) + 30_000, NOW)).toBe('9月22日 00:00');
});

test('[UI1] a day change is due at the next midnight', () => {
  expect(NOW + msUntilMidnight(NOW)).toBe(at(9, 22, 0, 0));
});
