/**
 * The real server on a crowded database, and how people get in: with tickets that are made here, because thousands of people do
 * not sign in within a minute.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { loadSecret } from '../../server/auth/secret';
import { createTickets } from '../../server/auth/tickets';
import { systemClock } from '../../server/system';
import { MEASURED_NICE, prefer } from '../hostile/priority';
import { startServerChild, type ServerChild } from '../hostile/server-child';
import { fill, memberOf, type Amounts } from './dataset';
import { createStopwatch, type Stopwatch } from './stopwatch';
import { openPerson, type Person } from './person';

/** More than are put in order by themselves: the list of members has to find those who are online along its index. */
const LISTENERS = 220;

export interface Scene {
  readonly amounts: Amounts;
  readonly server: ServerChild;
  readonly listeners: readonly Person[];
  /** Who has not done anything yet: each asks little, so that nobody is asked to wait. */
  fresh(): UserId;
  open(user: UserId, cursors?: readonly object[]): Promise<Person>;
  ticketOf(user: UserId): string;
  readonly start: Stopwatch;
  close(): Promise<void>;
}

export async function setUp(amounts: Amounts, guests: number): Promise<Scene> {
  const dataDir = mkdtempSync(join(tmpdir(), 'minichat-crowd-'));
  await fill(dataDir, amounts, guests);
  const tickets = createTickets({ secret: await loadSecret(dataDir), clock: systemClock });
  const server = await startServerChild(dataDir, ['--import', './tools/crowd/loop-watch.mjs']);
  prefer(server.pid, MEASURED_NICE);
  prefer(process.pid, MEASURED_NICE);
  const start = createStopwatch(server.pid);
  const opened: Person[] = [];
  // The last ones are online; those who run the room, and who wrote most of it, are the first.
  const count = Math.min(LISTENERS, Math.floor(amounts.members / 5));
  let nextFresh = amounts.members - count;
  const scene = {
    amounts,
    server,
    start,
    listeners: [] as Person[],
    fresh: () => memberOf((nextFresh -= 1)),
    ticketOf: (user: UserId) => tickets.issue(user),
    async open(user: UserId, cursors: readonly object[] = []) {
      const { socketUrl } = server;
      const person = await openPerson(
        {
          socketUrl,
          ticket: tickets.issue(user),
          device: `d-${user}`,
          cursors,
        },
        start,
      );
      opened.push(person);
      return person;
    },
    async close() {
      for (const person of opened) person.close();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  for (let i = 0; i < count; i += 1)
    scene.listeners.push(await scene.open(memberOf(amounts.members - 1 - i)));
  return scene;
}
