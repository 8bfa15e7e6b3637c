/**
 * What the objects of WXS have, as wcc makes them, and what to write where they lack something. Knows no syntax.
 */

/** Members that objects of WXS do not have. */
const ABSENT: ReadonlyMap<string, string> = new Map([
  ['substr', 'Use substring or slice.'],
  ['padStart', 'Put the characters before with +.'],
  ['padEnd', 'Put the characters behind with +.'],
  ['includes', 'Compare indexOf with -1.'],
  ['startsWith', 'Compare indexOf with 0.'],
  ['endsWith', 'Compare the slice of the end.'],
  ['repeat', 'Write a loop.'],
  ['replaceAll', 'Use replace with getRegExp("…", "g").'],
  ['find', 'Write a loop, or filter and take the first.'],
  ['findIndex', 'Write a loop.'],
  ['flat', 'Use concat.'],
  ['flatMap', 'Use map and concat.'],
  ['hasOwnProperty', 'Compare with undefined.'],
  ['call', 'Call the function with what it needs.'],
  ['apply', 'Call the function with what it needs.'],
  ['bind', 'Write a function around it.'],
]);

/** Names that an object of one's own may have; they are told only where they are called. */
const ABSENT_CALLS: ReadonlySet<string> = new Set(
  (
    'at codePointAt copyWithin entries fill findLast findLastIndex isPrototypeOf keys matchAll normalize ' +
    'propertyIsEnumerable toReversed toSorted toSpliced trimEnd trimLeft trimRight trimStart values with'
  ).split(' '),
);

/** All that these have in WXS. */
const STATICS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    Math:
      'E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2 abs acos asin atan atan2 ceil cos exp floor log max min pow random ' +
      'round sin sqrt tan',
    Number: 'MAX_VALUE MIN_VALUE NEGATIVE_INFINITY POSITIVE_INFINITY',
    Date: 'now parse UTC',
    JSON: 'parse stringify',
    Array: '',
  }).map(([name, members]) => [name, new Set(members.split(' '))]),
);
const OTHERWISE = 'Write it with what WXS has, or compute it in the script.';

/** What to write instead of `A.b` */
const INSTEAD_OF_STATIC: ReadonlyMap<string, string> = new Map([
  ['Array.isArray', 'Compare x.constructor with "Array".'],
  ['Array.from', 'Write a loop.'],
  ['Array.of', 'Write [a, b].'],
  ['Math.trunc', 'Use Math.floor, or Math.ceil below zero.'],
  ['Number.isInteger', 'Compare with Math.floor.'],
  ['Number.MAX_SAFE_INTEGER', 'Write the number.'],
]);

/** What to write instead of `owner.name`; undefined where WXS has it. */
export function insteadOfStatic(owner: string, name: string): string | undefined {
  const has = STATICS.get(owner);
  if (has === undefined || has.has(name)) return undefined;
  return INSTEAD_OF_STATIC.get(`${owner}.${name}`) ?? OTHERWISE;
}

/** What to write instead of `.name`; undefined where WXS has it, or an object of one's own may. */
export function insteadOfMember(name: string, isCalled: boolean): string | undefined {
  return ABSENT.get(name) ?? (isCalled && ABSENT_CALLS.has(name) ? OTHERWISE : undefined);
}
