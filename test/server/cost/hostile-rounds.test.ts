/**
 * How a row of `npm run hostile` comes about: who is asked for what in which order, and what of the answers the row tells.
 */
import type { Helper } from '../../../tools/hostile/helpers';
import { ROUNDS, Rounds } from '../../../tools/hostile/rounds';
import type { AttackCount, Talked } from '../../../tools/hostile/types';

const ATTACKED: AttackCount = { sent: 7, answered: 6, refused: 1, ended: 0 };

interface Said {
  readonly do: string;
  readonly busy?: number;
}

/** Those who talk, and the attacker, as processes that answer at once; what they were told is written down in one list. */
function setUp() {
  const said: string[] = [];
  let now = 'quiet';
  let held = [0, 0];
  const talked: Record<string, Talked> = {
    quiet: { took: [2, 2], late: [1] },
    attacked: { took: [4, 5], late: [3] },
    busy: { took: [3, 3], late: [2] },
  };
  const honest: Helper = {
    pid: 1,
    tell: () => undefined,
    ask<T>(order: object) {
      expect(order).toMatchObject({ do: 'measure' });
      said.push(now);
      const answer = talked[now];
      if (now === 'busy') now = 'quiet';
      return Promise.resolve(answer as T);
    },
    close: () => undefined,
  };
  const attacker: Helper = {
    pid: 2,
    tell(order) {
      const { do: what, busy } = order as Said;
      now = what === 'attack' ? 'attacked' : 'busy';
      held = what === 'attack' ? [9, 0] : held;
      said.push(busy === undefined ? what : `${what} ${busy}`);
    },
    ask<T>(order: object) {
      said.push((order as Said).do);
      return Promise.resolve({ count: ATTACKED, busy: 0.4 } as T);
    },
    close: () => undefined,
  };
  const server = {
    ...{ url: '', socketUrl: '', pid: 3, rssMib: () => 100, stop: () => Promise.resolve() },
    heldMs: () => Promise.resolve(held.shift() ?? 0),
  };
  const scene = { server, honest, attacker, close: () => Promise.resolve() };
  return { rounds: new Rounds(scene, 100), said };
}

test('[SV509] {S16} each round is quiet, attacked, and quiet beside a process that is as busy as the attacker was', async () => {
  const { rounds, said } = setUp();
  await rounds.warmUp();
  said.length = 0;
  const row = await rounds.measure('ping');
  const round = ['quiet', 'attack', 'attacked', 'stop', 'burn 0.4', 'busy'];
  expect(said).toEqual(Array.from({ length: ROUNDS }, () => round).flat());
  expect(row).toMatchObject({ quietP99: 2, busyP99: 3, p99: 5, ratio: 2.5, lateP99: 3, heldMs: 9 });
  expect(row.attack).toEqual({ sent: 21, answered: 18, refused: 3, ended: 0 });
});
