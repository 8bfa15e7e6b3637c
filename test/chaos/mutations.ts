/**
 * Turns a valid frame into one that is not quite, as JSON text: wrong types, missing and extra fields, huge and impossible
 * numbers, halves of surrogate pairs, names of `Object.prototype`, deep nesting, arrays of garbage. All of it is JSON that a
 * peer can send; what no JSON text can say does not occur.
 */
import { between, chance, pick, type Random } from './frame-samples';

/** Every name that an object answers to without having it, and those that have harmed other programs. */
export const PROTOTYPE_NAMES: readonly string[] = [
  ...Object.getOwnPropertyNames(Object.prototype),
  'prototype',
];

/** JSON text that stands for itself: for values that no JavaScript value is written as. */
class RawJson {
  constructor(readonly text: string) {}
}

const nested = (open: string, close: string, depth: number): RawJson =>
  new RawJson(open.repeat(depth) + close.repeat(depth));

export const DEEP = 10_000;

/** Values that are wrong, or right but extreme, in any place of a frame. */
const ODD_VALUES: readonly ((random: Random) => unknown)[] = [
  () => null,
  () => true,
  () => '',
  () => ' ',
  () => 0,
  () => -1,
  () => 1.5,
  () => new RawJson('-0'),
  () => new RawJson('1e999'),
  () => new RawJson('-1e999'),
  () => new RawJson('1e-999'),
  () => Number.MAX_SAFE_INTEGER,
  () => new RawJson('9007199254740993'),
  () => new RawJson(`1${'0'.repeat(400)}`),
  () => [],
  () => ({}),
  () => [[], {}, null, 'x', 1e300, [[[]]]],
  () => new RawJson('"\\ud800"'),
  () => new RawJson('"a\\udfffb"'),
  () => '\u0000\u001f\u2028\u202e\ufeff',
  () => 'x'.repeat(64),
  () => 'x'.repeat(65),
  () => '👍'.repeat(4_000),
  () => 'x'.repeat(40_000),
  () => '€'.repeat(11_000),
  () => nested('[', ']', DEEP),
  () => new RawJson(`${'{"a":'.repeat(DEEP)}0${'}'.repeat(DEEP)}`),
  () => new RawJson('{"__proto__":{"polluted":true}}'),
  () => new RawJson('{"constructor":{"prototype":{"polluted":true}}}'),
  () => new RawJson('{"length":4294967295,"0":"x"}'),
  () => new RawJson('{"toString":null,"valueOf":1,"toJSON":"x","then":{}}'),
  (random) => pick(random, PROTOTYPE_NAMES),
  (random) => between(random, -2_147_483_649, 2_147_483_649),
];

const makeOdd = (random: Random): unknown => pick(random, ODD_VALUES)(random);

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !(value instanceof RawJson);

/** Like `JSON.stringify`, with raw text as it is. */
export function toText(value: unknown): string {
  if (value instanceof RawJson) return value.text;
  // Copied: a hostile array may have a `constructor` of its own, which `map` would call.
  if (Array.isArray(value)) return `[${[...(value as unknown[])].map(toText).join(',')}]`;
  if (!isTree(value)) return JSON.stringify(value) ?? 'null';
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${toText(item)}`)
    .join(',')}}`;
}

/** Every object and array of a value, itself included. */
function listNodes(value: unknown): Tree[] {
  if (!isTree(value)) return [];
  return [value, ...Object.values(value).flatMap(listNodes)];
}

/** The frame once for each of its places and each odd value, that value in that place. */
export function* makeEveryOddFrame(random: Random, frame: object): Generator<unknown> {
  for (const [index, { length }] of listNodes(frame).map(Object.keys).entries()) {
    for (let place = 0; place < length; place += 1) {
      for (const makeValue of ODD_VALUES) {
        const copy: unknown = structuredClone(frame);
        const node = listNodes(copy)[index] as Tree;
        setOwn(node, Object.keys(node)[place] as string, makeValue(random));
        yield copy;
      }
    }
  }
}

type Change = (random: Random, node: Tree, key: string) => void;

const setOwn = (node: Tree, key: string, value: unknown): void => {
  Object.defineProperty(node, key, { value, enumerable: true, configurable: true, writable: true });
};

const CHANGES: readonly Change[] = [
  (random, node, key) => setOwn(node, key, makeOdd(random)),
  (random, node, key) => setOwn(node, key, makeOdd(random)),
  (_random, node, key) => delete node[key],
  (random, node) => setOwn(node, pick(random, PROTOTYPE_NAMES), makeOdd(random)),
  (random, node) => setOwn(node, `extra${between(random, 0, 9)}`, makeOdd(random)),
  (_random, node, key) => setOwn(node, key, [node[key]]),
  (_random, node, key) => setOwn(node, key, { value: node[key] }),
  (_random, node, key) => setOwn(node, key, toText(node[key])),
  (random, node) => {
    for (let i = between(random, 50, 300); i > 0; i -= 1) setOwn(node, `k${i}`, i);
  },
];

/** A deep copy that is changed in one to three places. */
export function mutate(random: Random, frame: unknown): unknown {
  const copy: unknown = structuredClone(frame);
  for (let i = between(random, 1, 3); i > 0; i -= 1) {
    const node = pick(random, listNodes(copy));
    const keys = Object.keys(node);
    const key = keys.length > 0 ? pick(random, keys) : 'type';
    pick(random, CHANGES)(random, node, key);
  }
  return copy;
}

/** One message of a hostile or broken peer, as text: a frame, a batch, or JSON that is neither. */
export function makeHostileText(random: Random, frames: readonly unknown[]): string {
  const roll = random();
  if (roll < 0.7) return toText(mutate(random, pick(random, frames)));
  if (roll < 0.8) return toText(makeOdd(random));
  const size = chance(random, 0.1) ? between(random, 33, 60) : between(random, 0, 8);
  const makeElement = (): unknown => {
    if (chance(random, 0.3)) return pick(random, frames);
    return chance(random, 0.6) ? mutate(random, pick(random, frames)) : makeOdd(random);
  };
  return toText(Array.from({ length: size }, makeElement));
}

/** Text whose bytes are damaged: cut off, flipped, doubled, or noise from the start. */
export function makeDamagedText(random: Random, frames: readonly unknown[]): string {
  const noise = (length: number): string =>
    String.fromCharCode(
      ...Array.from({ length }, () => between(random, 0, chance(random, 0.5) ? 127 : 65_535)),
    );
  if (chance(random, 0.2)) return noise(between(random, 0, 300));
  const text = toText(pick(random, frames));
  const at = between(random, 0, text.length);
  const rest = text.slice(at + between(random, 0, 3));
  const [head, tail] = [
    text.slice(0, at),
    pick(random, ['', rest, text, noise(between(random, 1, 4)) + rest]),
  ];
  return head + tail;
}
