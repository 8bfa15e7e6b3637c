/**
 * People who talk in pairs while somebody attacks, and how long each message took from one to the other. Each keeps well within
 * what a person may send.
 */
import { openLine, type Line } from './line';
import type { HonestPerson, Talked } from './types';

export interface HonestPairs {
  /** Of what was sent within the next `ms`. */
  measure(ms: number): Promise<Talked>;
}

/** A person may send 5 in a second. */
const INTERVAL_MS = 220;
/** What has not come by then counts as if it came now. */
const GRACE_MS = 3_000;

class Pair {
  private readonly lines: Line[] = [];
  private readonly sentAt = new Map<string, number>();
  private count = 0;
  took: number[] = [];

  constructor(
    private readonly name: string,
    private readonly room: string,
  ) {}

  async open(socketUrl: string, people: readonly HonestPerson[]): Promise<void> {
    for (const [i, { ticket }] of people.entries()) {
      const device = `${this.name}-${i}`;
      const line = await openLine({
        ...{ socketUrl, ticket, device, onEnd: () => undefined },
        onFrame: (frame) => {
          // Each hears of their own message, too: only the other one counts.
          if (frame.type === 'msg' && !String(frame['clientId']).startsWith(`${device}-`)) {
            this.arrived(String(frame['clientId']));
          }
        },
      });
      if (!line.isOpen) throw new Error(`${device} was not let in`);
      this.lines.push(line);
    }
  }

  private arrived(clientId: string): void {
    const at = this.sentAt.get(clientId);
    if (at === undefined) return;
    this.sentAt.delete(clientId);
    this.took.push(performance.now() - at);
  }

  say(who: number): void {
    const clientId = `${this.name}-${who}-${process.pid}-${(this.count += 1)}`;
    this.sentAt.set(clientId, performance.now());
    const body = { kind: 'text', text: 'how are you' };
    this.lines[who]?.send({ type: 'publish', id: clientId, room: this.room, clientId, head: true, body });
  }

  get waiting(): number {
    return this.sentAt.size;
  }

  /** What never came took as long as it was waited for. */
  giveUp(): void {
    for (const clientId of [...this.sentAt.keys()]) this.arrived(clientId);
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

export async function openPairs(
  socketUrl: string,
  people: readonly (readonly HonestPerson[])[],
): Promise<HonestPairs> {
  const pairs: Pair[] = [];
  for (const [i, both] of people.entries()) {
    const pair = new Pair(`pair${i}`, `pair-${i}`);
    await pair.open(socketUrl, both);
    pairs.push(pair);
  }
  const speakers = pairs.flatMap((pair) => [0, 1].map((who) => ({ pair, who })));
  /** Goes on where the last measurement ended: whoever began each of many short ones would say more than they may. */
  let spoken = 0;
  return {
    async measure(ms) {
      for (const pair of pairs) pair.took = [];
      const until = performance.now() + ms;
      // Evenly spread, so that nobody waits for another honest one.
      const gap = INTERVAL_MS / speakers.length;
      const late: number[] = [];
      for (let next = performance.now(); next < until; next += gap, spoken += 1) {
        const waitMs = next - performance.now();
        if (waitMs > 0) await sleep(waitMs);
        late.push(performance.now() - next);
        const speaker = speakers[spoken % speakers.length];
        speaker?.pair.say(speaker.who);
      }
      const patience = performance.now() + GRACE_MS;
      while (pairs.some(({ waiting }) => waiting > 0) && performance.now() < patience) await sleep(5);
      for (const pair of pairs) pair.giveUp();
      return { took: pairs.flatMap(({ took }) => took), late };
    },
  };
}
