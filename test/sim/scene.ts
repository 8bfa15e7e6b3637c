/**
 * One situation instead of a storm: two phones, network and server of the simulation at rest, for a test that then does
 * one thing and sees what comes of it. Virtual time, real clients, the real server core.
 */
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import type { SocketQuirks } from '../../simulator/wx/socket-quirks';
import { CALM, type Weather } from './faults';
import type { SimMode } from './results';
import type { SimPhone } from './sim-phone';
import { World } from './world';

export const LOBBY = 'lobby' as RoomId;

export interface Scene {
  readonly world: World;
  readonly ann: SimPhone;
  readonly bob: SimPhone;
  run(ms: number): Promise<void>;
  /** Runs until `isTrue`; gives the ms that it took. */
  until(what: string, isTrue: () => boolean, patienceMs?: number): Promise<number>;
  /** Texts of the lobby as this phone shows them, waiting ones as `status:text`. */
  texts(phone: SimPhone): readonly string[];
  isOnline(phone: SimPhone): boolean;
  close(): Promise<void>;
}

/** Work that takes the server several turns of the event loop takes it that many steps, not the rest of a long wait. */
const LONG_STEP_MS = 5;
const STEP_MS = 2;

function readTexts(phone: SimPhone): readonly string[] {
  const timeline = phone.client.chat.state.timelines[LOBBY];
  return [...(timeline?.items ?? []), ...(timeline?.pending ?? [])].flatMap((item) => {
    if (item.kind === 'gap') return [`gap ${item.from}-${item.to}`];
    if (item.body.kind !== 'text') return [];
    const { status } = item.delivery;
    return [status === 'sent' ? item.body.text : `${status}:${item.body.text}`];
  });
}

export async function createScene(
  mode: SimMode,
  quirks: Partial<SocketQuirks> = {},
  weather: Weather = CALM,
): Promise<Scene> {
  const world = await World.create({ mode, seed: 1 });
  world.disk.faults = weather.disk;
  world.weather = weather;
  const ann = world.addPhone('ann', 'ann', ({ control }) => control.sockets.setQuirks(quirks));
  const bob = world.addPhone('bob', 'bob', ({ control }) => control.sockets.setQuirks(quirks));
  const scene: Scene = {
    world,
    ann,
    bob,
    async run(ms) {
      const end = world.clock.now() + ms;
      while (world.clock.now() < end)
        await world.clock.runUntil(Math.min(end, world.clock.now() + LONG_STEP_MS));
    },
    async until(what, isTrue, patienceMs = 120_000) {
      const start = world.clock.now();
      while (!isTrue()) {
        if (world.clock.now() - start > patienceMs) throw new Error(`waited ${patienceMs} ms for ${what}`);
        await scene.run(STEP_MS);
      }
      return world.clock.now() - start;
    },
    texts: readTexts,
    isOnline: ({ client }) => client.chat.connection.state === 'online',
    async close() {
      world.phones.forEach((phone) => phone.kill());
      await world.disk.close();
    },
  };
  void world.startServer();
  await scene.run(500);
  for (const phone of [ann, bob]) phone.launch();
  await scene.until('both to be online', () => [ann, bob].every(scene.isOnline));
  return scene;
}
