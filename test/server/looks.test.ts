/**
 * Which names look the same, and which ones nobody may take.
 */
import CONFUSABLES from 'unhomoglyph/data.json';
import type { Letter } from '../../server/names/letters';
import { canBeRead, lettersOf, lookKey, looksAlike } from '../../server/names/looks';
import { isReserved } from '../../server/names/reserved';

test.each([
  ['another case', 'Ann', 'aNN'],
  ['another width', 'Ann', 'Ａｎｎ'],
  ['another case of Cyrillic, Greek, Turkish and German', 'Weiß ΑΣ привет I', 'WEISS ας ПРИВЕТ ı'],
  ['what shows nothing', 'Ann', 'An\u200bn'],
  ['joiners in the middle', 'ANNA', 'AN\u2060NA'],
  ['a Cyrillic A', 'ANNA', '\u0410NNA'],
  ['a whole word of Cyrillic', 'cope', '\u0441\u043e\u0440\u0435'],
  ['a Greek O', 'Tom', 'T\u03bfm'],
  ['a capital I for a small l', 'lris', 'Iris'],
  ['a one for a small l', 'Al', 'A1'],
  ['a bar for a small l', 'Al', 'A|'],
  ['a nought for an O, in both cases', 'B0b', 'bob'],
  ['an r and an n for an m', 'Amold', 'Arnold'],
  ['mathematical letters', 'Ann', '𝒜𝓃𝓃'],
  ['letters in circles', 'Ann', 'Ⓐⓝⓝ'],
  ['a composed and a decomposed accent', 'Jos\u00e9', 'Jose\u0301'],
  ['the faces of an emoji', 'Ming ❤️', 'Ming ❤'],
  ['a sign of kana for an ideograph', '一郎', 'ー郎'],
  ['a radical for an ideograph', '⼤家', '大家'],
  ['small capitals', 'iris', 'ɪris'],
  ['capitals of Cyrillic for all of a name', 'Mary', 'МАRУ'],
])('[SV451] {K17} names look the same: %s', (_what, one, other) => {
  expect([looksAlike(one, other), looksAlike(other, one)]).toEqual([true, true]);
});

test.each([
  ['other letters', 'Ann', 'Anna'],
  ['an accent', 'Jose', 'José'],
  ['a number', 'Ann 2', 'Ann 3'],
  ['a small i and a small l', 'Mila', 'Mlla'],
  ['a capital L', 'Lan', 'Ian'],
  ['ideographs of a kind', '王明', '玉明'],
  ['emoji', 'Ann 🍎', 'Ann 🍏'],
  ['letters of one script', 'Рита', 'Рома'],
])('[SV451] {K17} names do not look the same: %s', (_what, one, other) => {
  expect([looksAlike(one, other), looksAlike(other, one)]).toEqual([false, false]);
});

test('[SV451] {K17} guests and numbers do not meet', () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `访客 ${String(i).padStart(4, '0')}`);
  const near = new Map<string, string[]>();
  for (const name of names) near.set(lookKey(name), [...(near.get(lookKey(name)) ?? []), name]);
  // A nought and a six are of one kind, so some names are compared; none of them is another one.
  expect(Math.max(...[...near.values()].map((some) => some.length))).toBeLessThanOrEqual(32);
  const pairs = [...near.values()].flatMap((some) =>
    some.slice(1).map((name) => [some[0] ?? '', name] as const),
  );
  expect(pairs.filter(([one, other]) => looksAlike(one, other))).toEqual([]);
});

/** One name may differ from another in case here and in letters there. */
const MIXED = [
  ['Paul', 'pauI'],
  ['Paul', 'pa\u028bI'],
  ['Paul', '\u0440\u0430\u1d1cI'],
  ['Lillian', 'lilIian'],
  ['Arnold', 'amoId'],
  ['Tom 10', 't\u03bfm |\u041e'],
  ['MARY Il', 'm\u0430ry l1'],
] as const;

test.each(MIXED)(
  '[SV505] {K17} names look the same in part by case and in part by letters: %s, %s',
  (one, other) => {
    expect([looksAlike(one, other), looksAlike(other, one)]).toEqual([true, true]);
    expect(lookKey(one)).toBe(lookKey(other));
  },
);

