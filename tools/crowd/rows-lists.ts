/**
 * Lists: members, whom an `@` offers, public rooms, and the rooms of somebody who comes back.
 */
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { MAX_ROOMS } from '../../miniprogram/core/protocol/limits';
import type { Down } from '../hostile/line';
import { CROWD, REGULAR, roomOf, TRAVELLERS, travellerOf } from './dataset';
import { askOften, measureTimes, TIMES, walkTo, type PagedList } from './measure';
import type { Measured } from './figures';
import type { Answer, Person } from './person';
import type { RowPlan } from './row-plan';
import type { Scene } from './scene';

const lengthOf = (frame: Down, name: string): number => (frame[name] as readonly unknown[]).length;
const MEMBERS: PagedList = {
  frame: { type: 'members', room: CROWD },
  rowsOf: (down: Down) => lengthOf(down, 'members'),
};
const ROOMS: PagedList = {
  frame: { type: 'directory', query: '' },
  rowsOf: (down: Down) => lengthOf(down, 'rooms'),
};

const isLast = ({ frame }: { readonly frame: Down }): boolean => frame['more'] !== true;

/** The page in question again and again: the way to it is walked once for each person. */
async function askPage(
  scene: Scene,
  list: PagedList,
  isWanted: Parameters<typeof walkTo>[2],
): Promise<Measured> {
  const waits: number[] = [];
  while (waits.length < TIMES) {
    const person = await scene.open(scene.fresh());
    waits.push((await walkTo(person, list, isWanted)).ms);
    person.close();
  }
  return { waits };
}

const find = (query: string): ((person: Person) => Promise<Answer>) => {
  return (person) => person.ask({ ...MEMBERS.frame, skip: 0, query });
};

/** Until everything that was missed is there: what is asked behind the greeting is answered behind it. */
async function comeBack(scene: Scene, user: UserId, cursors: readonly object[]): Promise<number> {
  const read = scene.start();
  const person = await scene.open(user, cursors);
  await person.ask({ type: 'ping' });
  const took = read();
  person.close();
  return took;
}

const atTheBeginning = (count: number): readonly object[] =>
  Array.from({ length: count }, (_, i) => ({ room: roomOf(i), epoch: 'e1', seq: 0 }));

export const LISTS: readonly RowPlan[] = [
  { row: 'members, first page', measure: (scene) => askPage(scene, MEMBERS, () => true) },
  {
    row: 'members, a page in the middle',
    measure: (scene) => askPage(scene, MEMBERS, ({ skip }) => skip >= scene.amounts.members / 2),
  },
  { row: 'members, last page', measure: (scene) => askPage(scene, MEMBERS, isLast) },
  { row: 'members of a name', measure: (scene) => askOften(scene, find('林')) },
  { row: 'members of a name in the middle of others', measure: (scene) => askOften(scene, find('maría')) },
  { row: 'members of a name that nobody has', measure: (scene) => askOften(scene, find('zzz')) },
  { row: 'names offered at @', measure: (scene) => askOften(scene, find('')) },
  { row: 'names offered at @ and a letter', measure: (scene) => askOften(scene, find('e')) },
  { row: 'directory, first page', measure: (scene) => askPage(scene, ROOMS, () => true) },
  { row: 'directory, last page', measure: (scene) => askPage(scene, ROOMS, isLast) },
  {
    row: 'directory, by name',
    measure: (scene) => askOften(scene, (person) => person.ask({ ...ROOMS.frame, query: '茶馆', skip: 0 })),
  },
  {
    row: 'welcome to somebody in as many rooms as one may be in',
    measure: (scene) => measureTimes(TIMES, () => comeBack(scene, REGULAR, [])),
  },
  {
    row: 'the same, with what was missed in each',
    measure: (scene) => measureTimes(TIMES, () => comeBack(scene, REGULAR, atTheBeginning(MAX_ROOMS))),
  },
  {
    row: 'welcome to somebody in every room',
    measure: (scene) => measureTimes(TIMES, (i) => comeBack(scene, travellerOf(i % TRAVELLERS), [])),
  },
  {
    row: 'welcome to a member of the crowd who has read nothing',
    measure: (scene) => measureTimes(TIMES, () => comeBack(scene, scene.fresh(), [])),
  },
];
