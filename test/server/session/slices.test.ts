/**
 * How much of a log is read in one turn of the event loop, whatever hangs on its messages.
 */
import type { Epoch } from '../../../miniprogram/core/protocol/fields';
import type { Room } from '../../../server/rooms/room';
import { readMissed } from '../../../server/session/catch-up';
import { readPage } from '../../../server/session/page-reading';
import type { Peer, Seat } from '../../../server/session/peer';
import { sizeNextSlice } from '../../../server/session/slices';
import type { StoredMessage } from '../../../server/storage/port';
import { newMessage, room, user } from '../../support/store-contract';

const KIB = 1_024;
const LOG = 400;
/** A slice of messages as long as those before them, and the first three. */
const MAX_SLICE_BYTES = 40 * KIB;

const reactions = Array.from({ length: 20 }, (_, kind) => ({
  ...{ emoji: `e${kind}`, count: 25 },
  users: Array.from({ length: 20 }, (_each, i) => user(`person-${i}`)),
}));

const KINDS: Readonly<Record<string, Partial<StoredMessage>>> = {
  'a word': { body: { kind: 'text', text: 'yes' } },
  'the longest text': { body: { kind: 'text', text: '长'.repeat(4_000) } },
  'a word with twenty kinds of reactions': { body: { kind: 'text', text: 'yes' }, reactions },
};

/** Notes how many messages, and how many bytes of them, were read in each turn. */
function createLog(more: Partial<StoredMessage>) {
  const turns = [0];
  const read = (first: number, limit: number): Promise<readonly StoredMessage[]> => {
    const count = Math.max(0, Math.min(limit, LOG + 1 - first));
    turns.push((turns.pop() ?? 0) + count);
    const messages = Array.from({ length: count }, (_, i): StoredMessage => ({
      ...newMessage('r1', 'ann', `c${first + i}`, { kind: 'text', text: '' }),
      ...more,
      seq: first + i,
    }));
    return Promise.resolve(messages);
  };
  const store = {
    messagesAfter: (_room: unknown, after: number, limit: number) => read(after + 1, limit),
    messagesBefore: (_room: unknown, before: number, limit: number) =>
      read(Math.max(1, before - limit), Math.min(limit, before - 1)),
    reactedOf: () => Promise.resolve([]),
  };
  const turn = (): Promise<void> => {
    turns.push(0);
    return Promise.resolve();
  };
  return { store, turn, turns };
}

const r1 = { room: room('r1'), epoch: 'e1' as Epoch, lastSeq: LOG } as Room;

describe.each(Object.entries(KINDS))('of messages that are each %s', (_name, more) => {
  const bytesOf = Buffer.byteLength(
    JSON.stringify({ ...newMessage('r1', 'ann', 'c1', { kind: 'text', text: '' }), ...more }),
  );

  test('[SV504] {S9} no turn reads more of a page than 40 KiB, and the page is the same', async () => {
    const { store, turn, turns } = createLog(more);
    let work = 0;
    const peer = {
      user: user('ann'),
      budget: { charge: (paid: number) => (work += paid) },
    } as unknown as Peer;
    const frame = { type: 'pull', id: 'p', room: r1.room, epoch: r1.epoch, after: 0, limit: 100 } as const;
    const page = await readPage(store as never, { room: r1, since: 1 } as Seat, peer, frame as never, turn);
    for (const count of turns) expect(count * bytesOf).toBeLessThan(MAX_SLICE_BYTES);
    const seqs = page.messages.map((json) => (JSON.parse(json.toString()) as { seq: number }).seq);
    expect(seqs).toEqual(seqs.map((_seq, i) => i + 1));
    expect(seqs.length === 100 || Buffer.concat(page.messages).length > 200 * KIB).toBe(true);
    expect(page.more).toBe(true);
    // What is dear pays more than its bytes.
    expect(work).toBeGreaterThan(((page.messages.length * bytesOf) / KIB) * 10);
  });

  test('[SV504] {S9} no turn reads more of what was missed than 40 KiB', async () => {
    const { store, turn, turns } = createLog(more);
    const reader = {
      store,
      turn,
      user: user('ann'),
      budget: { charge: () => undefined },
      noteDamage: () => false,
    };
    const missed = await readMissed({ ...r1 }, { from: 1, to: LOG }, 512 * KIB, reader);
    for (const count of turns) expect(count * bytesOf).toBeLessThan(MAX_SLICE_BYTES);
    expect(missed.frames.length).toBeGreaterThan(0);
  });
});

test('[SV504] a slice is one message at least and forty at most, three where nothing is known', () => {
  expect(sizeNextSlice(0, 0)).toBe(3);
  expect(sizeNextSlice(3, 3 * 100)).toBe(40);
  expect(sizeNextSlice(3, 3 * 12 * KIB)).toBe(2);
  expect(sizeNextSlice(3, 3 * 100 * KIB)).toBe(1);
});
