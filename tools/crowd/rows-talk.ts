/**
 * Talk: what is said to the crowd, who has read it, what was said long ago and what is looked for.
 */
import { MAX_MENTIONS } from '../../miniprogram/core/protocol/limits';
import { CIRCLE, CROWD, memberOf, RARE_WORD, TWO_SIGNS } from './dataset';
import { askOften, measureTimes, TIMES } from './measure';
import type { Measured } from './figures';
import type { Person } from './person';
import type { RowPlan } from './row-plan';
import type { Scene } from './scene';

/** Of people who listen anyway, those who speak: everybody says one thing. */
function say(scene: Scene, body: (i: number) => object, user = scene.fresh): Promise<Measured> {
  return measureTimes(TIMES, async (i) => {
    const person = await scene.open(user());
    const clientId = `said-${Date.now()}-${i}`;
    const { ms } = await person.ask({ type: 'publish', room: CROWD, clientId, head: true, body: body(i) });
    person.close();
    return ms;
  });
}

const call = (users: readonly string[], more: object = {}) => ({
  kind: 'text',
  text: 'Who comes along?',
  mentions: { users, ...more },
});

/** Of an admin, who may call everybody. */
async function callAll(scene: Scene): Promise<Measured> {
  let next = 0;
  return say(
    scene,
    () => call([], { all: true }),
    () => memberOf(1 + ((next += 1) % 6)),
  );
}

/** Until another member of a room hears of it in which people are told of it. */
async function readInCircle(scene: Scene): Promise<Measured> {
  const watcher = await scene.open(memberOf(99));
  const measured = await measureTimes(TIMES, async (i) => {
    const reader = memberOf(20 + i);
    const person = await scene.open(reader);
    const { ms } = await watcher.wait(
      (down) => down.type === 'marker' && down['user'] === reader,
      () => person.send({ type: 'read', room: CIRCLE, seq: 100 }),
    );
    person.close();
    return ms;
  });
  watcher.close();
  return measured;
}

/** Until the reader's own phone hears of it. */
function readInCrowd(scene: Scene): Promise<Measured> {
  return askOften(scene, (person, i) =>
    person.wait(
      (down) => down.type === 'marker' && down['room'] === CROWD,
      () => person.send({ type: 'read', room: CROWD, seq: 10 + i }),
    ),
  );
}

/** The room as somebody is told it who opens it: with how far everybody has read. */
const openCircle = (scene: Scene): Promise<Measured> =>
  measureTimes(TIMES, async (i) => {
    const person = await scene.open(memberOf(50 + i));
    const { ms } = await person.ask({ type: 'join', room: CIRCLE, since: { epoch: 'e1', seq: 190 } });
    person.close();
    return ms;
  });

/** Whoever looks through so much again and again is asked to wait. */
const SEARCHES = 2;

const search = (query: string) => (scene: Scene) =>
  askOften(
    scene,
    (person) => person.ask({ type: 'search', room: CROWD, query, before: scene.amounts.messages + 1 }),
    SEARCHES,
  );

const history = (before: (scene: Scene) => number) => (scene: Scene) =>
  askOften(scene, (person) =>
    person.ask({ type: 'history', room: CROWD, epoch: 'e1', before: before(scene), limit: 100 }),
  );

const names = (person: Person) =>
  person.ask({ type: 'users', users: Array.from({ length: 100 }, (_, i) => memberOf(i)) });

export const TALK: readonly RowPlan[] = [
  { row: 'a message', measure: (scene) => say(scene, () => ({ kind: 'text', text: 'Good morning!' })) },
  {
    row: `a message that calls ${MAX_MENTIONS} people`,
    measure: (scene) => say(scene, () => call(Array.from({ length: MAX_MENTIONS }, (_, i) => memberOf(i)))),
  },
  { row: 'a message that calls everybody', measure: callAll },
  { row: 'a read marker, own phones', measure: readInCrowd },
  { row: 'a read marker, the others of a room of 100', measure: readInCircle },
  { row: 'who has read, in a room of 100', measure: openCircle },
  { row: 'search for two Chinese signs', measure: search(TWO_SIGNS) },
  { row: 'search for a rare word', measure: search(RARE_WORD) },
  { row: 'search for what nobody said', measure: search('没有人说过这句话') },
  { row: 'history, newest page', measure: history(({ amounts }) => amounts.messages + 1) },
  {
    row: 'history, a page in the middle',
    measure: history(({ amounts }) => Math.ceil(amounts.messages / 2)),
  },
  { row: 'history, oldest page', measure: history(() => 101) },
  {
    row: 'history, by day',
    measure: (scene) =>
      askOften(scene, (person) => person.ask({ type: 'locate', room: CROWD, at: Date.now() - 60_000 })),
  },
  { row: 'names of 100 people', measure: (scene) => askOften(scene, names) },
];
