/** Old and new versions live together: what a newer server says is usable, and a newer client gets an answer. */
import { decodeDown, decodeUp } from '../../../miniprogram/core/protocol/codec';
import { downFrame } from '../../../miniprogram/core/protocol/down';
import { ERROR_CODES, isRetryable, type ErrorCode } from '../../../miniprogram/core/protocol/error-codes';
import type { Description } from '../../../miniprogram/core/protocol/schema';
import { upFrame } from '../../../miniprogram/core/protocol/up';
import { sampleEveryType } from '../../chaos/frame-samples';
import { createSeededRandom } from '../../support/seeded-random';

type Fields = { readonly [field: string]: Description };
type Value = Record<string, unknown>;

const NEWER_WORD = 'word-of-the-future';
/** Tags: another one of these is another frame or body, and has its own rule. */
const TAGS: ReadonlySet<string> = new Set(['type', 'kind']);

const isObject = (value: unknown): value is Value =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every place in `value` that holds a word, by a function that puts another one there. */
function wordsIn(
  description: Description,
  value: unknown,
  path = '',
): { path: string; put: (word: string) => void }[] {
  if (Array.isArray(description) && Array.isArray(value)) {
    const [item] = description as readonly Description[];
    return value.flatMap((each, i) => (item === undefined ? [] : wordsIn(item, each, `${path}[${i}]`)));
  }
  if (typeof description !== 'object' || !isObject(value)) return [];
  const fields = description as Fields;
  const variant = fields[String(value['kind'])];
  if (variant !== undefined && typeof variant === 'object' && !('kind' in fields))
    return wordsIn(variant, value, path);
  return Object.entries(fields).flatMap(([name, field]) => {
    const key = name.replace(/\?$/, '');
    const where = path === '' ? key : `${path}.${key}`;
    if (!(key in value)) return [];
    if (typeof field === 'string' && field.startsWith('"') && !TAGS.has(key)) {
      return [{ path: where, put: (word: string) => void (value[key] = word) }];
    }
    return wordsIn(field, value[key], where);
  });
}

const clone = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

/** Samples of every frame, many times over, with every word in them replaced one at a time. */
function* frameWithNewerWords(
  schema: Description,
): Generator<{ type: string; path: string; frame: Value; before: Value }> {
  const random = createSeededRandom(7);
  for (let round = 0; round < 60; round += 1) {
    for (const [type, sample] of sampleEveryType(random, schema)) {
      const description = (schema as Fields)[type] as Description;
      const places = wordsIn(description, clone(sample)).length;
      for (let place = 0; place < places; place += 1) {
        const frame = clone(sample) as Value;
        const word = wordsIn(description, frame)[place];
        word?.put(NEWER_WORD);
        yield { type, path: word?.path ?? '', frame, before: sample };
      }
    }
  }
}

test('[PR34] {S13} a frame with any word of a newer server in it is read, and no other field of it changes', () => {
  const seen = new Set<string>();
  for (const { type, path, frame } of frameWithNewerWords(downFrame.description)) {
    const { frames, bad, unknown } = decodeDown(frame);
    expect([type, path, bad, unknown]).toEqual([type, path, [], []]);
    expect(JSON.stringify(frames)).not.toContain(NEWER_WORD);
    seen.add(`${type} ${path.replace(/\d+/g, 'n')}`);
  }
  for (const place of [
    'nack code',
    'error code',
    'bye code',
    'left reason',
    'welcome rooms[n].standing.role',
    'welcome rooms[n].settings.access',
    'welcome rooms[n].gap.code',
    'welcome rooms[n].last.body.event',
    'members members[n].role',
    'page messages[n].body.event',
    'page messages[n].body.role',
    'standing standing.role',
    'room settings.access',
  ]) {
    expect([place, seen.has(place)]).toEqual([place, true]);
  }
});

test('[PR34] {S13} a newer client that uses a newer word is answered: its request is named, and nothing is done', () => {
  let refused = 0;
  for (const { type, path, frame } of frameWithNewerWords(upFrame.description)) {
    const { frames, bad } = decodeUp(JSON.stringify(frame));
    if (frames.length > 0) continue;
    refused += 1;
    expect([type, path, bad.length]).toEqual([type, path, 1]);
    expect(bad[0]?.path).toContain(path.replace(/\[\d+\].*/, ''));
    if ('id' in frame) expect([type, bad[0]?.id]).toEqual([type, frame['id']]);
  }
  expect(refused).toBeGreaterThan(0);
});

const page = (...messages: object[]) => ({
  type: 'page',
  tag: 't',
  id: 'r1',
  room: 'tea',
  epoch: 'e1',
  messages,
  more: false,
});
const said = (seq: number, body: object) => ({
  ...{ type: 'msg', room: 'tea', epoch: 'e1', seq, user: 'ann', clientId: `c${seq}`, at: 1 },
  body,
});

