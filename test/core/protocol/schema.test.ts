import {
  boolean,
  id,
  integer,
  isPlainObject,
  list,
  literal,
  object,
  optional,
  tagged,
  text,
  type Schema,
} from '../../../miniprogram/core/protocol/schema';

/** `ok`, or what is wrong and where. */
function verdict<T>(schema: Schema<T>, value: unknown): string {
  const checked = schema.check(value, '');
  return checked.ok ? 'ok' : `${checked.error.path} ${checked.error.problem}`;
}

const point = object({ x: integer(), label: optional(text({ max: 3 })) });
const shape = tagged<'kind', unknown>('kind', {
  dot: object({ kind: literal('dot'), at: point }),
  line: object({ kind: literal('line'), points: list(point, 2) }),
});

describe('schemas', () => {
  test('[PR26] text is limited in characters on both sides, and whole', () => {
    const schema = text({ min: 1, max: 3 });
    const values = ['a', 'abc', '👍👍👍', '', 'abcd', '👍👍👍👍', 'x'.repeat(1_000_000), '\ud83d', 7, null];
    expect(values.map((value) => verdict(schema, value))).toEqual([
      'ok',
      'ok',
      'ok',
      'frame has 0 characters, allowed are 1 to 3',
      'frame has 4 characters, allowed are 1 to 3',
      'frame has 4 characters, allowed are 1 to 3',
      'frame has 1000000 characters, allowed are 1 to 3',
      'frame holds half of a surrogate pair',
      'frame is not a string',
      'frame is not a string',
    ]);
    expect(verdict(text({ max: 0 }), '')).toBe('ok');
  });

  test('[PR27] an integer is whole, at least its minimum, and at most 2^53-1', () => {
    const fits = [0, 1, Number.MAX_SAFE_INTEGER, -0];
    const not = [-1, 0.5, NaN, Infinity, 2 ** 53, '1', null, undefined, true, [1]];
    expect(fits.filter((value) => verdict(integer(), value) !== 'ok')).toEqual([]);
    expect(not.filter((value) => verdict(integer(), value) === 'ok')).toEqual([]);
    expect(verdict(integer(1), 0)).toBe('frame is not a whole number of at least 1');
    expect(verdict(integer(), JSON.parse('1e999'))).not.toBe('ok');
  });

  test('[PR27] booleans, ids and literals are exact', () => {
    expect([true, false, 0, 'true', null].map((value) => verdict(boolean(), value))).toEqual([
      'ok',
      'ok',
      ...Array<string>(3).fill('frame is not true or false'),
    ]);
    expect(verdict(id('room'), 'lobby')).toBe('ok');
    expect(verdict(id('room'), { toString: () => 'lobby' })).toContain('is not an id');
    expect(verdict(literal('a', 'b'), 'b')).toBe('ok');
    expect(verdict(literal('a', 'b'), 'c')).toBe('frame is not one of a, b');
  });

  test('[PR28] a list holds at most its limit, and names the item that is wrong', () => {
    const schema = list(integer(), 3);
    expect(verdict(schema, [])).toBe('ok');
    expect(verdict(schema, [1, 2, 3])).toBe('ok');
    expect(verdict(schema, [1, 2, 3, 4])).toBe('frame has 4 items, the limit is 3');
    expect(verdict(schema, [1, 'x'])).toContain('[1] is not a whole number');
    expect(verdict(schema, [1, , 3])).toContain('[1] is not');
    expect(verdict(schema, { length: 1, 0: 1 })).toBe('frame is not an array');
  });

  test('[PR29] an object is copied field by field; unknown fields stay behind, null counts as absent', () => {
    const source = { x: 1, label: null, extra: { deep: true } };
    const checked = point.check(source, '');
    expect(checked).toEqual({ ok: true, value: { x: 1 } });
    expect(checked.ok && checked.value).not.toBe(source);
    expect(verdict(point, { label: 'abc' })).toContain('x is not a whole number');
    expect(verdict(point, { x: 1, label: 'abcd' })).toContain('label has 4 characters');
    for (const value of [null, undefined, [], 'x', 7, () => 1])
      expect(verdict(point, value)).toContain('is not');
  });

  test('[PR29] only own fields are read, so a prototype cannot supply one', () => {
    expect(verdict(point, Object.create({ x: 1 }))).toContain('x is not');
    expect(verdict(point, JSON.parse('{"__proto__":{"x":1}}'))).toContain('x is not');
    const inherits = object({ toString: optional(text({ max: 3 })) });
    expect(inherits.check({}, '')).toEqual({ ok: true, value: {} });
  });

  test('[PR30] a union goes by its tag, and says where something is wrong', () => {
    expect(verdict(shape, { kind: 'dot', at: { x: 1 } })).toBe('ok');
    expect(verdict(shape, { kind: 'line', points: [{ x: 1 }, { x: -1 }] })).toBe(
      'points[1].x is not a whole number of at least 0',
    );
    expect(verdict(shape, { kind: 'circle' })).toBe('kind "circle" is not known');
    expect(verdict(shape, { kind: 'constructor' })).toBe('kind "constructor" is not known');
    expect(verdict(shape, {})).toBe('kind is not a string');
    expect(verdict(shape, [])).toBe('frame is not an object');
  });

  test('[PR30] with a fallback an unknown tag is a value, its name cut to 64 characters', () => {
    const open = tagged<'kind', string>('kind', {}, (name) => name);
    expect(open.check({ kind: 'hologram' }, '')).toEqual({ ok: true, value: 'hologram' });
    expect(open.check({ kind: 'k'.repeat(65) }, '')).toEqual({ ok: true, value: 'k'.repeat(64) });
    expect(verdict(open, { kind: 7 })).toBe('kind is not a string');
  });

  test('[PR31] a value nested deeper than its schema is not followed', () => {
    let deep: unknown = {};
    for (let i = 0; i < 50_000; i += 1) deep = { extra: deep, points: [deep] };
    expect(verdict(point, { x: 1, extra: deep })).toBe('ok');
    expect(verdict(shape, { kind: 'line', points: [deep] })).toContain('points[0].x is not');
    expect([{}, [], null, 'x'].map(isPlainObject)).toEqual([true, false, false, false]);
  });

  test('[PR32] a schema describes itself as data', () => {
    expect(shape.description).toEqual({
      dot: { kind: '"dot"', at: { x: 'integer >= 0', 'label?': 'text 0..3' } },
      line: { kind: '"line"', points: [{ x: 'integer >= 0', 'label?': 'text 0..3' }, '0..2'] },
    });
    expect([boolean().description, id('room').description]).toEqual(['boolean', 'id room']);
  });
});
