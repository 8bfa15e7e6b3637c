/**
 * Valid frames made from the schemas' own descriptions, so that a frame type that is added later is fuzzed without anybody
 * thinking of it.
 */
import type { Description } from '../../miniprogram/core/protocol/schema';

export type Random = () => number;

type Fields = { readonly [field: string]: Description };

export const pick = <T>(random: Random, values: readonly T[]): T =>
  values[Math.floor(random() * values.length)] as T;

export const chance = (random: Random, share: number): boolean => random() < share;

/** A whole number from `min` to `max`, both included. */
export const between = (random: Random, min: number, max: number): number =>
  min + Math.floor(random() * (max - min + 1));

const isList = (description: Description): description is readonly Description[] =>
  Array.isArray(description);

/** Variants name themselves in one of their literal fields; fields of an object do not. */
function isTagged(fields: Fields): boolean {
  const entries = Object.entries(fields);
  return (
    entries.length > 0 &&
    entries.every(
      ([name, variant]) =>
        typeof variant === 'object' && !isList(variant) && Object.values(variant).includes(`"${name}"`),
    )
  );
}

const ID_CHARS = 'ABCxyz012_-';
const makeId = (random: Random): string =>
  Array.from({ length: between(random, 1, 22) }, () => pick(random, [...ID_CHARS])).join('');

const SAMPLE_TEXTS = ['a', 'hello', '你好,世界', '👩‍👩‍👧 family', 'שלום', 'line\nbreak', '\u0001', ' '];

function makeText(random: Random, description: string): string {
  const [min = 0, max = 0] = description.replace('text ', '').split('..').map(Number);
  const text = pick(random, SAMPLE_TEXTS);
  return [...(text.length < min ? text.padEnd(min, 'x') : text)].slice(0, max).join('');
}

function makeScalar(random: Random, description: string): unknown {
  if (description.startsWith('"')) return JSON.parse(pick(random, description.split(' | ')));
  if (description.startsWith('id ')) return makeId(random);
  if (description.startsWith('text ')) return makeText(random, description);
  if (description.startsWith('path ')) return `${description.slice(5)}${makeId(random)}.png`;
  if (description === 'boolean') return chance(random, 0.5);
  if (/^json\b/.test(description)) return { any: [between(random, 0, 9), null, 'x'] };
  if (/^number\b/.test(description)) return between(random, -180, 180) / 2;
  const min = Number(/^integer >= (-?\d+)$/.exec(description)?.[1] ?? NaN);
  if (Number.isNaN(min)) throw new Error(`no sample for a schema described as ${description}`);
  return min + between(random, 0, 1_000);
}

function makeObject(random: Random, fields: Fields): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const [name, description] of Object.entries(fields)) {
    const isOptional = name.endsWith('?');
    if (isOptional && chance(random, 0.5)) continue;
    made[isOptional ? name.slice(0, -1) : name] = makeSample(random, description);
  }
  return made;
}

/** A value that a schema of this description accepts. */
function makeSample(random: Random, description: Description): unknown {
  if (typeof description === 'string') return makeScalar(random, description);
  if (isList(description)) {
    const [item, range] = description;
    const max = Number(String(range).split('..')[1]);
    if (item === undefined) throw new Error('a list without items');
    return Array.from({ length: between(random, 0, Math.min(3, max)) }, () => makeSample(random, item));
  }
  const fields = description as Fields;
  return isTagged(fields)
    ? makeSample(random, pick(random, Object.values(fields)))
    : makeObject(random, fields);
}

/** One valid frame of each type of a `tagged` schema, by type. */
export function sampleEveryType(
  random: Random,
  description: Description,
): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  const variants = Object.entries(description as Fields);
  return new Map(variants.map(([type, fields]) => [type, makeObject(random, fields as Fields)]));
}