test('[SV505] {K17} whatever the table has for a letter looks like it beside letters of another case', () => {
  const told: string[] = [];
  let tried = 0;
  for (const [letter, shape] of Object.entries(CONFUSABLES as Readonly<Record<string, string>>)) {
    // Names are compared decomposed, so nothing is looked up for a composed letter.
    if (letter.normalize('NFD') !== letter) continue;
    const names = [`Xx${letter}xX${letter}`, `xX${shape}Xx${shape}`] as const;
    tried += 1;
    if (!looksAlike(...names) || lookKey(names[0]) !== lookKey(names[1])) told.push(letter);
  }
  expect(tried).toBeGreaterThan(5_000);
  // Two of Arabic whose marks change places, and a sign whose shape is no text.
  expect(told).toEqual(['\ufcf2', '\ufcf3', '\u{1f16d}']);
});

test.each(['AlI', '\u0410l|', 'eVery\u03bfNE', 'bO\u0422'])('[SV505] {K17} nobody is called %s', (name) => {
  expect(isReserved(name, 'person')).toBe(true);
});

test.each([
  ...[
    'everyone',
    'Everyone',
    'EVERYBODY',
    'all',
    '@all',
    'here',
    'channel',
    'e v e r y o n e',
    'all!',
    'ａｌｌ',
  ],
  ...[
    'a11',
    'аll',
    'évery\u0332one',
    '所有人',
    '所 有 人',
    '全体成员',
    '全體成員',
    '大家',
    '⼤家',
    '「大家」',
  ],
  ...['小助手', '小助手 ✅', '小助手。', 'B0T', 'МiniСhat'],
])('[SV452] {K17} nobody is called %s', (name) => {
  expect(isReserved(name, 'person')).toBe(true);
});

test.each([
  'Allan',
  'Hereford',
  '大家好',
  '小助手的朋友',
  'Channel Tunnel',
  'All 2',
  '!!',
  '🙂',
  '所有',
  'Robot',
])('[SV452] {K17} but somebody may be called %s', (name) => {
  expect(isReserved(name, 'person')).toBe(false);
});

test('[SV452] {K17} a room is not the bot, and may be for all', () => {
  expect(['小助手', 'bot', 'Everyone', '大家'].map((name) => isReserved(name, 'room'))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

/** Notes which of its letters are looked at. */
function watch(letters: readonly Letter[], seen: Set<string>): readonly Letter[] {
  return new Proxy(letters, {
    get(target, key): unknown {
      if (typeof key === 'string' && /^\d+$/.test(key)) seen.add(key);
      return Reflect.get(target, key);
    },
  });
}

test.each([
  ['another letter', 'Hostile 12', 'everybody', ['0']],
  // Nothing is left of a first letter that is not seen, as with a word that is nobody's.
  ['a letter behind one that shows nothing', ['', 'Hostile'], 'everybody', ['0', '1']],
])('[SV508] {K17} of names that begin with %s nothing more is looked at', (_what, name, other, looked) => {
  const nothing: Letter = ['', '', '', ''];
  const letters = typeof name === 'string' ? lettersOf(name) : [nothing, ...lettersOf(name[1] ?? '')];
  const [ofName, ofOther] = [new Set<string>(), new Set<string>()];
  expect(canBeRead(watch(letters, ofName), watch(lettersOf(other), ofOther))).toBe(false);
  expect([...ofName]).toEqual(looked);
  expect([...ofOther]).toEqual(['0']);
});

test('[SV508] {K17} a first letter that shows nothing hides nobody', () => {
  const nothing: Letter = ['', '', '', ''];
  const bot = lettersOf('bot');
  expect(canBeRead([nothing, ...bot], bot)).toBe(true);
  expect(canBeRead(bot, [nothing, nothing, ...bot])).toBe(true);
  expect(canBeRead([nothing], [])).toBe(true);
  expect(canBeRead([nothing], [nothing, nothing])).toBe(true);
  expect(canBeRead([], bot)).toBe(false);
});
