import { decodeJson, encodeJson } from '../../../miniprogram/core/socket/json-codec';
import { createBench, outcome } from './support';

const cycle: Record<string, unknown> = {};
cycle['self'] = cycle;

const LOSSY: readonly (readonly [name: string, value: unknown, says: RegExp])[] = [
  ['NaN', NaN, /the value is NaN/],
  ['a nested infinity', { a: [{ size: -Infinity }] }, /"size" is -Infinity/],
  ['undefined', undefined, /the value is undefined/],
  ['undefined in an array', { list: [1, undefined] }, /"1" is undefined/],
  ['a function', () => 1, /the value is function/],
  ['a symbol in an array', [Symbol('s')], /"0" is symbol/],
  ['a bigint', { n: 1n }, /BigInt/],
  ['a cycle', cycle, /circular/],
  ['a map', { m: new Map([[1, 2]]) }, /"m" is a Map/],
  ['a set', new Set([1]), /is a Set/],
  ['bytes', { b: new ArrayBuffer(3) }, /ArrayBuffer .*sendBinary/],
  ['a view of bytes', Uint8Array.from([1]), /Uint8Array/],
  [
    'a toJSON that throws',
    {
      toJSON: () => {
        throw new Error('no');
      },
    },
    /no/,
  ],
];

describe('values as JSON', () => {
  test.each(LOSSY)('[SK4] %s is refused with a sentence', async (_name, value, says) => {
    const encoded = encodeJson(value);
    expect(encoded.ok ? encoded.value : encoded.error).toMatch(says);
    const { socket, transport, connectAndOpen } = createBench();
    connectAndOpen();
    expect(await outcome(socket.send(value))).toBe('not_serializable');
    expect(transport.newest.sent).toEqual([]);
  });

  test('[SK4] nesting deeper than the engine can follow is refused, not thrown', () => {
    let deep: unknown = 0;
    for (let i = 0; i < 100_000; i += 1) deep = [deep];
    expect(encodeJson(deep).ok).toBe(false);
  });

  test('[SK4] an undefined field is left out, everything else arrives as it was', () => {
    const rest = { text: '你好 👩‍👩‍👧‍👦\n"\u2028', n: -0.5, yes: true, no: null, list: [[], {}] };
    const value = { ...rest, gone: undefined };
    const encoded = encodeJson(value);
    expect(encoded.ok && decodeJson(encoded.value)).toEqual({ ok: true, value: rest });
    expect(encodeJson(new Date(0))).toEqual({ ok: true, value: '"1970-01-01T00:00:00.000Z"' });
  });
});
