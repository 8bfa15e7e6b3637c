/**
 * `npm run hostile -- --json --only history --seconds 1`: the real server, people who talk in pairs, and one person who asks for
 * the dearest of every kind at the full allowed rate. One row per kind of frame and HTTP route; exit code 1 when the others
 * were slowed down or the server took too much memory.
 */
import { readCommand, readNames, readNumber } from './command-line';
import { FRAME_ATTACKS, MORE } from './hostile/frame-attacks';
import { printTable } from './hostile/report';
import { ROUNDS, Rounds } from './hostile/rounds';
import { MORE_ROUTES, ROUTE_ATTACKS } from './hostile/route-attacks';
import { setUp } from './hostile/scene';
import type { Row } from './hostile/types';

const KINDS: readonly string[] = [FRAME_ATTACKS, MORE, ROUTE_ATTACKS, MORE_ROUTES].flatMap((table) =>
  Object.keys(table),
);
/** How long each of the rounds of a row attacks, unless told. */
const SECONDS = 0.7;
const MIN_SECONDS = 0.1;

interface Options {
  readonly kinds: readonly string[];
  readonly ms: number;
  readonly isJson: boolean;
  /** Of Node, for the server. */
  readonly flags: readonly string[];
}

function readOptions(): Options {
  const { values } = readCommand({
    name: 'hostile',
    options: {
      json: { type: 'boolean' },
      only: { type: 'string', multiple: true },
      seconds: { type: 'string', default: String(SECONDS) },
      profile: { type: 'string' },
    },
  });
  const seconds = readNumber('hostile', 'seconds', values.seconds, { min: MIN_SECONDS, isWhole: false });
  const kinds = readNames('hostile', 'only', values.only ?? KINDS, KINDS);
  const flags = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`];
  return { kinds, ms: seconds * 1_000, isJson: values.json === true, flags };
}

async function main(): Promise<void> {
  const { kinds, ms, isJson, flags } = readOptions();
  const startedAt = Date.now();
  const scene = await setUp(kinds, ROUNDS, flags);
  const rows: Row[] = [];
  try {
    const rounds = new Rounds(scene, ms);
    await rounds.warmUp();
    for (const kind of kinds) {
      const row = await rounds.measure(kind);
      const { allWelcomedMs } = row;
      if (allWelcomedMs !== undefined) console.error(`hostile: all were welcomed after ${allWelcomedMs} ms`);
      rows.push(row);
      const { quietP99, busyP99, p99, heldMs, verdict } = row;
      console.error(
        `hostile: ${kind}: p99 ${quietP99} -> ${p99} ms (busy: ${busyP99}, held ${heldMs}), ${verdict}`,
      );
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
