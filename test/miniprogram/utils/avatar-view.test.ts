import { TINT_COUNT, avatarView, tintOf } from '../../../miniprogram/utils/avatar-view';

const url = (avatar: string): string => `http://host${avatar}`;

test('[UI5] a picture of the server is shown by its address', () => {
  expect(avatarView('u1', 'Ann', '/media/a.png', url)).toMatchObject({ src: 'http://host/media/a.png' });
});

test('[UI5] a chosen colour or none shows the first letter, never an address', () => {
  expect(avatarView('u1', 'ann', 'tint-5', url)).toEqual({ src: '', initial: 'A', tint: 5 });
  expect(avatarView('u1', ' 小助手', '', url)).toMatchObject({ src: '', initial: '小' });
  expect(avatarView('u1', '', '', url).initial).toBe('');
});

test('[UI5] without a choice the colour depends on who it is only, and is one of the set', () => {
  const tints = Array.from({ length: 200 }, (_, i) => avatarView(`user${i}`, 'x', '', url).tint);
  expect(avatarView('user7', 'other name', '', url).tint).toBe(tints[7]);
  expect(tints.every((tint) => tint >= 0 && tint < TINT_COUNT)).toBe(true);
  expect(new Set(tints).size).toBe(TINT_COUNT);
});

test('[UI5] only the eight colours of the set are colours', () => {
  expect(tintOf('tint-0')).toBe(0);
  expect(tintOf('tint-8')).toBeNull();
  expect(tintOf('tint-10')).toBeNull();
  expect(tintOf('/media/tint-1')).toBeNull();
});

test.each([
  ['a flag', '🇨🇳 Ann', '🇨🇳'],
  ['a family', '👨‍👩‍👧 home', '👨‍👩‍👧'],
  ['an accent of its own', 'e\u0301va', 'E\u0301'],
  ['a Korean syllable in parts', '\u1112\u1161\u11ab\u1100\u1173\u11af', '\u1112\u1161\u11ab'],
  ['bound consonants', 'क्षिति', 'क्षि'],
  ['a letter that would become two', 'ßen', 'ß'],
])('[UI287] {K29} the letter of a name that begins with %s is whole', (_name, name, initial) => {
  expect(avatarView('u1', name, '', url).initial).toBe(initial);
});
