/**
 * The dearest valid form of every kind of frame. The table must name each kind of the protocol: a new one does not compile
 * without its attack. To add a row, add it to `MORE`.
 */
import type { UpFrame } from '../../miniprogram/core/protocol/up';
import type { Attacker, Target } from './types';

/** The i-th frame of an attacker, without its tag. */
type FrameMaker = (target: Target, i: number, me: Attacker) => object;

export type FrameAttack =
  /** Each is answered by its id; so many wait for their answer on each connection. */
  | { readonly how: 'ask'; readonly frame: FrameMaker }
  /** Nobody answers: as many as a connection may send. */
  | { readonly how: 'tell'; readonly frame: FrameMaker }
  /** Whatever goes through the wire, as fast as it takes it, and again when the connection was ended. */
  | { readonly how: 'flood'; readonly data: (target: Target, i: number) => string | Buffer }
  /** WebSocket pings, in the same way. */
  | { readonly how: 'flood of pings' }
  /** Connects, is welcomed with everything it missed, and goes. */
  | { readonly how: 'return'; readonly cursors: (target: Target) => readonly object[] }
  /** Many people who come back at the same time, once: not hostile, so the others may be held up less. */
  | { readonly how: 'all return'; readonly cursors: (target: Target) => readonly object[] }
  /** Opens a WebSocket, says nothing, goes. */
  | { readonly how: 'upgrade' };

/** How many times longer than on the quiet server a message may take, of kinds that are no attack. */
export const MAX_RATIOS: { readonly [Kind in string]?: number } = { 'thirty people return': 2 };

const EVERYTHING = Number.MAX_SAFE_INTEGER;
const LONG_TEXT = '长'.repeat(4_000);
const idOf = (i: number): string => `h${process.pid}-${i}`;

/** Everything that the longest replay holds. */
const backOf = (rooms: Readonly<Record<string, Target['rooms']['long']>>, count: number): object[] =>
  Object.values(rooms).map(({ room, epoch, head }) => ({ room, epoch, seq: Math.max(0, head - count) }));

const publish = (room: string, i: number, body: object): object => ({
  ...{ type: 'publish', id: idOf(i), room, clientId: idOf(i), head: true, body },
});

const refOf = ({ author, quoted, rooms }: Target, i: number, { round }: Attacker): object => {
  const own = quoted[round % quoted.length] ?? [];
  const clientId = own[(i - 1) % own.length] ?? '';
  return { user: author, clientId, seq: Math.max(1, rooms.quoted.head) };
};

