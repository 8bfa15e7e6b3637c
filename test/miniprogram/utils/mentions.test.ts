import {
  edited,
  insertMention,
  matchMembers,
  mentionQuery,
  NOTHING_WRITTEN,
  type Writing,
} from '../../../miniprogram/utils/mentions';
import { createSeededRandom } from '../../support/seeded-random';

const ANN = { user: 'ann', name: 'Ann' };
const BOB = { user: 'bob', name: '小雨' };

/** `|` is the cursor. */
const at = (marked: string): Writing => {
  const cursor = marked.indexOf('|');
  return { ...NOTHING_WRITTEN, text: marked.replace('|', ''), cursor };
};
/** Types `piece` at the cursor. */
const typed = (writing: Writing, piece: string): Writing => {
  const { text, cursor } = writing;
  return edited(writing, text.slice(0, cursor) + piece + text.slice(cursor), cursor + piece.length);
};
/** The backspace of a keyboard: takes one unit and tells the field's text. */
const backspaced = (writing: Writing): Writing => {
  const { text, cursor } = writing;
  return edited(writing, text.slice(0, cursor - 1) + text.slice(cursor), cursor - 1);
};
const choose = (writing: Writing, member: typeof ANN): Writing => {
  const start = mentionQuery(writing)?.start ?? -1;
  return insertMention(writing, { start, end: writing.cursor }, member);
};
const named = ({ text, mentions }: Writing): string[] =>
  mentions.map(({ user, start, end }) => `${user}:${text.slice(start, end)}`);

test.each([
  ['@|', { start: 0, letters: '' }],
  ['hi @An|', { start: 3, letters: 'An' }],
  ['你好@小|', { start: 2, letters: '小' }],
  ['a @b @c|', { start: 5, letters: 'c' }],
  ['mail me@host|', null],
  ['@Ann  hello|', null],
  ['@An\n|', null],
  ['|@An', null],
  [`@${'x'.repeat(30)}|`, null],
])('[UI66] {C8} in %j what is typed behind the @ is found', (marked, query) => {
  expect(mentionQuery(at(marked))).toEqual(query);
});

test.each([
  ['＠', 1, { start: 0, letters: '' }],
  ['你好＠小', 4, { start: 2, letters: '小' }],
  ['a @b ＠c', 7, { start: 5, letters: 'c' }],
  ['@Annabel L', 10, { start: 0, letters: 'Annabel L' }],
  ['@Annabel ', 9, { start: 0, letters: 'Annabel ' }],
  ['@ Annabel', 9, null],
  ['@Annabel  L', 11, null],
  ['@Annabel\nL', 10, null],
  ['x＠b', 3, null],
])('[UI306] {K20} %j with the cursor at %i looks for %j', (text, cursor, query) => {
  expect(mentionQuery({ text, cursor, mentions: [] })).toEqual(query);
});

test('[UI306] {K20} letters fit in any case and width', () => {
  const members = ['Annabel L', 'ＡＮＮ', 'Bob'].map((name) => ({ name }));
  // The name that is exactly that comes first [UI426].
  expect(matchMembers(members, 'ann').map(({ name }) => name)).toEqual(['ＡＮＮ', 'Annabel L']);
  expect(matchMembers(members, 'bel　l')).toEqual(members.slice(0, 1));
});

test.each([
  ['STRASSE', 'Straßer'],
  ['ёлка', 'Е\u0308ЛКА'],
  ['οδυσσεύς', 'ΟΔΥΣΣΕΎΣ'],
  ['ismail', 'İsmaıl'],
  ['ga', 'Ｇ\u200bＡ'],
])('[UI331] {K26} %s looks for %s, as the server would', (letters, name) => {
  const members = [{ name: 'Bob' }, { name }];
  expect(matchMembers(members, letters)).toEqual([{ name }]);
});

test('[UI331] {K26} a blank at the end looks for a name that goes on', () => {
  const members = ['Annabel', 'Ann Lee'].map((name) => ({ name }));
  expect(matchMembers(members, 'ANN ')).toEqual(members.slice(1));
  expect(matchMembers(members, 'ann')).toEqual(members);
});

