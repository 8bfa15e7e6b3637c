import { dragOffset, lockDirection, staysOpen } from '../../../miniprogram/components/swipe-cell/swipe-rules';

test('[UI81] a finger decides once whether it swipes or scrolls, and not before it has moved', () => {
  expect(lockDirection(-7, 7)).toBe('unknown');
  expect(lockDirection(-9, 3)).toBe('swipe');
  expect(lockDirection(-9, 12)).toBe('scroll');
});

test('[UI81] a row follows the finger up to its actions, then slowly, and never to the right', () => {
  expect(dragOffset(0, -100, 228)).toBe(100);
  expect(dragOffset(0, 50, 228)).toBe(0);
  expect(dragOffset(228, -50, 228)).toBe(238);
  expect(dragOffset(228, 100, 228)).toBe(128);
});

test('[UI81] a third of the way is enough to open a row, and to close it again', () => {
  expect([staysOpen(0, 60, 228), staysOpen(0, 70, 228)]).toEqual([false, true]);
  expect([staysOpen(228, 150, 228), staysOpen(228, 170, 228)]).toEqual([false, true]);
  expect(staysOpen(0, 0, 0)).toBe(false);
});
