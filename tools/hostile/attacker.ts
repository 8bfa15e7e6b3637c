/**
 * The attacker as a process of its own, so that what it takes to attack is not measured. One person over as many connections as
 * they may have, who asks again as soon as the server lets them.
 */
import { FRAME_ATTACKS, MORE, type FrameAttack } from './frame-attacks';
import { openBare, openLine, type Down, type Line } from './line';
import { MORE_ROUTES, ROUTE_ATTACKS, type RouteAttack } from './route-attacks';
import type { AttackCount, AttackEnd, Attacker, Order, Target } from './types';

const CONNECTIONS = 10;
/** Questions of one connection that wait for their answers. */
const WINDOW = 10;
const TELL_BURST = 200;
const TELL_INTERVAL_MS = 20;
const MAX_BUFFERED = 512 * 1_024;
const RETURN_MS = 50;
const HTTP_RETRY_MS = 100;
const TICK_MS = 5;
const BURN_MS = 4;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

class Attack {
  private isOver = false;
  private made = 0;
  private pausedUntil = 0;
  private readonly lines = new Set<Line>();
  private readonly count = { sent: 0, answered: 0, refused: 0, ended: 0 };
  private readonly startedAt = performance.now();
  private readonly before = process.cpuUsage();

  constructor(
    private readonly target: Target,
    private readonly me: Attacker,
  ) {}

  tell(): AttackCount {
    return this.count;
  }

  async stop(): Promise<AttackEnd> {
    const { user, system } = process.cpuUsage(this.before);
    const busy = (user + system) / 1_000 / (performance.now() - this.startedAt);
    this.isOver = true;
    for (const line of this.lines) line.close();
    await sleep(RETURN_MS);
    return { count: this.count, busy: Math.min(1, busy) };
  }

  frames(attack: FrameAttack): void {
    if (attack.how === 'all return') {
      for (const ticket of this.target.returning) void this.comeBack(ticket, attack.cursors(this.target));
      return;
    }
    for (let i = 0; i < CONNECTIONS; i += 1) {
      void (attack.how === 'upgrade' ? this.keepKnocking() : this.keepLine(attack, i));
    }
  }

  /** Once. Answered when it was welcomed. */
  private async comeBack(ticket: string, cursors: readonly object[]): Promise<void> {
    this.count.sent += 1;
    const { socketUrl } = this.target;
    const line = await openLine({
      ...{ socketUrl, ticket, cursors, headers: this.me.headers, device: `returning-${this.me.round}` },
      onFrame: (frame) => (this.count.answered += Number(frame.type === 'welcome')),
      onEnd: () => (this.count.ended += 1),
    });
    this.lines.add(line);
  }

  private async keepKnocking(): Promise<void> {
    while (!this.isOver) {
      this.count.sent += 1;
      const isOpened = await openBare(this.target.socketUrl, this.me.headers);
      this.count[isOpened ? 'answered' : 'refused'] += 1;
      if (!isOpened) await sleep(HTTP_RETRY_MS);
    }
  }

  requests({ request }: RouteAttack): void {
    for (let i = 0; i < CONNECTIONS; i += 1) void this.keepAsking(request);
  }

  /** Opens the connection again whenever the server has ended it. */
  private async keepLine(attack: FrameAttack, place: number): Promise<void> {
    while (!this.isOver) {
      let waiting = 0;
      const cursors = attack.how === 'return' ? attack.cursors(this.target) : [];
      const line = await openLine({
        ...{
          socketUrl: this.target.socketUrl,
          ticket: this.me.ticket,
          headers: this.me.headers,
          device: `hostile-${place}`,
          cursors,
        },
        onFrame: (frame) => (waiting -= this.heard(frame)),
        onEnd: () => (this.count.ended += 1),
      });
      this.lines.add(line);
      for (let sent = 0, since = Date.now(); line.isOpen && !this.isOver; sent += 1) {
        if (attack.how === 'return') {
          this.count.sent += 1;
          break;
        }
        while (line.isOpen && !this.isOver && this.mustWait(attack, waiting, sent, since, line))
          await sleep(TICK_MS);
        this.fire(attack, line);
        if (attack.how === 'ask') waiting += 1;
        if (sent % 50 === 49) await sleep(0);
      }
      line.close();
      this.lines.delete(line);
      await sleep(attack.how === 'return' ? 0 : RETURN_MS);
    }
  }