test('[UI66] {C8} members are found by what is typed, in any case, beginnings first', () => {
  const members = ['Marianne', 'Ann', '小雨', 'anna'].map((name) => ({ name }));
  const found = (letters: string) => matchMembers(members, letters).map(({ name }) => name);
  expect(found('an')).toEqual(['Ann', 'anna', 'Marianne']);
  expect(found('雨')).toEqual(['小雨']);
  expect(found('')).toHaveLength(4);
  expect(found('zz')).toEqual([]);
});

test('[UI66] {C8} choosing replaces what was typed by the name, and leaves no @ open', () => {
  const writing = choose(at('hi @A|!'), ANN);
  expect(writing).toMatchObject({ text: 'hi @Ann !', cursor: 8 });
  expect(named(writing)).toEqual(['ann:@Ann ']);
  expect(mentionQuery(writing)).toBeNull();
});

test('[UI67] {C8} a mention moves with the text before it, and stays when the text behind it changes', () => {
  let writing = choose(at('hi @|'), ANN);
  writing = edited(writing, `oh ${writing.text}`, 3);
  expect(named(writing)).toEqual(['ann:@Ann ']);
  writing = typed({ ...writing, cursor: writing.text.length }, '@');
  writing = choose(writing, BOB);
  expect(writing.text).toBe('oh hi @Ann @小雨 ');
  expect(named(writing)).toEqual(['ann:@Ann ', 'bob:@小雨 ']);
  expect(named(typed(writing, 'again'))).toEqual(['ann:@Ann ', 'bob:@小雨 ']);
});

test('[UI67] {C8} one backspace takes the whole mention, the next one the character before it', () => {
  const chosen = choose(at('x @|'), ANN);
  expect(chosen.text).toBe('x @Ann ');
  const gone = backspaced(chosen);
  expect(gone).toEqual({ text: 'x ', cursor: 2, mentions: [] });
  expect(backspaced(gone).text).toBe('x');
});

test('[UI67] {C8} a deletion that reaches into a mention takes all of it', () => {
  const writing = choose(at('ab @|'), ANN);
  expect(edited(writing, 'abnn ', 2)).toEqual({ text: 'ab', cursor: 2, mentions: [] });
  const behind = typed(writing, 'cd');
  expect(edited(behind, 'ab @And', 6)).toEqual({ text: 'ab d', cursor: 3, mentions: [] });
});

test('[UI67] {C8} what is typed into a mention makes it plain text', () => {
  const writing = choose(at('@|'), ANN);
  const changed = typed({ ...writing, cursor: 2 }, 'x');
  expect(changed).toEqual({ text: '@Axnn ', cursor: 3, mentions: [] });
});

test('[UI67] {C8} of two equal characters the one at the cursor was deleted', () => {
  const two = typed(choose(at('@|'), ANN), '@Ann ');
  expect(named(edited(two, '@Ann @Ann', 9))).toEqual(['ann:@Ann ']);
});

const SEED = 20_261_125;
test(`[UI67] {C8} whatever is edited, a mention stands where its name is (seed ${SEED})`, () => {
  const random = createSeededRandom(SEED);
  const pick = (n: number): number => Math.floor(random() * n);
  for (let run = 0; run < 300; run += 1) {
    let writing: Writing = NOTHING_WRITTEN;
    for (let step = 0; step < 20; step += 1) {
      writing = { ...writing, cursor: pick(writing.text.length + 1) };
      const { text, cursor } = writing;
      const until = Math.min(text.length, cursor + pick(4));
      const way = pick(3);
      if (way === 0) writing = insertMention(writing, { start: cursor, end: cursor }, pick(2) ? ANN : BOB);
      else if (way === 1) writing = typed(writing, ['@', 'a', 'Ann ', '😀', '\n'][pick(5)] ?? '');
      else writing = edited(writing, text.slice(0, cursor) + text.slice(until), cursor);
      const standing = writing.mentions.map(({ start, end }) => writing.text.slice(start, end));
      expect(standing).toEqual(writing.mentions.map(({ name }) => `@${name} `));
      expect(writing.cursor).toBeLessThanOrEqual(writing.text.length);
    }
  }
});
