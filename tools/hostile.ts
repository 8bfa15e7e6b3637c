/**
 * `npm run hostile -- --json --only history --seconds 3`: the real server, people who talk in pairs, and one person who asks for
 * the dearest of every kind at the full allowed rate. One row per kind of frame and HTTP route; exit code 1 when the others
 * were slowed down or the server took too much memory.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { UserId } from '../miniprogram/core/protocol/fields';
import { fill } from './hostile/dataset';
import { FRAME_ATTACKS, MORE } from './hostile/frame-attacks';
import { openPairs, type HonestPairs } from './hostile/honest';
import { percentile, printTable, verdictOf } from './hostile/report';
import { ROUTE_ATTACKS } from './hostile/route-attacks';
import { startServerChild, type ServerChild } from './hostile/server-child';
import type { AttackCount, Order, Row, Target } from './hostile/types';

const PAIRS = 10;
const ATTACKER_NICE = 10;
const QUIET_MS = 1_500;
/** What the attack begins with is part of it: the burst that everybody may have. */
const RSS_INTERVAL_MS = 100;
const KINDS: readonly string[] = [FRAME_ATTACKS, MORE, ROUTE_ATTACKS].flatMap((table) => Object.keys(table));

interface Account {
  readonly user: string;
  readonly ticket: string;
}

async function login(url: string, name: string): Promise<Account> {
  const response = await fetch(`${url}/api/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ guestKey: randomBytes(24).toString('base64url'), name }),
  });
  if (!response.ok) throw new Error(`login of ${name}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Account;
}

interface Scene {
  readonly server: ServerChild;
  readonly pairs: HonestPairs;
  readonly attacker: ChildProcess;
  readonly close: () => Promise<void>;
}

/** People sign in first, then a past is written for them, then the server starts again with it. */
async function setUp(kinds: readonly string[]): Promise<Scene> {
  const dataDir = mkdtempSync(join(tmpdir(), 'minichat-hostile-'));
  const first = await startServerChild(dataDir);
  // Another one for each row, so that none pays for the one before.
  const hostile: Account[] = [];
  for (let i = 0; i < kinds.length; i += 1) hostile.push(await login(first.url, `Hostile${i}`));
  const people: Account[][] = [];
  for (let i = 0; i < PAIRS; i += 1) {
    people.push([await login(first.url, `Left${i}`), await login(first.url, `Right${i}`)]);
  }
  await first.stop();
  const ids = people.map((pair) => pair.map(({ user }) => user as UserId));
  const known = await fill(
    dataDir,
    hostile.map(({ user }) => user as UserId),
    ids,
  );
  const server = await startServerChild(dataDir);
  const { url, socketUrl } = server;
  const tickets = Object.fromEntries(kinds.map((kind, i) => [kind, hostile[i]?.ticket ?? '']));
  const target: Target = { url, socketUrl, tickets, ...known };
  const pairs = await openPairs(socketUrl, people);
  const attacker = fork(join(__dirname, 'hostile', 'attacker.ts'), { execArgv: ['--import', 'tsx'] });
  // It stands for another machine: what it takes to attack should slow nobody down here.
  if (attacker.pid !== undefined) setPriority(attacker.pid, ATTACKER_NICE);
  attacker.send({ do: 'meet', target } satisfies Order);
  const close = async (): Promise<void> => {
    pairs.close();
    if (attacker.connected) attacker.disconnect();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { server, pairs, attacker, close };
}

async function stopAttack(attacker: ChildProcess): Promise<AttackCount> {
  const count = once(attacker, 'message');
  attacker.send({ do: 'stop' } satisfies Order);
  return (await count)[0] as AttackCount;
}

interface Quiet {
  readonly p50: number;
  readonly p99: number;
}

const quietOf = (took: readonly number[]): Quiet => ({
  p50: percentile(took, 0.5),
  p99: percentile(took, 0.99),
});
/** The one in the middle: an attack that goes on after its end makes no quiet of its own. */
const middleOf = (values: readonly number[]): number => percentile(values, 0.5);

/** @param quiet what the quiet server took so far */
async function measureRow(scene: Scene, kind: string, ms: number, quiet: Quiet[]): Promise<Row> {
  const { server, pairs, attacker } = scene;
  quiet.push(quietOf(await pairs.measure(QUIET_MS)));
  const before = server.rssMib();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, server.rssMib())), RSS_INTERVAL_MS);
  attacker.send({ do: 'attack', kind } satisfies Order);
  const took = await pairs.measure(ms);
  const attack = await stopAttack(attacker);
  clearInterval(watch);
  const [quietP99, p99] = [middleOf(quiet.map((each) => each.p99)), percentile(took, 0.99)];
  const rssGrowthMib = Math.round(peak - before);
  const ratio = Number((p99 / quietP99).toFixed(2));
  return {
    ...{
      kind,
      quietP50: middleOf(quiet.map((each) => each.p50)),
      quietP99,
      p50: percentile(took, 0.5),
      p99,
      ratio,
    },
    ...{ samples: took.length, rssGrowthMib, attack, verdict: verdictOf({ ratio, rssGrowthMib, attack }) },
  };
}

function readOptions(): { kinds: readonly string[]; ms: number; isJson: boolean } {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean' },
      only: { type: 'string', multiple: true },
      seconds: { type: 'string' },
    },
  });
  const seconds = Number(values.seconds ?? 3);
  const kinds = values.only ?? KINDS;
  const wrong = kinds.find((kind) => !KINDS.includes(kind));
  if (wrong !== undefined || !(seconds > 0)) {
    console.error(`hostile: --only is one of ${KINDS.join(', ')}; --seconds is a number above 0`);
    process.exit(2);
  }
  return { kinds, ms: seconds * 1_000, isJson: values.json === true };
}

async function main(): Promise<void> {
  const { kinds, ms, isJson } = readOptions();
  const startedAt = Date.now();
  const scene = await setUp(kinds);
  const rows: Row[] = [];
  try {
    // The first messages find everything cold: they count for nobody.
    await scene.pairs.measure(QUIET_MS);
    const quiet: Quiet[] = [];
    for (let i = 0; i < 3; i += 1) quiet.push(quietOf(await scene.pairs.measure(QUIET_MS)));
    for (const kind of kinds) {
      const row = await measureRow(scene, kind, ms, quiet);
      rows.push(row);
      console.error(`hostile: ${kind}: p99 ${row.quietP99} -> ${row.p99} ms, ${row.verdict}`);
    }
  } finally {
    await scene.close();
  }
  const tookS = Math.round((Date.now() - startedAt) / 1_000);
  if (isJson) console.log(JSON.stringify({ hostile: rows, tookS, node: process.version }));
  else printTable(rows, tookS);
  process.exit(rows.every(({ verdict }) => verdict === 'holds') ? 0 : 1);
}

main().catch((thrown: unknown) => {
  console.error(thrown);
  process.exit(1);
});
