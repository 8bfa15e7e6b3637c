/**
 * One row: quiet, attacked, and quiet beside a process as busy as the attacker was, by turns, so that whatever else the machine
 * does meanwhile falls on all alike. Each round has another attacker, with the burst that everybody may have. Knows no attack.
 */
import { MAX_RATIOS, MORE } from './frame-attacks';
import { percentile, verdictOf } from './report';
import type { Scene } from './scene';
import type { AttackCount, AttackEnd, Order, Row, Talk, Talked } from './types';

export const ROUNDS = 3;
const QUIET_MS = 700;
const RSS_INTERVAL_MS = 50;
/** People who come back are watched until all are welcomed, so often, and no longer than this. */
const WELCOME_STEP_MS = 250;
const WELCOME_LIMIT_MS = 15_000;
/** So many of the last quiet phases are what the quiet server takes. */
const QUIET_PHASES = 12;

interface Phase {
  readonly p50: number;
  readonly p99: number;
  readonly samples: number;
}

const phaseOf = (took: readonly number[]): Phase => ({
  p50: percentile(took, 0.5),
  p99: percentile(took, 0.99),
  samples: took.length,
});

/** The one in the middle, so that a moment in which the machine did something else decides nothing. */
function middleOf(phases: readonly Phase[]): Phase {
  const middle = (pick: (phase: Phase) => number): number => percentile(phases.map(pick), 0.5);
  return {
    p50: middle(({ p50 }) => p50),
    p99: middle(({ p99 }) => p99),
    samples: phases.reduce((sum, { samples }) => sum + samples, 0),
  };
}

const sumOf = (counts: readonly AttackCount[]): AttackCount => {
  const sum = (pick: (count: AttackCount) => number): number =>
    counts.reduce((total, count) => total + pick(count), 0);
  return {
    sent: sum(({ sent }) => sent),
    answered: sum(({ answered }) => answered),
    refused: sum(({ refused }) => refused),
    ended: sum(({ ended }) => ended),
  };
};

interface Attacked {
  readonly phase: Phase;
  readonly lateP99: number;
  readonly count: AttackCount;
  readonly busy: Phase;
  readonly tookMs: number;
}

const isReturn = (kind: string): boolean => MORE[kind]?.how === 'all return';

export class Rounds {
  private readonly quiet: Phase[] = [];

  constructor(
    private readonly scene: Scene,
    private readonly attackMs: number,
  ) {}

  /** The first messages find everything cold: they count for nobody. */
  async warmUp(): Promise<void> {
    for (let i = 0; i < 4; i += 1) await this.talk(QUIET_MS);
    for (let i = 0; i < ROUNDS; i += 1) await this.beQuiet();
  }

  private talk(ms: number): Promise<Talked> {
    return this.scene.honest.ask<Talked>({ do: 'measure', ms } satisfies Talk);
  }

  private async beQuiet(): Promise<void> {
    this.quiet.push(phaseOf((await this.talk(QUIET_MS)).took));
  }

  private async attack(kind: string, round: number): Promise<Attacked> {
    const { attacker } = this.scene;
    attacker.tell({ do: 'attack', kind, round } satisfies Order);
    const startedAt = performance.now();
    const { took, late } = isReturn(kind) ? await this.untilAllWelcomed() : await this.talk(this.attackMs);
    const tookMs = Math.round(performance.now() - startedAt);
    const { count, busy } = await attacker.ask<AttackEnd>({ do: 'stop' } satisfies Order);
    const lateP99 = percentile(late, 0.99);
    return { phase: phaseOf(took), lateP99, count, busy: await this.beBusy(busy), tookMs };
  }

  /** The attacker burns what its attack took, and asks the server for nothing. */
  private async beBusy(busy: number): Promise<Phase> {
    this.scene.attacker.tell({ do: 'burn', busy, ms: this.attackMs } satisfies Order);
    return phaseOf((await this.talk(this.attackMs)).took);
  }

  private async untilAllWelcomed(): Promise<Talked> {
    const until = performance.now() + WELCOME_LIMIT_MS;
    const talked: Talked[] = [];
    let isDone = false;
    while (!isDone && performance.now() < until) {
      talked.push(await this.talk(WELCOME_STEP_MS));
      const { sent, answered } = await this.scene.attacker.ask<AttackCount>({ do: 'tell' } satisfies Order);
      isDone = sent > 0 && answered >= sent;
    }
    return { took: talked.flatMap(({ took }) => took), late: talked.flatMap(({ late }) => late) };
  }

  async measure(kind: string): Promise<Row> {
    const { server } = this.scene;
    const before = server.rssMib();
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, server.rssMib())), RSS_INTERVAL_MS);
    const attacked: Attacked[] = [];
    await server.heldMs();
    for (let round = 0; round < ROUNDS; round += 1) {
      await this.beQuiet();
      attacked.push(await this.attack(kind, round));
    }
    clearInterval(watch);
    const quiet = middleOf(this.quiet.slice(-QUIET_PHASES));
    const phases = attacked.map(({ phase }) => phase);
    const { p50, p99, samples } = middleOf(phases);
    const busyP99 = middleOf(attacked.map(({ busy }) => busy)).p99;
    const lateP99 = percentile(
      attacked.map((each) => each.lateP99),
      0.5,
    );
    const heldMs = Number((await server.heldMs()).toFixed(1));
    const attack = sumOf(attacked.map(({ count }) => count));
    const ratio = Number((p99 / quiet.p99).toFixed(2));
    const rssGrowthMib = Math.round(peak - before);
    const figures = {
      ratio,
      maxRatio: MAX_RATIOS[kind],
      rssGrowthMib,
      attack,
      mustAnswerAll: isReturn(kind),
    };
    return {
      ...{ kind, quietP50: quiet.p50, quietP99: quiet.p99, busyP99, p50, p99, ratio, samples },
      ...{ lateP99, heldMs, rssGrowthMib, attack },
      worstP99: Math.max(...phases.map((phase) => phase.p99)),
      ...(isReturn(kind)
        ? {
            allWelcomedMs: percentile(
              attacked.map(({ tookMs }) => tookMs),
              0.5,
            ),
          }
        : {}),
      verdict: verdictOf(figures),
    };
  }
}
