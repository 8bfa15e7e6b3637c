/**
 * How many of those of a name are kept while a page far behind is looked for.
 */
import type { Walk } from '../../../server/session/along-names';
import { findMembers } from '../../../server/session/find-members';
import type { MemberPlace } from '../../../server/storage/governance-port';
import { user } from '../../support/store-contract';

const MEMBERS = 3_000;
const COUNT = 51;
const BEGIN = { mark: 0, isFirst: true, after: null };

/** Members whose names are these with a number; `kept` counts those whose id was taken along. */
function setUp(words: readonly string[]) {
  let kept = 0;
  const places: MemberPlace[] = Array.from({ length: MEMBERS }, (_, i) => {
    const number = String(i).padStart(4, '0');
    const place = { nameKey: `${words[i % words.length] ?? ''} ${number}` };
    return Object.defineProperty(place, 'user', {
      enumerable: true,
      get() {
        kept += 1;
        return user(`p${number}`);
      },
    }) as MemberPlace;
  });
  // In the order in which they were made, which is that of their numbers.
  const membersByName = (
    _room: unknown,
    after: MemberPlace | null,
    limit: number,
  ): Promise<MemberPlace[]> => {
    const from = after === null ? 0 : places.findIndex(({ nameKey }) => nameKey === after.nameKey) + 1;
    return Promise.resolve(places.slice(from, from + limit));
  };
  const to = {
    room: { room: 'r', reads: new Map() },
    peer: { budget: { charge: () => undefined } },
    governance: { membersByName },
    turn: () => Promise.resolve(),
    was: new Map(),
  } as unknown as Walk;
  return { to, keptBy: () => kept };
}

test('[SV525] {S16} of a page far behind only those on it are kept, however many stand before', async () => {
  const { to, keptBy } = setUp(['mo']);
  const found = await findMembers(to, 'mo', { begin: BEGIN, skip: 2_500, count: COUNT });
  expect(keptBy()).toBeLessThan(COUNT + 5);
  expect(found.map(({ nameKey }) => nameKey)).toEqual(
    Array.from({ length: COUNT }, (_, i) => `mo ${2_500 + i}`),
  );
});

test('[SV525] {S16} of those whose name only holds it a few hundred are kept, and the page is the same', async () => {
  const { to, keptBy } = setUp(['mo', 'amo']);
  // 1,500 names begin with it, as many hold it.
  for (const skip of [0, 1_480, 1_500, 1_600, 2_000, 2_980]) {
    const before = keptBy();
    const found = await findMembers(to, 'mo', { begin: BEGIN, skip, count: COUNT });
    expect(keptBy() - before).toBeLessThan(600);
    const all = [0, 1].flatMap((first) =>
      Array.from({ length: 1_500 }, (_, i) => String(2 * i + first).padStart(4, '0')),
    );
    expect(found.map(({ nameKey }) => nameKey.split(' ')[1])).toEqual(all.slice(skip, skip + COUNT));
  }
});
