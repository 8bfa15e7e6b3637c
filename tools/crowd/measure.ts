/**
 * Asks the same question often enough for a p99, of one person after the other, so that nobody has asked too much.
 */
import type { Down } from '../hostile/line';
import type { Measured } from './figures';
import type { Answer, Person, Question } from './person';
import type { Scene } from './scene';

export const TIMES = 24;
/** Asked before, and not counted: a server that has just been started is slower for a while. */
const WARM_UP = 6;
/** How often one person asks, unless told, before another one goes on. */
const EACH = 6;

export async function measureTimes(times: number, one: (i: number) => Promise<number>): Promise<Measured> {
  const waits: number[] = [];
  for (let i = 0; i < times; i += 1) waits.push(await one(i));
  return { waits };
}

/** `ask` gets a person of the crowd who asked little before. */
export async function askOften(
  scene: Scene,
  ask: (person: Person, i: number) => Promise<Answer>,
  each = EACH,
): Promise<Measured> {
  const waits: number[] = [];
  while (waits.length < WARM_UP + TIMES) {
    const person = await scene.open(scene.fresh());
    for (let i = 0; i < each; i += 1) waits.push((await ask(person, waits.length)).ms);
    person.close();
  }
  return { waits: waits.slice(WARM_UP) };
}

/** A list that is told page by page. */
export interface PagedList {
  readonly frame: Question;
  readonly rowsOf: (frame: Down) => number;
}

/** Reads a list from its first page on, as phones do; `wanted` tells which page's time counts. */
export async function walkTo(
  person: Person,
  { frame, rowsOf }: PagedList,
  isWanted: (page: { readonly skip: number; readonly frame: Down }) => boolean,
): Promise<Answer> {
  for (let skip = 0, after: unknown = undefined; ;) {
    const answer = await person.ask({ ...frame, skip, ...(after === undefined ? {} : { after }) });
    if (isWanted({ skip, frame: answer.frame })) return answer;
    if (answer.frame['more'] !== true) throw new Error(`${frame.type} ended at ${skip}`);
    skip += rowsOf(answer.frame);
    after = answer.frame['next'];
  }
}
