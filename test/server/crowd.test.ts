/** What a crowd costs, counted and not timed: what one person asks for is the same work in a room of many and of very many. */
import type { UserId } from '../../miniprogram/core/protocol/fields';
import {
  CROWD,
  guestOf,
  memberOf,
  startCrowdedServer,
  TRAVELLER,
  type CrowdedServer,
} from '../support/crowded-server';
import type { Counts } from '../support/counting-database';
import { createManualClock } from '../support/manual-clock';
import { ask } from '../support/room-steps';
import type { TestPhone } from '../support/test-phone';

/** More than a slice of the index of names, so that both sizes have to stop somewhere. */
const SMALL = 320;
const LARGE = 960;
/** A few rooms, each with a few questions. */
const MOST_IN_ONE_TURN = 32;
/** More than there are lines for. */
const COMING = 30;
const clock = createManualClock();
let small: CrowdedServer;
let large: CrowdedServer;

beforeAll(async () => {
  small = await startCrowdedServer({ members: SMALL, guests: 1 }, clock);
  large = await startCrowdedServer({ members: LARGE, guests: 1, rooms: 48 }, clock);
});
afterAll(() => Promise.all([small.close(), large.close()]));

/** All that was asked since, with what follows an answer: until two turns in a row ask for nothing more. */
async function countRest(phone: TestPhone, { db }: CrowdedServer): Promise<Counts> {
  let sum = db.take();
  for (let quiet = 0; quiet < 2;) {
    await ask(phone, { type: 'ping' });
    const { statements, rows, mostInOneTurn } = db.take();
    quiet = statements === 0 ? quiet + 1 : 0;
    sum = { statements: sum.statements + statements, rows: sum.rows + rows, mostInOneTurn };
  }
  return sum;
}

/** What `act` asks of the database. */
async function countIn(
  crowd: CrowdedServer,
  user: UserId,
  act: (phone: TestPhone, crowd: CrowdedServer) => Promise<unknown>,
): Promise<Omit<Counts, 'mostInOneTurn'>> {
  const phone = await crowd.open(user);
  crowd.db.take();
  await act(phone, crowd);
  const { statements, rows } = await countRest(phone, crowd);
  await phone.close();
  return { statements, rows };
}

/** The page of members that begins at the first one from `skip` on. */
async function pageAt(phone: TestPhone, skip: number, crowd: CrowdedServer): Promise<void> {
  let after: string | undefined;
  for (let at = 0; ;) {
    crowd.db.take();
    const page = await ask(phone, { type: 'members', room: CROWD, skip: at, ...(after ? { after } : {}) });
    if (page.type !== 'members') throw new Error(page.type);
    at += page.members.length;
    after = page.next;
    if (at > skip || !page.more) return;
  }
}

const call = {
  kind: 'text',
  text: 'who comes along?',
  mentions: { users: Array.from({ length: 20 }, (_, i) => memberOf(i)) },
};
const publish = (body: object) => (phone: TestPhone) =>
  ask(phone, {
    type: 'publish',
    room: CROWD,
    clientId: `c-${JSON.stringify(body).length}`,
    head: true,
    body,
  });
const rule = (action: object) => (phone: TestPhone) =>
  ask(phone, { type: 'room_action', room: CROWD, action });

test.each<[string, UserId, (phone: TestPhone, crowd: CrowdedServer) => Promise<unknown>]>([
  ['the first page of members', memberOf(1), (phone, crowd) => pageAt(phone, 0, crowd)],
  ['the page after that', memberOf(1), (phone, crowd) => pageAt(phone, 51, crowd)],
  ['coming in', guestOf(0), (phone) => ask(phone, { type: 'join', room: CROWD })],
  ['going', memberOf(2), (phone) => ask(phone, { type: 'leave', room: CROWD })],
  ['removing somebody', memberOf(0), rule({ kind: 'remove', user: memberOf(3) })],
  ['silence for somebody', memberOf(0), rule({ kind: 'mute', user: memberOf(4), forMs: 1_000 })],
  ['calling twenty people', memberOf(1), publish(call)],
  ['calling everybody', memberOf(0), publish({ ...call, mentions: { users: [], all: true } })],
  [
    'another name',
    memberOf(1),
    (_, crowd) => crowd.server.post('/api/profile', { name: 'Anew' }, crowd.ticketOf(memberOf(1))),
  ],
  ['an owner who goes', memberOf(0), (phone) => ask(phone, { type: 'leave', room: CROWD })],
])(
  '[SV530] %s asks the same of the database whether a room has hundreds of members or thousands',
  async (_what, user, act) => {
    const asked = await countIn(small, user, act);
    expect(asked.statements).toBeGreaterThan(0);
    expect(await countIn(large, user, act)).toEqual(asked);
  },
);

test('[SV531] a welcome to many rooms is counted a few rooms at a time, with turns for others in between', async () => {
  large.db.take();
  const { welcome } = await large.open(TRAVELLER);
  expect(welcome.rooms).toHaveLength(48);
  expect(large.db.take().mostInOneTurn).toBeLessThan(MOST_IN_ONE_TURN);
});

test('[SV532] thirty people who come in one after the other are twenty lines and a count each second for who listens', async () => {
  const crowd = await startCrowdedServer({ members: 2, guests: COMING }, clock);
  const listener = await crowd.open(memberOf(1));
  for (let i = 0; i < COMING; i += 1) {
    const guest = await crowd.open(guestOf(i));
    await ask(guest, { type: 'join', room: CROWD });
    await countRest(guest, crowd);
  }
  await clock.advance(1_000);
  await ask(listener, { type: 'ping' });
  const heard = listener.frames
    .map(({ type }) => type)
    .filter((type) => type !== 'welcome' && type !== 'pong');
  expect(heard.filter((type) => type === 'msg')).toHaveLength(20);
  // Of that the listener came, perhaps, and of all who came since.
  expect(heard.filter((type) => type === 'presence').length).toBeLessThanOrEqual(2);
  expect(new Set(heard)).toEqual(new Set(['msg', 'presence', 'marker']));
  await crowd.close();
});
