/**
 * Who takes part: the real server with a long past, people who talk in pairs, those who come back, and an attacker; the server,
 * those who talk and the attacker each as a process of its own. Knows no attack.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { fill } from './dataset';
import { startHelper, type Helper } from './helpers';
import { ATTACKER_NICE, MEASURED_NICE, prefer } from './priority';
import { startServerChild, type ServerChild } from './server-child';
import type { Order, Talk, Target } from './types';

const PAIRS = 10;
const RETURNING = 30;

interface Account {
  readonly user: string;
  readonly ticket: string;
}

export interface Scene {
  readonly server: ServerChild;
  readonly honest: Helper;
  readonly attacker: Helper;
  readonly close: () => Promise<void>;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Each from an address of their own: one address may not sign so many in. */
async function login(url: string, name: string, place: number): Promise<Account> {
  const response = await fetch(`${url}/api/login`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Forwarded-For': `93.183.${place >> 8}.${place & 255}`,
    },
    body: JSON.stringify({ guestKey: randomBytes(24).toString('base64url'), name }),
  });
  if (!response.ok) throw new Error(`login of ${name}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Account;
}

interface Cast {
  readonly hostile: readonly (readonly Account[])[];
  readonly people: readonly (readonly Account[])[];
  readonly returning: readonly Account[];
}

async function signAllIn(url: string, kinds: number, rounds: number): Promise<Cast> {
  let place = 0;
  const signIn = (name: string): Promise<Account> => login(url, name, (place += 1));
  const all = <T>(count: number, make: (i: number) => Promise<T>): Promise<T[]> =>
    Promise.all(range(count).map(make));
  return {
    hostile: await all(kinds, (i) => all(rounds, (round) => signIn(`Hostile${i} ${round}`))),
    people: await all(PAIRS, (i) => all(2, (side) => signIn(`Pair${i} ${side}`))),
    returning: await all(RETURNING, (i) => signIn(`Returning${i}`)),
  };
}

const idsOf = (accounts: readonly Account[]): UserId[] => accounts.map(({ user }) => user as UserId);
const ticketsOf = (accounts: readonly Account[]): string[] => accounts.map(({ ticket }) => ticket);

/** People sign in first, then a past is written for them, then the server starts again with it. */
export async function setUp(
  kinds: readonly string[],
  rounds: number,
  flags: readonly string[],
): Promise<Scene> {
  const dataDir = mkdtempSync(join(tmpdir(), 'minichat-hostile-'));
  const first = await startServerChild(dataDir);
  const { hostile, people, returning } = await signAllIn(first.url, kinds.length, rounds);
  await first.stop();
  const ids = {
    attackers: idsOf(hostile.flat()),
    honest: people.map(idsOf),
    returning: idsOf(returning),
  };
  const known = await fill(dataDir, ids, rounds);
  const server = await startServerChild(dataDir, [...flags, '--import', './tools/crowd/loop-watch.mjs']);
  const { url, socketUrl } = server;
  const tickets = Object.fromEntries(kinds.map((kind, i) => [kind, ticketsOf(hostile[i] ?? [])]));
  const target: Target = { url, socketUrl, tickets, returning: ticketsOf(returning), ...known };
  const honest = startHelper('honest-child');
  const attacker = startHelper('attacker');
  await honest.ask({ do: 'open', socketUrl, people } satisfies Talk);
  prefer(attacker.pid, ATTACKER_NICE);
  for (const { pid } of [server, honest, process]) prefer(pid, MEASURED_NICE);
  attacker.tell({ do: 'meet', target } satisfies Order);
  const close = async (): Promise<void> => {
    for (const helper of [honest, attacker]) helper.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { server, honest, attacker, close };
}