export const FRAME_ATTACKS: { readonly [Type in UpFrame['type']]: FrameAttack } = {
  hello: { how: 'return', cursors: ({ rooms }) => backOf(rooms, 500) },
  join: {
    how: 'ask',
    frame: ({ rooms: { long } }, i) => ({
      ...{ type: 'join', id: idOf(i), room: long.room },
      since: { epoch: long.epoch, seq: long.head - 499 },
    }),
  },
  leave: {
    how: 'ask',
    frame: ({ rooms: { crowd } }, i) => ({ type: i % 2 ? 'join' : 'leave', id: idOf(i), room: crowd.room }),
  },
  create: {
    how: 'ask',
    frame: (_target, i) => ({ type: 'create', id: idOf(i), name: `H ${idOf(i)}`.slice(0, 24) }),
  },
  publish: {
    how: 'ask',
    frame: (target, i, me) => {
      const quote = { ...refOf(target, i, me), kind: 'text', text: '' };
      const mentions = { users: target.people.slice(0, 20) };
      return publish(target.rooms.quoted.room, i, { kind: 'text', text: LONG_TEXT, quote, mentions });
    },
  },
  pull: {
    how: 'ask',
    frame: ({ rooms: { reacted } }, i) => ({
      ...{ type: 'pull', id: idOf(i), room: reacted.room, epoch: reacted.epoch, after: 0, limit: 100 },
    }),
  },
  history: {
    how: 'ask',
    frame: ({ rooms: { reacted } }, i) => ({
      ...{ type: 'history', id: idOf(i), room: reacted.room, epoch: reacted.epoch },
      ...{ before: reacted.head + 1, limit: 100 },
    }),
  },
  typing: {
    how: 'tell',
    frame: ({ rooms }, i) => ({ type: 'typing', room: rooms.crowd.room, on: i % 2 === 0 }),
  },
  read: { how: 'tell', frame: ({ rooms }, i) => ({ type: 'read', room: rooms.crowd.room, seq: i }) },
  users: { how: 'ask', frame: ({ people }, i) => ({ type: 'users', id: idOf(i), users: people }) },
  ping: { how: 'ask', frame: (_target, i) => ({ type: 'ping', id: idOf(i) }) },
  pong: { how: 'tell', frame: () => ({ type: 'pong' }) },
  bye: { how: 'tell', frame: () => ({ type: 'bye', code: 'closed' }) },
  flags: {
    how: 'ask',
    frame: ({ rooms }, i) => ({ type: 'flags', id: idOf(i), room: rooms.crowd.room, pinned: i % 2 === 0 }),
  },
  members: {
    how: 'ask',
    frame: ({ rooms }, i) => ({
      type: 'members',
      id: idOf(i),
      room: rooms.crowd.room,
      skip: 2_500 + (i % 7),
    }),
  },
  directory: {
    how: 'ask',
    frame: (_target, i) => ({
      type: 'directory',
      id: idOf(i),
      query: i % 2 ? '' : 'no such name',
      skip: 4_000,
    }),
  },
  room_action: {
    how: 'ask',
    frame: ({ rooms }, i) => ({
      ...{ type: 'room_action', id: idOf(i), room: rooms.crowd.room },
      action: { kind: 'announce', text: `${i} ${LONG_TEXT.slice(0, 490)}` },
    }),
  },
  report: {
    how: 'ask',
    frame: ({ rooms, people }, i) => ({
      ...{
        type: 'report',
        id: idOf(i),
        room: rooms.crowd.room,
        user: people[i % people.length],
        reason: 'spam',
      },
    }),
  },
  block: {
    how: 'ask',
    frame: ({ people }, i) => ({
      type: 'block',
      id: idOf(i),
      user: people[i % people.length],
      on: i % 200 < 100,
    }),
  },
  search: {
    how: 'ask',
    frame: ({ rooms }, i) => ({
      ...{ type: 'search', id: idOf(i), room: rooms.long.room, query: 'nothing like it', before: EVERYTHING },
    }),
  },
  door: { how: 'ask', frame: ({ rooms }, i) => ({ type: 'door', id: idOf(i), room: rooms.crowd.room }) },
  locate: {
    how: 'ask',
    frame: ({ rooms }, i) => ({ type: 'locate', id: idOf(i), room: rooms.crowd.room, at: i }),
  },
};

