/**
 * Nobody keeps others from sending files.
 */
import type { UserId } from '../../../miniprogram/core/protocol/fields';
import { createUploadPlaces, type UploadPlace } from '../../../server/media/upload-places';
import { createManualClock } from '../../support/manual-clock';

const LIMITS = { maxUploads: 3, maxUploadsPerUser: 2, crawlGraceMs: 1_000, crawlBytesPerSecond: 1_000 };

function rig() {
  const clock = createManualClock();
  const places = createUploadPlaces(clock, LIMITS);
  const enter = (user: string): UploadPlace | string => {
    const place = places.enter(user as UserId);
    return place.ok ? place.value : place.error.code;
  };
  const take = (user: string): UploadPlace => {
    const place = enter(user);
    if (typeof place === 'string') throw new Error(place);
    return place;
  };
  return { clock, enter, take };
}

test('[SV277] {S18} one person does not take all places', () => {
  const { enter, take } = rig();
  take('ann');
  const second = take('ann');
  expect(enter('ann')).toBe('rate');
  expect(typeof enter('bob')).toBe('object');
  second.leave();
  second.leave();
  expect(typeof enter('ann')).toBe('object');
});

test('[SV278] {S18} the one that crawls gives its place up; those that move, and those that are at work, do not', async () => {
  const { clock, enter, take } = rig();
  const [quick, slow, working] = [take('ann'), take('bob'), take('eve')];
  working.received();
  expect(enter('dan')).toBe('overload');
  await clock.advance(1_000);
  quick.moved(5_000);
  slow.moved(10);
  const dan = take('dan');
  expect([quick, slow, working, dan].map(({ lost }) => lost.aborted)).toEqual([false, true, false, false]);
  expect(enter('fay')).toBe('overload');
  // What was quick once and stands still now crawls too.
  await clock.advance(30_000);
  take('fay');
  expect(quick.lost.aborted || dan.lost.aborted).toBe(true);
});

test.each([
  [[10, 20], 0],
  [[20, 10], 1],
])('[SV278] {S18} of two that crawl, with %j bytes, it is the slower one', async (bytes, slower) => {
  const { clock, take } = rig();
  const crawling = [take('ann'), take('bob')];
  take('eve').received();
  await clock.advance(1_000);
  for (const [i, place] of crawling.entries()) place.moved(bytes[i] ?? 0);
  take('dan');
  expect(crawling.map(({ lost }) => lost.aborted)).toEqual([0, 1].map((i) => i === slower));
});
