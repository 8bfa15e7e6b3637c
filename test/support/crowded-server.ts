/**
 * A server with one room of many members and many rooms of one, on a database that counts. People are there without having
 * signed in, and get in with tickets that are made here.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import type { DownFrameOf } from '../../miniprogram/core/protocol/down';
import type { Epoch, RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import { createTickets } from '../../server/auth/tickets';
import { loadSecret } from '../../server/auth/secret';
import { openDatabase } from '../../server/storage/sqlite/driver';
import { createSqliteStore } from '../../server/storage/sqlite/sqlite-store';
import { countingDatabase, type CountingDatabase } from './counting-database';
import { openPhone, type TestPhone } from './test-phone';
import { makeTempFolder, startTestServer, type TestServer } from './test-server';

export const CROWD = 'crowd' as RoomId;
export const memberOf = (i: number): UserId => `m-${i}` as UserId;
export const guestOf = (i: number): UserId => `g-${i}` as UserId;
/** Is in every room but the crowd. */
export const TRAVELLER = 'traveller' as UserId;

export interface CrowdSize {
  readonly members: number;
  readonly guests?: number;
  readonly rooms?: number;
}

export interface CrowdedServer {
  readonly server: TestServer;
  readonly db: CountingDatabase;
  open(user: UserId): Promise<TestPhone & { readonly welcome: DownFrameOf<'welcome'> }>;
  ticketOf(user: UserId): string;
  /** Whoever is still here goes first: a server whose clock stands waits for them. */
  close(): Promise<void>;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

async function fill(db: CountingDatabase, { members, guests = 0, rooms = 0 }: CrowdSize): Promise<void> {
  const store = createSqliteStore(db);
  const addPerson = (user: UserId, name: string) =>
    store.createUser({ user, name, avatar: 'tint-1', keyHash: null, language: 'en', at: 1 });
  const create = (room: RoomId, name: string) =>
    store.createRoom({ room, name, epoch: 'e1' as Epoch, at: 1 });
  await Promise.all(
    range(members).map((i) => addPerson(memberOf(i), `Member ${String(i).padStart(5, '0')}`)),
  );
  await Promise.all(range(guests).map((i) => addPerson(guestOf(i), `Guest ${i}`)));
  await addPerson(TRAVELLER, 'Traveller');
  await create(CROWD, 'The crowd');
  for (const i of range(members))
    await store.addMember(CROWD, memberOf(i), 0, { at: i + 1, role: i === 0 ? 'owner' : 'member' });
  for (const i of range(rooms)) {
    const room = `room-${i}` as RoomId;
    await create(room, `Room ${i}`);
    await store.addMember(room, TRAVELLER, 0);
  }
}

export async function startCrowdedServer(size: CrowdSize, clock: Clock): Promise<CrowdedServer> {
  const dataDir = makeTempFolder();
  const db = countingDatabase(await openDatabase(':memory:'));
  await fill(db, size);
  const server = await startTestServer({ dataDir, clock, store: createSqliteStore(db) });
  const tickets = createTickets({ secret: await loadSecret(dataDir), clock });
  const phones: TestPhone[] = [];
  return {
    server,
    db,
    ticketOf: (user) => tickets.issue(user),
    async open(user) {
      const phone = await openPhone(server, { ticket: tickets.issue(user), device: `d-${user}` });
      phones.push(phone);
      return Object.assign(phone, { welcome: await phone.hello() });
    },
    async close() {
      await Promise.all(phones.map((phone) => phone.close()));
      await server.close();
    },
  };
}
