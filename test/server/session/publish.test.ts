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
import { createMemoryStore } from '../../../server/storage/memory/memory-store';
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
  answers: () => string[];
  failing: Failing;
  flush: () => Promise<void>;
  log: () => Promise<string[]>;
}> {
  const store = createMemoryStore();
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
  return {
    publish(clientId, head) {
      const raw = {
        type: 'publish',
        tag: 't',
        id: `i-${clientId}`,
        room: 'r1',
        clientId,
        head,
        body: { kind: 'text', text: clientId },
      };
      const frame = upFrame.check(raw, '');
      if (!frame.ok) throw new Error(frame.error.problem);
      handlePublish(
        { ...options, rooms } as unknown as ServerContext,
        peer as unknown as Peer,
        frame.value as UpFrameOf<'publish'>,
      );
    },
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
