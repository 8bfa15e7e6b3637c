/**
 * Pages on a whole client: the real WXML on the client of a simulated phone, whose server is the real core, in virtual time.
 * What a page waits for, it gets from there or never. Every phone has its own wx, and pages the recording one.
 */
import { setImmediate } from 'node:timers';
import { FRAME_MS } from '../../miniprogram/behaviors/view-binding';
import type { SimPhone } from '../sim/sim-phone';
import { World } from '../sim/world';
import { mountPage, type MountedPage, type PageName } from '../support/page-harness';

// jsdom has none, and the server needs it.
Object.assign(globalThis, { setImmediate });

const STEP_MS = 100;
const LONGEST_MS = 120_000;

export interface Stage {
  readonly world: World;
  /** A phone with the app on it, which has just begun; the person is new to the server. */
  launch(user: string): SimPhone;
  /** Of one page there can be one at a time: its modules know one client. */
  open(phone: SimPhone, name: PageName, query?: Readonly<Record<string, string>>): MountedPage;
  /** Time passes, and what has come since is on the screen. */
  pass(ms: number): Promise<void>;
  /** Time passes until it holds. @throws when it does not within two minutes of this time */
  until(what: string, condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export async function createStage(): Promise<Stage> {
  const world = await World.create({ mode: 'global-first', seed: 1 });
  void world.startServer();
  await world.clock.runUntil(world.clock.now() + STEP_MS);
  const mounted: MountedPage[] = [];
  const pass = async (ms: number): Promise<void> => {
    await world.clock.runUntil(world.clock.now() + ms);
    await world.clock.runUntil(world.clock.now() + FRAME_MS);
    for (const page of mounted) page.becomeReady();
  };
  return {
    world,
    launch(user) {
      const phone = world.addPhone(user, user, () => undefined);
      phone.launch();
      return phone;
    },
    open(phone, name, query) {
      const page = mountPage(name, phone.client, query);
      mounted.push(page);
      return page;
    },
    pass,
    async until(what, condition) {
      const end = world.clock.now() + LONGEST_MS;
      while (!condition()) {
        if (world.clock.now() > end) throw new Error(`waited for ${what} in vain`);
        await pass(STEP_MS);
      }
    },
    async close() {
      for (const page of mounted) page.unload();
      for (const { client, control } of world.phones) {
        client.close();
        control.destroy();
      }
      world.stopServer(true);
      await world.disk.close();
      expect(world.errors).toEqual([]);
    },
  };
}
