/** What texts are compared by when somebody looks for words. */
import { findFolded, fold, foldWithPlaces, holdsFolded } from '../../../miniprogram/core/base/fold';
import { createSeededRandom } from '../../support/seeded-random';

/** Each row is the same to whoever looks for it. */
const SAME: readonly (readonly string[])[] = [
  ['Привет', 'привет', 'ПРИВЕТ'],
  ['Ärger', 'ÄRGER', 'ärger', 'a\u0308rger', 'A\u0308RGER'],
  ['ΟΔΟΣ', 'οδος', 'οδοσ', 'Οδός'.normalize('NFD').replace(/\u0301/g, '')],
  ['Straße', 'STRASSE', 'strasse', 'STRAẞE'],
  ['İstanbul', 'istanbul', 'ISTANBUL', 'ıstanbul', 'i\u0307stanbul'],
  ['ｈｅｌｌｏ', 'Hello', 'ＨＥＬＬＯ'],
  ['ﬁn', 'FIN'],
  ['ガギグ', 'ｶﾞｷﾞｸﾞ', 'カ\u3099キ\u3099ク\u3099'],
  ['パーティー', 'ﾊﾟｰﾃｨｰ'],
  ['한글', '한글'.normalize('NFD')],
  ['가', '\uffa1\uffc2', 'ㄱㅏ'],
  ['hello world', 'hello  world', 'Hello\nworld', ' hello\t \r\n\u3000world\u00a0', 'hello\u2028world'],
  ['你好 世界', '你好\n\n世界', '你好　世界'],
  ['１２３', '123'],
  ['ⅻ', 'XII'],
  ['soft', 'so\u00adft', 's\u200bo\u2060ft'],
  ['❤', '❤\ufe0f'],
  ['Å', '\u212b', 'å'],
  ['ქართული', 'ᲥᲐᲠᲗᲣᲚᲘ'],
  ['Հայ', 'ՀԱՅ'],
  ['𐐨', '𐐀'],
];
const OTHER: readonly (readonly [string, string])[] = [
  ['Ärger', 'Arger'],
  ['ひらがな', 'ヒラガナ'],
  ['hello world', 'helloworld'],
  ['か', 'が'],
  ['Anna', 'Аnna'],
];

test.each(SAME.map((row) => [row[0], row] as const))(
  '[BA16] {K26} the same words are found however they are written: %s',
  (_, row) => {
    const [first] = row;
    expect(row.map(fold)).toEqual(row.map(() => fold(first ?? '')));
    for (const text of row) expect(row.every((query) => holdsFolded(`(${text})`, query))).toBe(true);
  },
);

test('[BA16] {K26} other letters stay others, and nothing has the words of nothing', () => {
  for (const [text, query] of OTHER) expect([text, holdsFolded(text, query)]).toEqual([text, false]);
  for (const query of ['', ' \n', '\u200b']) {
    expect([holdsFolded('a text', query), findFolded('a text', query)]).toEqual([false, null]);
  }
});

test.each([
  ['Вот ПРИВЕТ всем', 'привет', 'ПРИВЕТ'],
  ['Die STRAẞE hier', 'strasse', 'STRAẞE'],
  ['Die Straße hier', 'tras', 'traß'],
  ['  Say\n\nhello \t world!', 'hello world', 'hello \t world'],
  ['ｶﾞｷﾞｸﾞ', 'ギ', 'ｷﾞ'],
  ['a\u0308rger', 'Ä', 'a\u0308'],
  ['👍 İzmir 👍', 'izmir', 'İzmir'],
  ['so\u00adft', 'soft', 'so\u00adft'],
  ['我们四点喝茶', '四点', '四点'],
])('[BA17] {K26} a hit is marked in the text as it was written: %s', (text, query, marked) => {
  const place = findFolded(text, query);
  expect(place && text.slice(place.start, place.end)).toBe(marked);
});

test('[BA16, BA17] {K26} folding again, in pieces, or in another form gives the same (seeded)', () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  const random = createSeededRandom(seed);
  const blocks = [
    [0x20, 0x7e],
    [0xa0, 0x24f],
    [0x130, 0x131],
    [0x300, 0x36f],
    [0x300, 0x307],
    [0x370, 0x52f],
    [0x1100, 0x11ff],
    [0x1e00, 0x20ff],
    [0x3000, 0x318e],
    [0x4e00, 0x4eff],
    [0xac00, 0xacff],
    [0xff00, 0xffdc],
  ] as const;
  for (let round = 0; round < 3_000; round += 1) {
    const points = Array.from({ length: 1 + Math.floor(random() * 8) }, () => {
      const [from, to] = blocks[Math.floor(random() * blocks.length)] ?? blocks[0];
      return from + Math.floor(random() * (to - from + 1));
    });
    const text = String.fromCodePoint(...points);
    const folded = fold(text);
    const { folded: inPieces, places } = foldWithPlaces(text);
    const again = [fold(folded), inPieces, fold(text.normalize('NFC')), fold(text.normalize('NFD'))];
    expect({ seed, points, again }).toEqual({ seed, points, again: [folded, folded, folded, folded] });
    expect({ seed, points, count: places.length }).toEqual({ seed, points, count: folded.length });
  }
});
