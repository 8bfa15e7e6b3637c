/**
 * One row: quiet and attacked by turns, so that whatever else the machine does meanwhile falls on both alike. Each round has
 * another attacker, with the burst that everybody may have. Knows no attack.
 */
import { once } from 'node:events';
import { MAX_RATIOS, MORE } from './frame-attacks';
import { percentile, verdictOf } from './report';
import type { Scene } from './scene';
import type { AttackCount, Order, Row } from './types';

export const ROUNDS = 3;
const QUIET_MS = 400;
const RSS_INTERVAL_MS = 50;
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

async function stopAttack({ attacker }: Scene): Promise<AttackCount> {
  const count = once(attacker, 'message');
  attacker.send({ do: 'stop' } satisfies Order);
  return (await count)[0] as AttackCount;
}

export class Rounds {
  private readonly quiet: Phase[] = [];

  constructor(
    private readonly scene: Scene,
    private readonly attackMs: number,
  ) {}

  /** The first messages find everything cold: they count for nobody. */
  async warmUp(): Promise<void> {
    for (let i = 0; i < 4; i += 1) await this.scene.pairs.measure(QUIET_MS);
    for (let i = 0; i < ROUNDS; i += 1) await this.beQuiet();
  }

  private async beQuiet(): Promise<void> {
    this.quiet.push(phaseOf(await this.scene.pairs.measure(QUIET_MS)));
  }

  private async attack(kind: string, round: number): Promise<{ phase: Phase; count: AttackCount }> {
    this.scene.attacker.send({ do: 'attack', kind, round } satisfies Order);
    const phase = phaseOf(await this.scene.pairs.measure(this.attackMs));
    return { phase, count: await stopAttack(this.scene) };
  }

  async measure(kind: string): Promise<Row> {
    const { server } = this.scene;
    const before = server.rssMib();
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, server.rssMib())), RSS_INTERVAL_MS);
    const attacked: { phase: Phase; count: AttackCount }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await this.beQuiet();
      attacked.push(await this.attack(kind, round));
    }
    clearInterval(watch);
    const quiet = middleOf(this.quiet.slice(-QUIET_PHASES));
    const phases = attacked.map(({ phase }) => phase);
    const { p50, p99, samples } = middleOf(phases);
    const attack = sumOf(attacked.map(({ count }) => count));
    const ratio = Number((p99 / quiet.p99).toFixed(2));
    const rssGrowthMib = Math.round(peak - before);
    const mustAnswerAll = MORE[kind]?.how === 'all return';
    const figures = { ratio, maxRatio: MAX_RATIOS[kind], rssGrowthMib, attack, mustAnswerAll };
    return {
      ...{ kind, quietP50: quiet.p50, quietP99: quiet.p99, p50, p99, ratio, samples, rssGrowthMib, attack },
      worstP99: Math.max(...phases.map((phase) => phase.p99)),
      verdict: verdictOf(figures),
    };
  }
}
