import { placeMenu } from '../../../miniprogram/components/message-menu/menu-place';

const SCREEN = { left: 0, right: 390, top: 0, bottom: 780 };
const at = (left: number, right: number, top: number, bottom: number, count = 3, scale = 1) =>
  placeMenu({ message: { left, right, top, bottom }, screen: SCREEN, count, scale });

test('[UI47] {C13} the menu stands above the message, below when there is no room, over it when there is none at all', () => {
  expect(at(100, 300, 400, 450)).toMatchObject({ side: 'above', top: 400 - 80 });
  expect(at(100, 300, 40, 90)).toMatchObject({ side: 'below', top: 98 });
  expect(at(100, 300, -200, 900)).toMatchObject({ side: 'over' });
});

test('[UI47] it stays on the screen and its arrow at the message', () => {
  const left = at(60, 100, 400, 450);
  expect(left.left).toBe(8);
  expect(left.left + left.arrow).toBe(80);
  const right = at(340, 380, 400, 450);
  expect(right.left + right.width).toBe(382);
  expect(right.left + right.arrow).toBe(360);
});

test('[UI47] more entries than fit make another line, sooner with large type', () => {
  expect(at(100, 300, 400, 450, 8)).toMatchObject({ width: 4 * 60 + 12, top: 400 - 140 });
  expect(at(100, 300, 700, 750, 5, 2).width).toBe(3 * 120 + 12 > 390 ? 2 * 120 + 12 : 3 * 120 + 12);
});

test.each([
  [7, 320, 1, 4],
  [7, 390, 2, 3],
  [7, 320, 2, 2],
  [6, 390, 1, 3],
  [3, 390, 1, 3],
  [1, 390, 1, 1],
])(
  '[UI382] %d entries on %d px, scale %d, stand in lines of %d that fill the menu',
  (count, right, scale, columns) => {
    const message = { left: 100, right: 200, top: 700, bottom: 750 };
    const { width, cell } = placeMenu({
      message,
      screen: { ...SCREEN, right },
      count,
      emojiCount: 7,
      scale,
    });
    expect(Math.floor((width - 12) / cell)).toBe(columns);
    expect(width - 12 - columns * cell).toBeLessThan(columns);
  },
);

test('[UI132] {C19} a line of emoji makes the menu wider and higher, on a narrow screen only as wide as fits', () => {
  const message = { left: 100, right: 300, top: 400, bottom: 450 };
  const input = { message, count: 2, emojiCount: 7, scale: 1 };
  expect(placeMenu({ ...input, screen: SCREEN })).toMatchObject({ width: 7 * 44 + 12, top: 400 - 80 - 56 });
  const narrow = placeMenu({ ...input, screen: { ...SCREEN, right: 280 } });
  expect([narrow.left, narrow.left + narrow.width]).toEqual([8, 272]);
});
