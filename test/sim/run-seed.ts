/**
 * One run: five virtual minutes of people who write while everything goes wrong, then four quiet ones in which all must
 * come to rest, then the verdict. The same seed gives the same run.
 */
import { CALM, STORMY } from './faults';
import { BAD_FIELDS, Judge, type Verdict } from './judge';
import type { SimMode } from './modes';
import { createPeople } from './people';
import type { SimPhone } from './sim-phone';
import { SIM_ROOMS } from './sim-server';
import { createTrouble } from './trouble';
import { START_MS } from './virtual-clock';
import { World, type WorldOptions } from './world';

const STORM_MS = 5 * 60_000;
const QUIET_MS = 4 * 60_000;
const SCROLL_MS = 60_000;
const INSPECT_EVERY_MS = 5_000;
const MAX_PAGES = 100;

export interface SeedResult extends Verdict {
  readonly mode: SimMode;
  readonly seed: number;
  readonly sent: number;
  readonly discarded: number;
  readonly maxSockets: number;
  readonly connects: number;
  readonly framesDown: number;
  readonly absorbed: number;
  readonly restarts: number;
  readonly epochLosses: number;
  readonly events: number;
  /** What no run may have: exceptions, refused assertions, missing APIs. */
  readonly errors: readonly string[];
  readonly problems: readonly string[];
}

export const MAX_SOCKETS = 2;

export function isBad(result: SeedResult): boolean {
  const counts = BAD_FIELDS.some((field) => result[field] > 0);
  return counts || result.errors.length > 0 || result.maxSockets > MAX_SOCKETS;
}

/** Two phones of two people; or a third one, which may belong to one of them. */
function addPhones(world: World, onLaunch: (phone: SimPhone) => void): void {
  const chance = world.chance('cast');
  world.addPhone('ann', 'ann', onLaunch);
  world.addPhone('bob', 'bob', onLaunch);
  if (chance.hits(0.5)) world.addPhone('third', chance.pick(['ann', 'cleo']), onLaunch);
}

/** A person scrolls up to the first message, and perhaps taps every gap. */
async function scroll(phone: SimPhone, fillsGaps: boolean): Promise<void> {
  const { chat } = phone.client;
  for (const room of SIM_ROOMS) {
    for (let page = 0; page < MAX_PAGES; page += 1) {
      if (chat.state.timelines[room]?.older.state === 'complete') break;
      await chat.loadOlder(room);
    }
    for (let page = 0; fillsGaps && page < MAX_PAGES; page += 1) {
      const gap = chat.state.timelines[room]?.items.find((item) => item.kind === 'gap' && !item.lost);
      if (!gap) break;
      await chat.fillGap(room, gap.key);
    }
  }
}

function keepInspecting(world: World, judge: Judge): void {
  world.clock.after(INSPECT_EVERY_MS, () => {
    if (judge.problems.length === 0) world.phones.forEach((phone) => judge.inspectView(phone));
    keepInspecting(world, judge);
  });
}

async function storm(world: World, judge: Judge) {
  const people = createPeople(world);
  addPhones(world, (phone) => people.watch(phone));
  world.weather = CALM;
  world.disk.faults = CALM.disk;
  void world.startServer();
  await world.clock.runUntil(START_MS + 500);
  world.phones.forEach((phone) => phone.launch());
  world.weather = STORMY;
  world.disk.faults = STORMY.disk;
  people.start();
  const losesEpochs = world.chance('cast').hits(0.3);
  const onKill = (phone: SimPhone): void => judge.inspectView(phone);
  const trouble = createTrouble({ world, losesEpochs, onKill });
  keepInspecting(world, judge);
  await world.clock.runUntil(START_MS + STORM_MS);
  people.rest();
  world.weather = CALM;
  world.disk.faults = CALM.disk;
  world.phones.forEach((phone) => world.rollEvents(phone));
  trouble.end();
  return trouble;
}

function collect(
  world: World,
  judge: Judge,
  trouble: { restarts: number; epochLosses: number },
  options: WorldOptions,
): SeedResult {
  const { phones, disk, errors, framesDown, clock } = world;
  const sent = phones.flatMap((phone) => phone.sent);
  return {
    mode: options.mode,
    seed: options.seed,
    sent: sent.length,
    discarded: sent.filter(({ wasDiscarded }) => wasDiscarded).length,
    ...judge.verdict,
    maxSockets: Math.max(...phones.map(({ maxSockets }) => maxSockets)),
    connects: phones.reduce((sum, { connects }) => sum + connects, 0),
    framesDown,
    absorbed: disk.absorbed,
    restarts: trouble.restarts,
    epochLosses: trouble.epochLosses,
    events: clock.events,
    errors,
    problems: judge.problems,
  };
}

export async function runSeed(options: WorldOptions): Promise<SeedResult> {
  const world = await World.create(options);
  const judge = new Judge(world);
  const trouble = await storm(world, judge);
  await world.clock.runUntil(START_MS + STORM_MS + QUIET_MS);
  world.phones.forEach((phone, i) => {
    scroll(phone, i % 2 === 0).catch((thrown: unknown) => world.fail(`scrolling failed: ${String(thrown)}`));
  });
  await world.clock.runUntil(START_MS + STORM_MS + QUIET_MS + SCROLL_MS);
  await judge.decide();
  await world.disk.close();
  return collect(world, judge, trouble, options);
}
