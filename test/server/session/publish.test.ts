/**
 * Publishing while the storage fails: order is kept by refusing what would overtake.
 */
import type { DownFrame } from '../../../miniprogram/core/protocol/down';
import type { Epoch, UserId } from '../../../miniprogram/core/protocol/fields';
import { silentLogger } from '../../../miniprogram/core/base/logger';
import { upFrame, type UpFrameOf } from '../../../miniprogram/core/protocol/up';
import { DEFAULT_LIMITS } from '../../../server/limits';
import { ChatRooms } from '../../../server/rooms/chat-rooms';
import type { ServerContext } from '../../../server/session/context';
import { createSeat, type Peer } from '../../../server/session/peer';
import { handlePublish } from '../../../server/session/publish';
import { MemoryStore } from '../../../server/storage/memory/memory-store';
import { createManualClock } from '../../support/manual-clock';
import { createSeededRandom } from '../../support/seeded-random';
import { room } from '../../support/store-contract';

interface Failing {
  on: boolean;
  /** How long an append takes. */
  until: Promise<void>;
}

async function setUp(): Promise<{
  publish: (clientId: string, head?: boolean) => void;
  /** Any fields. */
  send: (fields: object) => void;
  /** `clientId code missing` of each. */
  nacks: () => string[];
  answers: () => string[];
  failing: Failing;
  flush: () => Promise<void>;
  log: () => Promise<string[]>;
}> {
  const store = new MemoryStore();
  await store.createRoom({ room: room('r1'), name: 'One', epoch: 'e1' as Epoch, at: 1 });
  const failing: Failing = { on: false, until: Promise.resolve() };
  const append = store.append.bind(store);
  store.append = async (batch) => {
    const { on, until } = failing;
    await until;
    if (on) throw new Error('disk full');
    return append(batch);
  };
  const clock = createManualClock();
  const options = {
    store,
    clock,
    random: createSeededRandom(1),
    logger: silentLogger,
    limits: DEFAULT_LIMITS,
  };
  const rooms = new ChatRooms(options);
  await rooms.load();
  const sent: DownFrame[] = [];
  const seats = new Map([[room('r1'), createSeat(rooms.get(room('r1'))!, 0)]]);
  const peer = {
    user: 'u1' as UserId,
    tag: 't',
    seats,
    inFlight: 0,
    publishBucket: { take: () => 0 },
    send: (frame: DownFrame) => sent.push(frame),
  };
  const send = (fields: object): void => {
    const { clientId = '' } = fields as { clientId?: string };
    const body = { kind: 'text', text: clientId };
    const raw = { type: 'publish', tag: 't', id: `i-${clientId}`, room: 'r1', body, ...fields };
    const frame = upFrame.check(raw, '');
    if (!frame.ok) throw new Error(frame.error.problem);
    handlePublish(
      { ...options, rooms } as unknown as ServerContext,
      peer as unknown as Peer,
      frame.value as UpFrameOf<'publish'>,
    );
  };
  return {
    send,
    publish: (clientId, head) => send({ clientId, head }),
    nacks: () =>
      sent.flatMap((frame) =>
        frame.type === 'nack' ? [`${frame.clientId} ${frame.code} ${frame.missing ?? ''}`] : [],
      ),
    answers: () =>
      sent.map((frame) =>
        frame.type === 'nack'
          ? `${frame.clientId} ${frame.code}`
          : `${(frame as { clientId?: string }).clientId} ${frame.type}`,
      ),
    failing,
    flush: () => rooms.flush(),
    log: async () => (await store.messagesAfter(room('r1'), 0, 100)).map(({ clientId }) => clientId),
  };
}

test('[SV72] a message that could not be stored blocks the room until it is sent again with head', async () => {
  const { publish, answers, failing, flush, log } = await setUp();
  failing.on = true;
  publish('a');
  publish('b');
  await flush();
  failing.on = false;
  publish('c');
  await flush();
  expect(answers()).toEqual(['a storage', 'b storage', 'c order']);
  publish('a', true);
  publish('b');
  publish('c');
  await flush();
  expect(await log()).toEqual(['a', 'b', 'c']);
});

test('[SV72] a message that waited behind the failing one is refused too, although the storage works again', async () => {
  const { publish, answers, failing, flush, log } = await setUp();
  let fail = (): void => undefined;
  failing.on = true;
  failing.until = new Promise((resolve) => (fail = resolve));
  publish('a');
  await new Promise<void>((resolve) => setImmediate(resolve));
  // The transaction of `a` is under way; `b` waits for the next one.
  publish('b');
  failing.on = false;
  fail();
  await flush();
  expect(answers()).toEqual(['a storage', 'b order']);
  expect(await log()).toEqual([]);
});

describe('turns', () => {
  const numbered = (clientId: string, turn: number, more: object = {}): object => ({
    clientId,
    turn,
    ...more,
  });

  test('[FM67] {H1} after a number that did not come everything of its line is refused until a head begins again', async () => {
    const { send, nacks, flush, log } = await setUp();
    send(numbered('a', 1, { head: true }));
    send(numbered('c', 3));
    send(numbered('d', 4));
    await flush();
    expect(nacks()).toEqual(['c order 2', 'd order 2']);
    send(numbered('b', 5, { head: true }));
    send(numbered('c', 6));
    send(numbered('d', 7));
    await flush();
    expect(await log()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('[FM67] {H1} the very first one can be missing too, and a number may come again', async () => {
    const { send, nacks, flush, log } = await setUp();
    send(numbered('b', 2));
    send(numbered('a', 1));
    expect(nacks()).toEqual(['b order 1', 'a order ']);
    send(numbered('a', 3, { head: true }));
    send(numbered('b', 3));
    await flush();
    expect(await log()).toEqual(['a', 'b']);
  });

  test('[FM67] a client that does not count misses nothing', async () => {
    const { publish, nacks, flush, log } = await setUp();
    for (const clientId of ['a', 'b']) publish(clientId);
    await flush();
    expect([nacks(), await log()]).toEqual([[], ['a', 'b']]);
  });

  test('[FM69] {K1} contents and events are blocked, and begin again, apart', async () => {
    const { send, nacks, flush, log, failing } = await setUp();
    send(numbered('a', 1, { head: true }));
    await flush();
    failing.on = true;
    send(numbered('b', 2));
    await flush();
    failing.on = false;
    const of = { user: 'u1', clientId: 'a', seq: 1 };
    send(numbered('like', 1, { body: { kind: 'reaction', of, emoji: '👍', on: true } }));
    send(numbered('dislike', 3, { body: { kind: 'reaction', of, emoji: '👍', on: false } }));
    // The head of an event frees no text that would overtake "b".
    send(numbered('dislike', 4, { head: true, body: { kind: 'reaction', of, emoji: '👍', on: false } }));
    send(numbered('c', 3));
    await flush();
    expect(nacks()).toEqual(['b storage ', 'dislike order 2', 'c order ']);
    expect(await log()).toEqual(['a', 'like', 'dislike']);
  });
});
