import { isStorable } from '../../../miniprogram/core/base/text';
import { decodeDown, decodeUp, encodeFrame, type Decoded } from '../../../miniprogram/core/protocol/codec';
import { DOWN_TYPES, downFrame } from '../../../miniprogram/core/protocol/down';
import { UP_TYPES, upFrame } from '../../../miniprogram/core/protocol/up';
import { decodeJson, encodeJson } from '../../../miniprogram/core/socket/json-codec';
import { sampleEveryType } from '../../chaos/frame-samples';
import { FUZZ_SEED, fuzzRounds, repeatFuzz } from '../../chaos/fuzz-seed';
import {
  DEEP,
  makeDamagedText,
  makeEveryOddFrame,
  makeHostileText,
  PROTOTYPE_NAMES,
  toText,
} from '../../chaos/mutations';
import { takePrototypePicture } from '../../chaos/prototype-guard';
import { createSeededRandom } from '../../support/seeded-random';

type Frame = Decoded<{ readonly type: string }>['frames'][number];
interface Side {
  readonly name: string;
  readonly types: ReadonlySet<string>;
  readonly description: typeof upFrame.description;
  readonly decode: (text: string) => Decoded<Frame>;
}

const fromJson = (text: string): Decoded<Frame> => {
  const value = decodeJson(text);
  return value.ok ? decodeDown(value.value) : { frames: [], bad: [], unknown: [] };
};
const SIDES: readonly Side[] = [
  { name: 'the server', types: UP_TYPES, description: upFrame.description, decode: decodeUp },
  { name: 'the client', types: DOWN_TYPES, description: downFrame.description, decode: fromJson },
];

/** Every object in a decoded frame is one that the decoder made, every text one that UTF-8 can carry and a store keeps. */
function checkFresh(value: unknown): void {
  if (typeof value === 'string' && !isStorable(value))
    throw new Error(`not to be stored: ${JSON.stringify(value)}`);
  if (typeof value !== 'object' || value === null) return;
  const parent: unknown = Object.getPrototypeOf(value);
  if (parent !== Object.prototype && parent !== Array.prototype) throw new Error('a foreign prototype');
  for (const key of Reflect.ownKeys(value)) {
    if (key === '__proto__') throw new Error('an own __proto__');
    if (key !== 'length') checkFresh((value as Record<PropertyKey, unknown>)[key]);
  }
}

function checkDecoded(side: Side, decoded: Decoded<Frame>): void {
  for (const frame of decoded.frames) {
    if (!side.types.has(frame.type)) throw new Error(`type ${frame.type} was let through`);
    checkFresh(frame);
    const text = encodeFrame(frame as Parameters<typeof encodeFrame>[0]);
    // What a body of an unknown kind was is not kept.
    if (text.includes('"kind":"unknown"')) continue;
    const again = side.decode(text);
    if (encodeJson(again.frames).ok && JSON.stringify(again.frames) === `[${text}]`) continue;
    throw new Error(`what was accepted is refused the second time: ${text.slice(0, 500)}`);
  }
  for (const { path, problem } of decoded.bad) {
    if (path === '' || problem === '' || path.length > 300 || problem.length > 300) {
      throw new Error(`a reason that nobody can read: ${path} ${problem}`);
    }
  }
}

