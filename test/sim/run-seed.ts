/**
 * One run: five virtual minutes of people who write while everything goes wrong, then four quiet ones in which all must
 * come to rest, then the verdict. The same seed gives the same run.
 */
import { CALM, STORMY } from './faults';
import { Judge } from './judge';
import { createPeople } from './people';
import type { SeedResult } from './results';
import type { SimPhone } from './sim-phone';
import { SIM_ROOMS } from './sim-server';
import { createTrouble } from './trouble';
import { START_MS } from './virtual-clock';
import { World, type WorldOptions } from './world';

const STORM_MS = 5 * 60_000;
const QUIET_MS = 4 * 60_000;
const SCROLL_MS = 60_000;
const INSPECT_EVERY_MS = 5_000;
const SAMPLE_EVERY_MS = 500;
const MAX_PAGES = 100;

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

function keepSampling(world: World): void {
  world.clock.after(SAMPLE_EVERY_MS, () => {
    if (world.elapsedMs > STORM_MS) return;
    world.phones.forEach((phone) => phone.noteConnection(SAMPLE_EVERY_MS));
    world.phones.forEach((phone) => phone.noteIdentity());
    keepSampling(world);
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
  keepSampling(world);
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
  const { phones, disk, errors, framesDown, healthyEnds, clock } = world;
  const sent = phones.flatMap((phone) => phone.sent);
  return {
    mode: options.mode,
    seed: options.seed,
    sent: sent.length,
    discarded: sent.filter(({ wasDiscarded }) => wasDiscarded).length,
    ...judge.verdict,
    maxSockets: Math.max(...phones.map(({ maxSockets }) => maxSockets)),
    connects: phones.reduce((sum, { connects }) => sum + connects, 0),
    offlineMs: phones.reduce((sum, { offlineMs }) => sum + offlineMs, 0),
    pausedMs: phones.reduce((sum, { pausedMs }) => sum + pausedMs, 0),
    waitedMs: phones.reduce((sum, { waitedMs }) => sum + waitedMs, 0),
    repeatMs: phones.reduce((sum, { repeatMs }) => sum + repeatMs, 0),
    publishes: phones.reduce((sum, { publishes }) => sum + publishes, 0),
    // A SocketTask's own listener hears each frame once; the global ones hear what the platform gives them.
    framesDown: options.mode === 'task' ? framesDown : phones.reduce((sum, { heard }) => sum + heard, 0),
    healthyEnds,
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
