/**
 * Characters that show nothing: what consists of them, and where a name may have them all the same.
 */
import { isVisible } from '../../../miniprogram/core/base/visible';
import { checkBody, checkName, checkText } from '../../../miniprogram/core/protocol/content';
import { checkAnnouncement } from '../../../miniprogram/core/protocol/room-actions';

const NAMES: Readonly<Record<string, string>> = {
  'zero width space': '\u200b',
  'zero width non-joiner': '\u200c',
  'zero width joiner': '\u200d',
  'word joiner': '\u2060',
  'soft hyphen': '\u00ad',
  'right-to-left override': '\u202e',
  'left-to-right isolate': '\u2066',
  'right-to-left mark': '\u200f',
  'arabic letter mark': '\u061c',
  'byte order mark': '\ufeff',
  'combining grapheme joiner': '\u034f',
  'hangul choseong filler': '\u115f',
  'hangul jungseong filler': '\u1160',
  'hangul filler': '\u3164',
  'halfwidth hangul filler': '\uffa0',
  'khmer inherent vowel': '\u17b4',
  'mongolian vowel separator': '\u180e',
  'blank braille': '\u2800',
  'variation selector 1': '\ufe00',
  'variation selector 16': '\ufe0f',
  'variation selector 17': '\u{e0100}',
  'tag letter': '\u{e0041}',
  'end of tags': '\u{e007f}',
  'interlinear anchor': '\ufff9',
  'place of an object': '\ufffc',
  'unassigned default-ignorable': '\u{e0fff}',
  'musical begin beam': '\u{1d173}',
  'null notehead': '\u{1d159}',
  'shorthand format': '\u{1bca0}',
  'egyptian blank': '\u{13441}',
  bell: '\u0007',
  delete: '\u007f',
  'next line': '\u0085',
};
const UNSEEN = Object.entries(NAMES);
const LONE_MARKS = ['\u0301', '\u20e3', '\u093e', '\u0e31', '\u0301\u0308'];
const hex = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

const verdict = (result: { ok: boolean; error?: { code: string } }): string => result.error?.code ?? 'ok';
const file = (name: string) => checkBody({ kind: 'file', url: '/media/c.bin', name, bytes: 9 });

test.each(UNSEEN)(
  '[PR55] {K15} %s alone is no text, no name, no announcement and no file',
  (_what, unseen) => {
    for (const text of [unseen, ` ${unseen.repeat(3)}\n`, `${unseen}\u200b\u0301`]) {
      const verdicts = [checkText(text), checkName(text), checkAnnouncement(text), file(text)].map(verdict);
      expect(verdicts).toEqual(['empty', 'empty', 'empty', 'empty']);
      expect(isVisible(text)).toBe(false);
    }
    // In a text it stays: it may be meant.
    expect(checkText(`a${unseen}b`)).toEqual({ ok: true, value: `a${unseen}b` });
  },
);

test('[PR55] {K15} combining marks are nothing without what they stand on, and blank announcements end one', () => {
  for (const marks of LONE_MARKS) {
    expect([checkText(marks), checkName(` ${marks}`), checkAnnouncement(marks)].map(verdict)).toEqual([
      'empty',
      'empty',
      'empty',
    ]);
  }
  expect(checkAnnouncement(' \n ')).toEqual({ ok: true, value: '' });
  expect(checkText('e\u0301')).toEqual({ ok: true, value: 'e\u0301' });
});

test('[PR55] {K15} what is seen by itself is a text: a number sign of Arabic, a sign of kana, a skin tone, a flag', () => {
  for (const text of [
    '۝',
    '\u0600',
    'ﾞ',
    '゛',
    '🏽',
    '🇨🇳',
    '.',
    '‌.',
    '️1',
    '\u{20000}',
    '\ue000',
    '\ufffd',
  ]) {
    expect([text, verdict(checkText(text))]).toEqual([text, 'ok']);
  }
});

test.each(UNSEEN)('[PR56] {K15} a name with %s is refused, and the refusal names it', (_what, unseen) => {
  const refused = {
    code: 'bad_field',
    character: hex(unseen),
    reason: expect.stringContaining(hex(unseen)) as string,
  };
  for (const name of [
    `Ann${unseen}`,
    `${unseen}Ann`,
    `A${unseen}n${unseen.repeat(30)}n`,
    `A ${unseen} n`,
    `安${'\u200b'}`,
  ]) {
    const wanted = name.startsWith('安') ? { code: 'bad_field', character: 'U+200B' } : refused;
    expect(checkName(name)).toMatchObject({ error: wanted });
  }
});

test('[PR56] {K15} a name begins with no mark, as that would stand on what is before the name', () => {
  expect(checkName('\u0301Ann')).toMatchObject({ error: { code: 'bad_field', character: 'U+0301' } });
  expect(checkName('\u20e3')).toMatchObject({ error: { code: 'empty' } });
  expect(checkName('Zoe\u0308')).toEqual({ ok: true, value: 'Zoe\u0308' });
});

test.each([
  ['a family', '👨‍👩‍👧‍👦 Li'],
  ['a cook of some colour', '👩🏽‍🍳 Ann'],
  ['a heart with its face', '❤️'],
  ['a heart on fire', '❤️‍🔥'],
  ['a pirate flag', '🏴‍☠️'],
  ['the flag of England', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ['a key of a telephone', '1️⃣'],
  ['a Persian compound', 'می‌نوش'],
  ['a Kurdish name', 'ڕێ‌وان'],
  ['a Persian one with a mark', 'مِی‌ل'],
  ['a Hindi half letter', 'क्‍ष'],
  ['a Hindi explicit virama', 'क्‌ष'],
  ['an old Malayalam chillu', 'അവന്‍'],
  ['a Sinhala conjunct', 'ශ්‍රී'],
  ['a Bengali ra with ya', 'র‍্যাব'],
  ['a Japanese family of its own form', '葛󠄀城'],
  ['a Mongolian variant', 'ᠭ᠋ᠠ'],
])('[PR57] {K15} a name has what is not seen where it makes another letter or picture: %s', (_what, name) => {
  expect(checkName(name)).toEqual({ ok: true, value: name });
});

test.each([
  ['a joiner between letters', 'An\u200dn', 'U+200D'],
  ['a joiner at the end of a picture', '👩\u200d', 'U+200D'],
  ['a joiner between a picture and a letter', '👩\u200dA', 'U+200D'],
  ['a joiner behind a digit', '1\u200d2', 'U+200D'],
  ['a non-joiner at the end of a word', 'می\u200c', 'U+200C'],
  ['a non-joiner behind a letter that joins nothing', 'د\u200cر', 'U+200C'],
  ['two non-joiners', 'می\u200c\u200cنوش', 'U+200C'],
  ['a virama on nothing', 'A \u094d\u200dB', 'U+200D'],
  ['a face of a letter', 'A\ufe0f', 'U+FE0F'],
  ['a face of a digit that is no key', '1\ufe0f2', 'U+FE0F'],
  ['tags behind a white flag', '🏳\u{e0067}\u{e007f}', 'U+E0067'],
  ['tags without their end', '🏴\u{e0067}\u{e0062}', 'U+E0067'],
  ['a variant of a letter', 'A\u{e0100}', 'U+E0100'],
  ['a Mongolian variant of a letter', 'A\u180b', 'U+180B'],
])('[PR57] {K15} and nowhere else: %s', (_what, name, character) => {
  expect(checkName(name)).toMatchObject({ error: { code: 'bad_field', character } });
});