const MANY_FIELDS = Object.fromEntries(
  Array.from({ length: 2_600 }, (_, i) => [`k${i.toString(36)}`, i % 10]),
);
const DEEP = `{"type":"from_the_future","a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
const junk = (bytes: number): string => `{"type":"from_the_future","text":"${'x'.repeat(bytes)}"}`;

/** Other dear forms, and what is no frame at all. */
export const MORE: Readonly<Record<string, FrameAttack>> = {
  'publish recall': {
    how: 'ask',
    frame: (target, i, me) =>
      publish(target.rooms.quoted.room, i, { kind: 'recall', of: refOf(target, i, me) }),
  },
  'publish reaction': {
    how: 'ask',
    frame: ({ author, rooms }, i) => {
      const of = { user: author, clientId: `reacted-${i % 100}`, seq: 1 };
      return publish(rooms.reacted.room, i, { kind: 'reaction', of, emoji: '👍', on: i % 200 < 100 });
    },
  },
  'history long': {
    how: 'ask',
    frame: ({ rooms: { long } }, i) => ({
      ...{
        type: 'history',
        id: idOf(i),
        room: long.room,
        epoch: long.epoch,
        before: long.head + 1,
        limit: 100,
      },
    }),
  },
  // Fifty more people each time, of whom everything that becomes of them is told.
  'members followed': {
    how: 'ask',
    frame: ({ rooms, people }, i) => ({
      ...{ type: 'members', id: idOf(i), room: rooms.crowd.room, skip: 0, follow: true },
      ...(i % 2 === 0 ? {} : { users: people.slice(0, 50) }),
    }),
  },
  // The largest room is looked through to its last name, each time for another one.
  'members by name': {
    how: 'ask',
    frame: ({ rooms }, i) => ({
      ...{ type: 'members', id: idOf(i), room: rooms.crowd.room, skip: 0 },
      query: `nobody ${i}`,
    }),
  },
  // Everybody is found, and a page far behind is asked for.
  'members by a common name': {
    how: 'ask',
    frame: ({ rooms }, i) => ({
      ...{ type: 'members', id: idOf(i), room: rooms.crowd.room, skip: 4_900 + (i % 7), query: 'crowd' },
    }),
  },
  'search crowd': {
    how: 'ask',
    frame: ({ rooms }, i) => ({
      ...{
        type: 'search',
        id: idOf(i),
        room: rooms.crowd.room,
        query: 'nothing like it',
        before: EVERYTHING,
      },
    }),
  },
  'search files': {
    how: 'ask',
    frame: ({ rooms }, i) => ({
      ...{ type: 'search', id: idOf(i), room: rooms.crowd.room, query: 'x', before: EVERYTHING },
      kinds: ['image', 'voice', 'file'],
    }),
  },
  'room_action invite': {
    how: 'ask',
    frame: ({ rooms }, i) => ({
      ...{ type: 'room_action', id: idOf(i), room: rooms.crowd.room },
      action: { kind: 'invite', forMs: 3_600_000, uses: 100 },
    }),
  },
  'room_action admit': {
    how: 'ask',
    frame: ({ rooms, waiting }, i, { round }) => ({
      ...{ type: 'room_action', id: idOf(i), room: rooms.crowd.room },
      action: { kind: 'admit', user: waiting[(i + round * 17) % waiting.length] },
    }),
  },
  'room_action renew_code': {
    how: 'ask',
    frame: ({ rooms }, i) => ({
      ...{ type: 'room_action', id: idOf(i), room: rooms.crowd.room, action: { kind: 'renew_code' } },
    }),
  },
  'join by knocking': {
    how: 'ask',
    frame: ({ guarded }, i) => ({
      ...{ type: 'join', id: idOf(i), room: guarded[i % guarded.length], knock: true },
    }),
  },
  'join by guessing': {
    how: 'ask',
    frame: (_target, i) => ({ type: 'join', id: idOf(i), room: `GUESS${String(i).padStart(5, '0')}` }),
  },
  'thirty people return': {
    how: 'all return',
    cursors: ({ rooms: { long, longer } }) => backOf({ long, longer }, 500),
  },
  'upgrades without hello': { how: 'upgrade' },
  'unknown type, 28 KB': { how: 'flood', data: () => junk(28_000) },
  'unknown types, 32 in one': {
    how: 'flood',
    data: () => JSON.stringify(Array(32).fill({ type: 'future' })),
  },
  'ping, thousands of fields': {
    how: 'ask',
    frame: (_target, i) => ({ type: 'ping', id: idOf(i), ...MANY_FIELDS }),
  },
  'unknown type, arrays in arrays': { how: 'flood', data: () => DEEP },
  'WebSocket pings': { how: 'flood of pings' },
  'nothing, again and again': { how: 'flood', data: () => '' },
  'empty array': { how: 'flood', data: () => '[]' },
  'not JSON': { how: 'flood', data: () => 'x'.repeat(1_000) },
  'over the size, 60 KB': { how: 'flood', data: () => 'x'.repeat(60_000) },
  binary: { how: 'flood', data: () => Buffer.alloc(28_000) },
};
