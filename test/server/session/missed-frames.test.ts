/**
 * What was missed is long: others have their turn between its frames.
 */
import type { Epoch } from '../../../miniprogram/core/protocol/fields';
import type { Room } from '../../../server/rooms/room';
import { readMissed } from '../../../server/session/catch-up';
import type { StoredMessage } from '../../../server/storage/port';
import { newMessage, room, user } from '../../support/store-contract';

const HEAD = 200;
const TEXT = 'x'.repeat(8_000);

test('[SV389] {S9} frames of what was missed are put together one in each turn', async () => {
  let turns = 0;
  const messagesBefore = (_room: unknown, before: number, limit: number): Promise<StoredMessage[]> => {
    turns = 0;
    const first = Math.max(1, before - limit);
    const slice = Array.from({ length: before - first }, (_, i) => ({
      ...newMessage('r1', 'ann', `c${first + i}`, { kind: 'text', text: TEXT }),
      seq: first + i,
    }));
    return Promise.resolve(slice);
  };
  const missed = await readMissed(
    { room: room('r1'), epoch: 'e1' as Epoch } as Room,
    { from: 1, to: HEAD },
    Number.MAX_SAFE_INTEGER,
    {
      store: { messagesBefore, reactedOf: () => Promise.resolve([]) },
      user: user('ann'),
      budget: { charge: () => undefined },
      turn: () => {
        turns += 1;
        return Promise.resolve();
      },
      noteDamage: () => false,
    },
  );
  expect(missed.frames.length).toBeGreaterThan(4);
  // One after the last slice, and one between each two frames.
  expect(turns).toBe(missed.frames.length);
});
