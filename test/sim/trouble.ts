/**
 * What happens to phones, network and server while people talk: one fault every few seconds, chosen by the seed.
 */
import { createEpoch } from '../../server/rooms/room-id';
import { FAULT_EVERY_MS, FAULT_WEIGHTS, type FaultKind } from './faults';
import type { SimPhone } from './sim-phone';
import { SIM_ROOMS } from './sim-server';
import type { World } from './world';

export interface TroubleOptions {
  readonly world: World;
  /** Whether restarts may lose what was committed last. */
  readonly losesEpochs: boolean;
  readonly onKill: (phone: SimPhone) => void;
}

export interface Trouble {
  /** Lets everything come back, and causes nothing any more. */
  end(): void;
  readonly epochLosses: number;
  readonly restarts: number;
}

const DAY_MS = 24 * 3_600_000;

class Troublemaker implements Trouble {
  epochLosses = 0;
  restarts = 0;
  private isOver = false;
  /** From the first word of its end until it has started again: there is one server, and it ends once. */
  private isRestarting = false;
  private hasChangedSecret = false;
  /** Phones with something going on that must end by itself. */
  private readonly busy = new Set<SimPhone>();
  private readonly chance;

  constructor(private readonly options: TroubleOptions) {
    this.chance = options.world.chance('trouble');
    this.schedule();
  }

  end(): void {
    this.isOver = true;
    // A server that is just starting is told as well.
    for (const ms of [0, 10_000]) this.options.world.clock.after(ms, () => this.hurryAll());
    for (const { control } of this.options.world.phones) {
      control.show();
      control.setNetwork('wifi');
      control.setWeak(false);
    }
  }

  private schedule(): void {
    const [min, max] = FAULT_EVERY_MS;
    this.options.world.clock.after(this.chance.between(min, max), () => {
      if (this.isOver) return;
      this.strike();
      this.schedule();
    });
  }

  private strike(): void {
    const { world } = this.options;
    const kind = this.chance.weighted(FAULT_WEIGHTS);
    const phone = this.chance.pick(world.phones);
    world.say(kind === 'restart' ? 'server' : phone.name, `FAULT ${kind}`);
    if (kind === 'restart') return this.restart();
    if (kind === 'slowMode') return this.slowDown();
    if (kind === 'removal') return this.sendAway(phone);
    if (this.busy.has(phone)) return;
    world.rollEvents(phone);
    this.trouble(kind, phone);
  }

  private trouble(kind: Exclude<FaultKind, 'restart' | 'slowMode' | 'removal'>, phone: SimPhone): void {
    const { world } = this.options;
    switch (kind) {
      case 'cut':
        return world.linksOf(phone).forEach((link) => link.cut());
      case 'halfOpen':
        return world.linksOf(phone).forEach((link) => link.silence());
      case 'stall': {
        const ms = this.chance.between(1_000, 45_000);
        return world.linksOf(phone).forEach((link) => link.stall(ms));
      }
      case 'suspend':
        return this.hide(phone, this.chance.between(1_000, 60_000));
      case 'ghostHide':
        return phone.control.emit('AppHide', { reason: this.chance.pick([0, 1, 3]) });
      case 'poke':
        return this.hide(phone, this.chance.between(100, 4_800));
      case 'networkDown':
        return this.loseNetwork(phone);
      case 'weakNetwork':
        return phone.control.setWeak(this.chance.hits(0.5));
      case 'clockJump':
        return phone.setClock(this.chance.pick([-DAY_MS, -5_000, 5_000, DAY_MS]));
      case 'kill':
        return this.kill(phone);
    }
  }

  /** Does it, and undoes it later unless the run is over, when everything has been undone. */
  private during(phone: SimPhone, ms: number, undo: () => void): void {
    this.busy.add(phone);
    this.options.world.clock.after(ms, () => {
      this.busy.delete(phone);
      if (!this.isOver) undo();
    });
  }

  private hide(phone: SimPhone, ms: number): void {
    phone.control.hide(this.chance.pick([0, 1, 2, 3]));
    // A phone ends some apps in the background.
    const isKilled = ms > 20_000 && this.chance.hits(0.3);
    this.during(phone, ms, () => {
      if (isKilled) this.kill(phone);
      else phone.control.show();
    });
  }

  private loseNetwork(phone: SimPhone): void {
    const isChange = this.chance.hits(0.4);
    phone.control.setNetwork(isChange ? '5g' : 'none');
    this.during(phone, isChange ? 1_000 : this.chance.between(500, 40_000), () =>
      phone.control.setNetwork(this.chance.pick(['wifi', '4g'] as const)),
    );
  }

  private kill(phone: SimPhone): void {
    this.options.onKill(phone);
    phone.kill();
    phone.launch();
  }

  private slowDown(): void {
    const { world } = this.options;
    const room = this.chance.pick(SIM_ROOMS);
    const set = (ms: number): void => this.run(world.server?.slowDown(room, ms));
    set(this.chance.pick([1_000, 6_000, 20_000]));
    world.clock.after(this.chance.between(5_000, 60_000), () => set(0));
  }

  private hurryAll(): void {
    const { world } = this.options;
    for (const room of SIM_ROOMS) this.run(world.server?.slowDown(room, 0));
  }

  private sendAway(phone: SimPhone): void {
    const { world } = this.options;
    const user = phone.client.chat.state.self?.user;
    const room = this.chance.pick(SIM_ROOMS);
    const forMs = this.chance.between(0, 5_000);
    if (!user || !world.server) return;
    phone.removals.push({ room, at: world.clock.now() });
    this.run(world.server.sendAway(room, user, forMs));
  }

  /** Takes the server its time; one that is killed meanwhile never ends it. */
  private run(work: Promise<void> | undefined): void {
    work?.catch((thrown: unknown) => this.options.world.fail(`a deed failed: ${String(thrown)}`));
  }

  private restart(): void {
    const { world, losesEpochs } = this.options;
    const { server } = world;
    if (!server || this.isRestarting) return;
    this.isRestarting = true;
    this.restarts += 1;
    const how = this.chance.pick(['drain', 'reset', 'silent'] as const);
    if (how === 'drain') server.drain({ minMs: 1_000, maxMs: 6_000 });
    const stop = (): void => {
      world.stopServer(how === 'silent');
      this.comeBack(losesEpochs && this.chance.hits(0.4));
    };
    if (how === 'drain') world.clock.after(this.chance.between(500, 3_000), stop);
    else stop();
  }

  private comeBack(losesEpoch: boolean): void {
    const { world } = this.options;
    if (!this.hasChangedSecret && this.chance.hits(0.1)) {
      this.hasChangedSecret = true;
      world.changeSecret();
    }
    world.clock.act(this.chance.between(100, 4_000), async () => {
      if (losesEpoch) {
        this.epochLosses += 1;
        const lost = this.chance.integer(1, 5);
        world.say('server', 'OLDER DATA', { lost });
        await world.disk.restore(lost, () => createEpoch(() => this.chance.next()));
      }
      void world.startServer().then(() => (this.isRestarting = false));
    });
  }
}

export function createTrouble(options: TroubleOptions): Trouble {
  return new Troublemaker(options);
}
