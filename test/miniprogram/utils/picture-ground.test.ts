/** Which pictures stand on a light ground. */
import { readFileSync } from 'node:fs';
import { mayBeClear } from '../../../miniprogram/utils/picture-ground';

test.each([
  ['http://h/media/a.png', true],
  ['http://h/media/a.PNG?s=1', true],
  ['http://h/media/a.gif', true],
  ['http://h/media/a.webp?key=x.jpg', true],
  ['wxfile://kept/a', true],
  ['http://h/media/a.jpg?s=1', false],
  ['wxfile://kept/a.JPEG', false],
  ['', false],
])('[UI330] {K12} %s may be transparent: %s', (src, isClear) => {
  expect(mayBeClear(src)).toBe(isClear);
});

test('[UI330] {K12} the ground is light in every theme', () => {
  const tokens = readFileSync('miniprogram/styles/tokens.wxss', 'utf8');
  const themes = tokens.match(/--chat-color-skeleton:/g) ?? [];
  expect(themes.length).toBeGreaterThan(1);
  expect(tokens.match(/--chat-color-picture-ground: #ffffff;/g)).toHaveLength(themes.length);
});