describe.each(SIDES)('decoding on $name', (side) => {
  test('[FZ1] a valid frame of every type is accepted as it is', () => {
    const random = createSeededRandom(FUZZ_SEED);
    repeatFuzz(50, () => {
      const samples = sampleEveryType(random, side.description);
      expect([...samples.keys()].sort()).toEqual([...side.types].sort());
      for (const sample of samples.values())
        expect(side.decode(JSON.stringify(sample)).frames).toEqual([sample]);
    });
  });

  test('[FZ2] no structured mutation throws, and what is accepted is accepted again', () => {
    const random = createSeededRandom(FUZZ_SEED);
    let accepted = 0;
    let refused = 0;
    repeatFuzz(fuzzRounds(1_500), () => {
      const frames = [...sampleEveryType(random, side.description).values()];
      const decoded = side.decode(makeHostileText(random, frames));
      checkDecoded(side, decoded);
      accepted += decoded.frames.length;
      refused += decoded.bad.length;
    });
    // A fuzzer whose frames are all good, or all bad at the first field, tests nothing.
    expect(accepted).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(500);
  });

  test('[FZ13] every odd value in every field of every frame, one by one, is refused or does no harm', () => {
    const before = takePrototypePicture();
    // Always the same draw: every optional field is there, every list has items.
    const samples = sampleEveryType(() => 0.75, side.description);
    const random = createSeededRandom(FUZZ_SEED);
    let tried = 0;
    for (const sample of samples.values()) {
      for (const odd of makeEveryOddFrame(random, sample)) {
        checkDecoded(side, side.decode(toText(odd)));
        tried += 1;
      }
    }
    expect(tried).toBeGreaterThan(samples.size * 100);
    expect(takePrototypePicture()).toEqual(before);
  });

  test('[FZ3] no damaged text throws', () => {
    const random = createSeededRandom(FUZZ_SEED + 1);
    repeatFuzz(fuzzRounds(1_500), () => {
      const frames = [...sampleEveryType(random, side.description).values()];
      checkDecoded(side, side.decode(makeDamagedText(random, frames)));
    });
  });

  test('[FZ4, FM36] a name of Object.prototype is no id, in any place of any frame', () => {
    const random = createSeededRandom(FUZZ_SEED);
    const letThrough: string[] = [];
    for (const sample of sampleEveryType(random, side.description).values()) {
      for (const field of ['room', 'id', 'user', 'clientId', 'tag', 'nonce', 'device', 'epoch', 'session']) {
        if (typeof sample[field] !== 'string') continue;
        for (const name of PROTOTYPE_NAMES) {
          const { frames } = side.decode(JSON.stringify({ ...sample, [field]: name }));
          if (frames.length > 0) letThrough.push(`${String(sample['type'])}.${field} = ${name}`);
        }
      }
    }
    expect(letThrough).toEqual([]);
  });

  test('[FZ5, FM34] nesting of 10,000 levels is refused like any other wrong value', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"type":', '}'],
      ['{"__proto__":', '}'],
    ] as const) {
      const deep = open.repeat(DEEP) + (open === '[' ? '' : '0') + close.repeat(DEEP);
      const decoded = side.decode(deep);
      expect(decoded.frames).toEqual([]);
      expect(decoded.bad.length).toBeGreaterThan(0);
    }
  });
});

describe('fuzzing', () => {
  test('[FZ6, FM36] nothing that is decoded changes what objects inherit', () => {
    const before = takePrototypePicture();
    const random = createSeededRandom(FUZZ_SEED + 2);
    repeatFuzz(fuzzRounds(1_000), () => {
      for (const side of SIDES) {
        side.decode(makeHostileText(random, [...sampleEveryType(random, side.description).values()]));
      }
    });
    expect(takePrototypePicture()).toEqual(before);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('[FZ7] the JSON codec of the socket service throws for no text and no value', () => {
    const random = createSeededRandom(FUZZ_SEED + 3);
    const frames = [...sampleEveryType(random, downFrame.description).values()];
    repeatFuzz(fuzzRounds(1_500), () => {
      const text = random() < 0.5 ? makeHostileText(random, frames) : makeDamagedText(random, frames);
      const decoded = decodeJson(text);
      if (!decoded.ok) return;
      // Too deep for `JSON.stringify`, or a number that JSON cannot carry on: an error to read, never one that is thrown.
      const encoded = encodeJson(decoded.value);
      if (encoded.ok) expect(decodeJson(encoded.value).ok).toBe(true);
      else expect(typeof encoded.error).toBe('string');
    });
  });
});
