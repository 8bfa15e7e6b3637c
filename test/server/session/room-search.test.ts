/**
 * Texts that are dear to look at: a search gives way between them.
 */
import type { Epoch } from '../../../miniprogram/core/protocol/fields';
import type { ServerContext } from '../../../server/session/context';
import type { Peer } from '../../../server/session/peer';
import { handleSearch } from '../../../server/session/room-search';
import { MemoryStore } from '../../../server/storage/memory/memory-store';
import { newMessage, room } from '../../support/store-contract';

const TEXTS = 20;
const LOOK_MS = 3;

test('[SV561] {S16} a slice ends with its time and loses no text, and others have their turn before the next', async () => {
  const store = new MemoryStore();
  const texts = Array.from({ length: TEXTS }, (_, i) =>
    newMessage('r1', 'ann', `c${i}`, { kind: 'text', text: 'tea' }),
  );
  await store.createRoom({ room: room('r1'), name: 'One', epoch: 'e1' as Epoch, at: 1 });
  await store.append(texts);
  let now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => (now += LOOK_MS));
  let turns = 0;
  const turn = (): Promise<void> => {
    turns += 1;
    return Promise.resolve();
  };
  const context = {
    store,
    lane: { run: (_budget: unknown, work: (give: typeof turn) => unknown) => work(turn) },
  };
  const seat = { room: { room: room('r1'), epoch: 'e1', lastSeq: TEXTS, oldest: 1 }, since: 1 };
  const found = await new Promise((resolve) => {
    const peer = {
      seats: new Map([[room('r1'), seat]]),
      budget: { charge: () => undefined },
      tag: 't',
      send: resolve,
    };
    handleSearch(
      context as unknown as ServerContext,
      peer as unknown as Peer,
      {
        ...{ type: 'search', id: 's', room: room('r1'), query: 'tea', before: TEXTS + 1, tag: 't' },
      } as never,
    );
  });
  jest.restoreAllMocks();
  const seqs = (found as { messages: { seq: number }[] }).messages.map(({ seq }) => seq);
  expect(seqs).toEqual(Array.from({ length: TEXTS }, (_, i) => TEXTS - i));
  expect(turns).toBeGreaterThanOrEqual(TEXTS - 1);
});