  private mustWait(attack: FrameAttack, waiting: number, sent: number, since: number, line: Line): boolean {
    if (attack.how === 'flood' || attack.how === 'flood of pings') return line.buffered > MAX_BUFFERED;
    if (attack.how === 'tell') return sent > TELL_BURST + (Date.now() - since) / TELL_INTERVAL_MS;
    return waiting >= WINDOW || Date.now() < this.pausedUntil;
  }

  private fire(attack: FrameAttack, line: Line): void {
    const i = (this.made += 1);
    this.count.sent += 1;
    if (attack.how === 'flood') line.raw(attack.data(this.target, i));
    else if (attack.how === 'flood of pings') line.ping();
    else if ('frame' in attack) line.send(attack.frame(this.target, i, this.me));
  }

  /** How many questions the frame answers. */
  private heard(frame: Down): number {
    if (frame['id'] === undefined) return 0;
    const isRefusal = frame['code'] === 'rate' || frame['code'] === 'overload';
    if (isRefusal) {
      this.count.refused += 1;
      this.pausedUntil = Math.max(
        this.pausedUntil,
        Date.now() + Math.min(Number(frame['afterMs'] ?? 100), 1_000),
      );
    } else this.count.answered += 1;
    return 1;
  }

  private async keepAsking(request: RouteAttack['request']): Promise<void> {
    while (!this.isOver) {
      const { path, init } = request(this.me, (this.made += 1), this.target);
      this.count.sent += 1;
      try {
        const response = await fetch(`${this.target.url}${path}`, init);
        await response.arrayBuffer();
        const isRefused = response.status === 429 || response.status === 503;
        this.count[isRefused ? 'refused' : 'answered'] += 1;
        if (isRefused) await sleep(HTTP_RETRY_MS);
      } catch {
        this.count.ended += 1;
        await sleep(HTTP_RETRY_MS);
      }
    }
  }
}

function begin(target: Target, kind: string, round: number): Attack {
  const place = Object.keys(target.tickets).indexOf(kind);
  const headers = { 'X-Forwarded-For': `93.184.${place}.${round + 1}` };
  const attack = new Attack(target, { ticket: target.tickets[kind]?.[round] ?? '', headers, round });
  const frame = { ...FRAME_ATTACKS, ...MORE }[kind];
  const routes: Readonly<Record<string, RouteAttack>> = { ...ROUTE_ATTACKS, ...MORE_ROUTES };
  const route = routes[kind];
  if (frame) attack.frames(frame);
  else if (route) attack.requests(route);
  else throw new Error(`there is no attack "${kind}"`);
  return attack;
}

/** In portions as short as those of an attack. */
async function burn(busy: number, ms: number): Promise<void> {
  for (const until = performance.now() + ms; performance.now() < until;) {
    const pauseAt = performance.now() + BURN_MS * busy;
    while (performance.now() < pauseAt);
    await sleep(BURN_MS * (1 - busy));
  }
}

let target: Target | null = null;
let running: Attack | null = null;

process.on('message', (order: Order) => {
  if (order.do === 'meet') target = order.target;
  else if (order.do === 'attack' && target) running = begin(target, order.kind, order.round);
  else if (order.do === 'burn') void burn(order.busy, order.ms);
  else if (order.do === 'tell') process.send?.(running?.tell());
  else if (order.do === 'stop' && running) {
    void running.stop().then((end) => process.send?.(end));
    running = null;
  }
});
process.on('disconnect', () => process.exit(0));
