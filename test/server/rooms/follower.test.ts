/** What one who looks at members hears of them, on a clock moved by hand. */
import type { UserId } from '../../../miniprogram/core/protocol/fields';
import { MAX_FOLLOWED } from '../../../miniprogram/core/protocol/limits';
import { createFollower, type MemberNews } from '../../../server/rooms/follower';
import { createManualClock } from '../../support/manual-clock';

const users = (count: number, from = 0): UserId[] =>
  Array.from({ length: count }, (_, i) => `u${from + i}` as UserId);
const [ANN, BOB, CID] = ['ann', 'bob', 'cid'] as [UserId, UserId, UserId];

function rig() {
  const clock = createManualClock();
  const told: MemberNews[] = [];
  const follower = createFollower({ clock, intervalMs: 1_000, tell: (news) => void told.push(news) });
  return { clock, told, follower };
}

test('[SV565] {K25} two hundred who come and go in a second are told twice, each once, and a quiet room asks for no time', async () => {
  const { clock, told, follower } = rig();
  const crowd = users(200);
  follower.add(crowd);
  expect(clock.pending).toBe(0);
  for (let i = 0; i < 10; i += 1) {
    for (const user of crowd) follower.note(user, 'place');
    await clock.advance(100);
  }
  await clock.advance(5_000);
  expect(told.map(({ places }) => places.length)).toEqual([200, 200]);
  expect(clock.pending).toBe(0);
});

test('[SV564] {K25} only those who are shown are told of, and whoever comes in', async () => {
  const { clock, told, follower } = rig();
  follower.note(ANN, 'came');
  follower.add([ANN]);
  follower.note(BOB, 'place');
  follower.note(CID, 'standing');
  await clock.advance(5_000);
  expect(told).toEqual([]);
  follower.note(ANN, 'place');
  follower.note(ANN, 'standing');
  follower.note(BOB, 'came');
  await clock.advance(50);
  expect(told).toEqual([{ places: [], whole: [ANN, BOB] }]);
  follower.note(BOB, 'place');
  await clock.advance(1_000);
  expect(told.slice(1)).toEqual([{ places: [BOB], whole: [] }]);
});

test('[SV564] {K25} of more than are followed those who were told last are, and nothing is told once nobody looks', async () => {
  const { clock, told, follower } = rig();
  follower.add(users(MAX_FOLLOWED));
  follower.add(users(10, MAX_FOLLOWED));
  for (const user of users(MAX_FOLLOWED + 10)) follower.note(user, 'place');
  await clock.advance(50);
  expect(told[0]?.places).toEqual(users(MAX_FOLLOWED, 10));
  follower.note(users(1, 20)[0]!, 'place');
  follower.clear();
  await clock.advance(5_000);
  follower.add([ANN]);
  follower.note(ANN, 'place');
  follower.close();
  await clock.advance(5_000);
  expect([told.length, clock.pending]).toEqual([1, 0]);
});
