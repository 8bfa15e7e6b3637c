/**
 * `npm run crowd -- --members 5000 --rooms 500 --messages 10000`: the real server with a room of thousands, and what somebody waits
 * for in it. One row for each question, each asked often; exit code 1 when one is slow.
 */
import type { Amounts } from './crowd/dataset';
import { printTable, rowOf, type Row } from './crowd/figures';
import { ROWS } from './crowd/row-list';
import { GUESTS } from './crowd/rows-changes';
import { setUp } from './crowd/scene';
import { readCommand, readNames, readNumber } from './command-line';

const USUAL = { members: '5000', rooms: '500', messages: '10000' };
/** Of a first look: everything is asked, of a tenth of the crowd. */
const QUICK = { members: 500, rooms: 50, messages: 1_000 };
/** The rows need so many people who have not asked for anything yet. */
const FEWEST = { members: 500, rooms: 1, messages: 200 };
const NAMES = ROWS.map(({ row }) => row);

interface Options {
  readonly amounts: Amounts;
  readonly isJson: boolean;
  readonly only: readonly string[];
}

function readOptions(): Options {
  const { values } = readCommand({
    name: 'crowd',
    options: {
      members: { type: 'string', default: USUAL.members },
      rooms: { type: 'string', default: USUAL.rooms },
      messages: { type: 'string', default: USUAL.messages },
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean' },
      json: { type: 'boolean' },
    },
  });
  const read = (name: keyof Amounts): number =>
    readNumber('crowd', name, values[name], { min: FEWEST[name] });
  const wished = { members: read('members'), rooms: read('rooms'), messages: read('messages') };
  const only = readNames('crowd', 'only', values.only ?? NAMES, NAMES);
  return { amounts: values.quick === true ? QUICK : wished, isJson: values.json === true, only };
}

async function main(): Promise<void> {
  const { amounts, isJson, only } = readOptions();
  const scene = await setUp(amounts, GUESTS);
  const rows: Row[] = [];
  try {
    for (const { row, measure } of ROWS.filter((plan) => only.includes(plan.row))) {
      await scene.server.heldMs();
      const measured = await measure(scene);
      rows.push(rowOf(row, measured, await scene.server.heldMs()));
      console.error(`crowd: ${JSON.stringify(rows[rows.length - 1])}`);
    }
  } finally {
    await scene.close();
  }
  const slow = rows.filter(({ verdict }) => verdict === 'slow').length;
  if (!isJson) printTable(rows);
  console.log(JSON.stringify({ rows, slow }));
  process.exit(slow === 0 ? 0 : 1);
}

main().catch((thrown: unknown) => {
  console.error(thrown);
  process.exit(1);
});
