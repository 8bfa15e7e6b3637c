/** Messages of kinds that a mini program adds by itself: what of them may be said, and what is read of what a server says. */
import { messageBody, rawBody } from '../../../miniprogram/core/protocol/bodies';
import { checkBody } from '../../../miniprogram/core/protocol/content';
import { previewOf, searchedIn, wordsIn, writtenIn } from '../../../miniprogram/core/protocol/kinds/facts';
import { makeCustom } from '../../../miniprogram/core/protocol/kinds/custom';

const DICE = makeCustom('example.dice', { eyes: [6, null, true, 'x'], who: { name: '安' } }, '掷出 6');
const DEEPEST = 8;
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

/** What the server says to it: what it takes, or why not. */
function judge(change: object): unknown {
  const raw = rawBody.check({ ...DICE, ...change }, 'body');
  if (!raw.ok) return `${raw.error.path} ${raw.error.problem}`;
  const checked = checkBody(raw.value);
  return checked.ok ? checked.value : checked.error.reason;
}

test('[PR72] data of any shape come as they were sent, names that objects answer to among them', () => {
  expect(judge({})).toEqual(DICE);
  for (const data of [null, 0, -1.5, '', [], {}, false, nested(DEEPEST)])
    expect(judge({ data })).toEqual({ ...DICE, data });
  const tricky = JSON.parse('{ "hasOwnProperty": { "a": 1 }, "constructor": 2, "toJSON": 3 }') as object;
  const { data } = judge({ data: tricky }) as { data: object };
  expect(JSON.stringify(data)).toBe(JSON.stringify(tricky));
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  expect(data).not.toBe(tricky);
});

const TOO_LONG = { data: 'x'.repeat(4_095) };
test.each([
  [
    { type: '' },
    /^The type of the message has 0 characters, allowed are 1 to 64 of a-z, 0-9, point and hyphen\.$/,
  ],
  [{ type: 'x'.repeat(65) }, /^The type of the message has 65 characters, allowed are 1 to 64/],
  [{ type: 'Example' }, /allowed are 1 to 64 of a-z/],
  [{ type: 'a b' }, /allowed are 1 to 64 of a-z/],
  [{ text: '' }, /^The message has no visible text\.$/],
  [{ text: '\u200b ' }, /^The message has no visible text\.$/],
  [{ text: 'x'.repeat(4_001) }, /^The message has 4001 characters, the limit is 4000\.$/],
  [{ text: null }, /^body\.text is not a string$/],
  [{ data: undefined }, /^body\.data is not JSON$/],
  [
    { data: [JSON.parse('{ "__proto__": { "a": 1 } }') as object] },
    /^(?:body\.data|The data of the message) has the name __proto__\.?$/,
  ],
  [TOO_LONG, /^The data of the message has 4097 bytes, the limit is 4096\.$/],
  [{ data: '字'.repeat(1_365) }, /^The data of the message has 4097 bytes, the limit is 4096\.$/],
  [{ data: nested(DEEPEST + 1) }, /^The data of the message is nested too deep, the limit is 8\.$/],
  [{ data: nested(10_000) }, /^body\.data is nested too deep, the limit is 32$/],
  [{ data: { a: 'x\u0000' } }, /^body\.data holds the character U\+0000/],
  [{ data: { 'a\ud800': 1 } }, /^body\.data holds .* half of a surrogate pair$/],
] as [object, RegExp][])('[PR72] case %# is refused with what is wrong and the limit', (change, reason) => {
  expect(judge(change)).toMatch(reason);
});

test('[PR72] 4,096 bytes of data are taken', () => {
  expect(judge({ data: 'x'.repeat(4_094) })).toMatchObject({ type: DICE.type });
});

test('[PR73] its text is what quotes, searches, lists and the operator’s check see', () => {
  expect([previewOf, searchedIn, wordsIn, writtenIn].map((ask) => ask(DICE))).toEqual([
    '掷出 6',
    '掷出 6',
    '掷出 6',
    '掷出 6',
  ]);
});

test('[PR73] data of a newer server that this version does not take are none, and the text stays', () => {
  for (const data of [nested(9), 'x'.repeat(5_000)])
    expect(messageBody.check({ ...DICE, data }, 'body', true)).toEqual({
      ok: true,
      value: { ...DICE, data: null },
    });
});