test('[PR35] {S13} one message that cannot be read becomes one of an unknown kind, and the page stays whole', () => {
  const { frames, bad } = decodeDown(
    page(
      said(1, { kind: 'text', text: 'before' }),
      said(2, { kind: 'notice', event: 'moved', target: 'bob' }),
      said(3, { kind: 'hologram', shape: 'cube' }),
      said(4, { kind: 'text', markdown: '**hi**' }),
      said(5, { kind: 'image', url: 'https://elsewhere.example/x.png' }),
      said(6, { kind: 'text', text: 'after', quote: { of: 'a new form' }, mentions: 'everybody' }),
    ),
  );
  expect(bad).toEqual([]);
  const [first] = frames;
  if (first?.type !== 'page') throw new Error('no page');
  expect(first.messages.map(({ seq, body }) => [seq, body])).toEqual([
    [1, { kind: 'text', text: 'before' }],
    [2, { kind: 'unknown', name: 'notice' }],
    [3, { kind: 'unknown', name: 'hologram' }],
    [4, { kind: 'unknown', name: 'text' }],
    [5, { kind: 'unknown', name: 'image' }],
    [6, { kind: 'text', text: 'after' }],
  ]);
});

test('[PR35] {S13} an element that cannot be read is left out of its list, but a room is never left out of the welcome', () => {
  const person = { user: 'ann', name: 'Ann', avatar: '', role: 'moderator', online: true, mutedUntil: 0 };
  const members = {
    type: 'members',
    tag: 't',
    id: 'r1',
    room: 'tea',
    members: [person, { user: 7 }, person],
    more: false,
  };
  const read = decodeDown(members);
  expect(read.bad).toEqual([]);
  expect(read.frames).toMatchObject([{ members: [{ role: 'member' }, { role: 'member' }] }]);
  const blocked = decodeDown({ type: 'blocked', tag: 't', users: ['ann', '', 'bob'] });
  expect(blocked.frames).toMatchObject([{ users: ['ann', 'bob'] }]);
});

test('[PR36] {S13} texts and lists that are longer than this version knows are taken, texts cut at a whole character', () => {
  const long = '👍'.repeat(30);
  const { frames, bad } = decodeDown([
    { type: 'profile', user: 'ann', name: long, avatar: '' },
    { type: 'error', code: 'rate', reason: 'x'.repeat(9_000), fatal: false },
    { type: 'blocked', tag: 't', users: Array.from({ length: 5_000 }, (_, i) => `u${i}`) },
  ]);
  expect(bad).toEqual([]);
  expect(frames).toMatchObject([{ name: '👍'.repeat(24) }, { reason: 'x'.repeat(500) }, {}]);
  expect(frames[2]?.type === 'blocked' && frames[2].users.length).toBe(5_000);
});

test('[PR59] {K6} a reaction may tell of people beyond its first names; without them it is what it was', () => {
  const read = (more: object) => {
    const reactions = [{ emoji: '👍', users: ['ann'], count: 3, ...more }];
    const text = { kind: 'text', text: 'x' };
    const said = {
      type: 'msg',
      room: 'r',
      epoch: 'e',
      seq: 1,
      user: 'ann',
      clientId: 'c',
      at: 1,
      body: text,
    };
    const [frame] = decodeDown({ ...said, reactions }).frames;
    return frame?.type === 'msg' ? frame.reactions : null;
  };
  const plain = { emoji: '👍', users: ['ann'], count: 3 };
  expect(read({})).toEqual([plain]);
  expect(read({ also: ['me', 'foe'] })).toEqual([{ ...plain, also: ['me', 'foe'] }]);
  expect(read({ also: null, later: ['x'] })).toEqual([plain]);
});

const codeOf = (frame: object): ErrorCode | undefined => {
  const [read] = decodeDown(frame).frames;
  return read && 'code' in read ? (read.code as ErrorCode) : undefined;
};

test('[PR37] {S13} a code that is not known stands for its class: by the other fields, to be tried again or final', () => {
  const nack = { type: 'nack', tag: 't', id: 'r', room: 'tea', clientId: 'c', code: NEWER_WORD, reason: '' };
  const permanent = codeOf(nack);
  expect(permanent && ERROR_CODES[permanent]).toBe('permanent');
  const retry = codeOf({ ...nack, afterMs: 500 });
  expect(retry && isRetryable(retry)).toBe(true);
  const error = { type: 'error', code: NEWER_WORD, reason: '' };
  expect(ERROR_CODES[codeOf({ ...error, fatal: false }) ?? 'banned']).toBe('permanent');
  expect(codeOf({ ...error, fatal: true })).toBe('overload');
  const bye = { type: 'bye', code: NEWER_WORD };
  expect(codeOf({ ...bye, reconnect: true })).toBe('overload');
  expect(codeOf({ ...bye, reconnect: false })).toBe('version');
  for (const name of ['constructor', 'toString', '__proto__'])
    expect(codeOf({ ...nack, code: name })).toBe('refused');
});

test('[PR38] {S13} what a client sends is read as strictly as ever', () => {
  const long = { type: 'create', tag: 't', id: 'r', name: 'x'.repeat(40_000) };
  expect(decodeUp(JSON.stringify(long)).frames).toEqual([]);
  const wrong = { type: 'create', tag: 't', id: 'r', name: 'Tea', access: NEWER_WORD };
  expect(decodeUp(JSON.stringify(wrong)).bad).toMatchObject([{ id: 'r', path: 'access' }]);
});
