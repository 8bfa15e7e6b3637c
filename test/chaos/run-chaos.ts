/**
 * A whole chaos run: real clients, a bad network, a real server process that is killed; then quiet, and the question
 * whether everybody agrees with the log.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import type { ChatClient } from '../../miniprogram/core/chat/chat-types';
import { seqOf } from '../../miniprogram/core/store/timeline';
import type { StoredMessage } from '../../server/storage/port';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store';
import { createSeededRandom } from '../support/seeded-random';
import { ChaosPerson } from './chaos-person';
import type { ChaosOptions, ChaosReport, Log, View } from './chaos-types';
import { Oracle, roomLog } from './oracle';
import { createFates, startTcpProxy, type TcpProxy } from './tcp-proxy';
import { createTrouble, RestartableServer, type TroubleCounts } from './trouble';

const SEEDED_ROOMS = ['lobby', 'tea'] as readonly string[] as readonly RoomId[];
/** Mostly shorter than it takes to notice silence by the heartbeat, so that connections die young. */
const USUAL_FATE_MS = 6_000;
const READY_MS = 60_000;
const POLL_MS = 100;
/** How often people who watch are told who is still late. */
const TELL_MS = 4_000;

async function until(ms: number, isTrue: () => boolean): Promise<boolean> {
  const end = Date.now() + ms;
  while (!isTrue()) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => void setTimeout(resolve, POLL_MS));
  }
  return true;
}

/** Asks again as long as the connection fails; anything else is a finding. */
async function insist(what: string, ms: number, work: () => Promise<unknown>): Promise<void> {
  const end = Date.now() + ms;
  for (;;) {
    try {
      await work();
      return;
    } catch (thrown) {
      if (Date.now() > end) throw new Error(`${what}: ${String(thrown)}`, { cause: thrown });
      await new Promise((resolve) => void setTimeout(resolve, POLL_MS));
    }
  }
}

const headOf = (chat: ChatClient, room: RoomId): number => chat.state.timelines[room]?.cursor ?? -1;

/** Everything this client can have of the room is here: up to the first message, without gaps that can be filled. */
async function loadWhole(person: ChaosPerson, room: RoomId, oracle: Oracle): Promise<void> {
  const { chat } = person.client;
  const fillable = () =>
    chat.state.timelines[room]?.items.find((item) => item.kind === 'gap' && !item.lost) ?? null;
  oracle.gapsShown += chat.state.timelines[room]?.items.filter(({ kind }) => kind === 'gap').length ?? 0;
  for (let pages = 0; pages < 1_000; pages += 1) {
    const gap = fillable();
    if (gap) await insist('filling a gap', 20_000, () => chat.fillGap(room, gap.key));
    else if (chat.state.timelines[room]?.older.state === 'complete') return;
    else await insist('loading older', 20_000, () => chat.loadOlder(room));
  }
}

function readView(person: ChaosPerson, room: RoomId): View {
  const timeline = person.client.chat.state.timelines[room];
  return { client: person.name, room, items: timeline?.items ?? [], pending: timeline?.pending.length ?? 0 };
}

async function readStore(dataDir: string, rooms: readonly RoomId[]): Promise<Log> {
  const store = await openSqliteStore(path.join(dataDir, 'minichat.db'));
  try {
    const log = new Map<RoomId, readonly StoredMessage[]>();
    for (const room of rooms) log.set(room, await store.messagesAfter(room, 0, 10_000_000));
    return log;
  } finally {
    await store.close();
  }
}

/** The log as a client that has never been here before is told it, page by page. */
function toLog(views: readonly View[]): Log {
  const log = new Map<RoomId, StoredMessage[]>();
  for (const { items, room } of views) {
    const messages = items.flatMap((item) => (item.kind === 'message' ? [item] : []));
    log.set(
      room,
      messages.map((message) => ({ ...message, seq: seqOf(message) })),
    );
  }
  return log;
}

class ChaosRun {
  private readonly random;
  private readonly oracle = new Oracle();
  private readonly people: ChaosPerson[] = [];
  private rooms: readonly RoomId[] = SEEDED_ROOMS;
  private readonly onEvent;

  constructor(
    private readonly options: ChaosOptions,
    private readonly proxy: TcpProxy,
    private readonly server: RestartableServer,
  ) {
    this.random = createSeededRandom(options.seed);
    const started = Date.now();
    this.onEvent = (line: string): void =>
      options.onEvent?.(`${((Date.now() - started) / 1_000).toFixed(1)} s ${line}`);
  }

  async run(): Promise<ChaosReport> {
    await this.server.start();
    for (let i = 0; i < this.options.clients; i += 1) this.addPerson(`p${i}`);
    try {
      await this.gather();
      const counts = await this.trouble();
      const convergeMs = await this.converge();
      const views = await this.readViews();
      await Promise.all(this.people.map((person) => person.close()));
      await this.server.end('stop');
      await this.judge(views);
      return this.report(counts, convergeMs);
    } finally {
      await Promise.all(this.people.map((person) => person.close()));
      await this.server.end('kill');
    }
  }

  private addPerson(name: string): ChaosPerson {
    const person = new ChaosPerson({
      name: `${name}-${this.options.seed}`,
      serverUrl: `http://127.0.0.1:${this.proxy.port}`,
      random: createSeededRandom(Math.floor(this.random() * 2 ** 32)),
      onError: (line) => this.oracle.find('clientErrors', line),
    });
    this.people.push(person);
    person.start();
    return person;
  }

  private get isEverybodyOnline(): boolean {
    return this.people.every((person) => person.client.chat.connection.state === 'online');
  }

  /** Everybody is online and in every room before anything goes wrong. */
  private async gather(): Promise<void> {
    if (!(await until(READY_MS, () => this.isEverybodyOnline))) throw new Error('nobody came online');
    const [first, ...others] = this.people;
    if (!first) throw new Error('a chaos run needs at least one client');
    const made = await first.client.chat.createRoom(`Chaos ${this.options.seed}`);
    await Promise.all(
      others.map((person) => insist('joining', READY_MS, () => person.client.chat.joinRoom(made))),
    );
    this.rooms = [...SEEDED_ROOMS, made];
    this.onEvent(`${this.people.length} clients are online in ${this.rooms.length} rooms`);
  }

  private async trouble(): Promise<TroubleCounts> {
    const { people, proxy, random, rooms, server, onEvent } = this;
    const trouble = createTrouble({ people, proxy, random, rooms, server, onEvent });
    proxy.setFates(createFates(random, this.options.fateMs ?? USUAL_FATE_MS));
    proxy.cutAll('rst');
    setTimeout(() => trouble.stop(), this.options.seconds * 1_000);
    await trouble.run();
    proxy.setFates(null);
    onEvent('the faults have stopped');
    return trouble.counts;
  }

  /** One last message each, so that no dead connection goes unnoticed; then everybody must come to the same end. */
  private async converge(): Promise<number> {
    const started = Date.now();
    for (const person of this.people) for (const room of this.rooms) person.say(room);
    let told = started;
    const isDone = await until(this.options.convergeMs, () => {
      const late = this.stragglers();
      if (late.length > 0 && Date.now() - told > TELL_MS) {
        told = Date.now();
        for (const line of late) this.onEvent(line);
      }
      return late.length === 0;
    });
    if (!isDone) for (const line of this.stragglers()) this.oracle.find('stuck', line);
    this.onEvent(`settled after ${Date.now() - started} ms`);
    return Date.now() - started;
  }

  private stragglers(): string[] {
    const heads = this.rooms.map((room) =>
      Math.max(...this.people.map((person) => headOf(person.client.chat, room))),
    );
    return this.people.flatMap((person) => {
      const { chat } = person.client;
      const { connection, state } = chat;
      const late = this.rooms.filter(
        (room, i) => headOf(chat, room) !== heads[i] || (state.timelines[room]?.pending.length ?? 0) > 0,
      );
      const isCalm = connection.state === 'online' && !connection.checking;
      return isCalm && late.length === 0
        ? []
        : [
            `${person.name}: ${JSON.stringify(connection)}, late in ${late
              .map((room) => {
                const timeline = state.timelines[room];
                return `${room} (${timeline?.cursor}/${heads[this.rooms.indexOf(room)]}, ${timeline?.pending.length} waiting)`;
              })
              .join()}`,
          ];
    });
  }

  private async readViews(): Promise<readonly View[]> {
    const views: View[] = [];
    for (const person of this.people) {
      for (const room of this.rooms) {
        try {
          await loadWhole(person, room, this.oracle);
        } catch (thrown) {
          this.oracle.find('stuck', `${person.name} in ${room}: ${String(thrown)}`);
        }
        views.push(readView(person, room));
      }
      person.lookBack();
    }
    return views;
  }

  private async judge(views: readonly View[]): Promise<void> {
    const { oracle, people, rooms, server } = this;
    const log = await readStore(server.dataDir, rooms);
    oracle.judgeLog(log);
    oracle.judgeRecords(
      people.flatMap((person) => [...person.records.values()]),
      log,
    );
    for (const view of views) oracle.judgeView(view, roomLog(log, view.room));
    for (const line of server.errors) oracle.find('serverErrors', line);
    await this.judgeHistory(log);
  }

  /** A client that was never here before reads everything from a server that starts on the same folder. */
  private async judgeHistory(log: Log): Promise<void> {
    await this.server.start();
    const reader = this.addPerson('reader');
    const made = this.rooms[this.rooms.length - 1];
    await until(READY_MS, () => reader.client.chat.connection.state === 'online');
    if (made) await insist('joining', READY_MS, () => reader.client.chat.joinRoom(made));
    const scratch = new Oracle();
    for (const room of this.rooms) await loadWhole(reader, room, scratch);
    const told = toLog(this.rooms.map((room) => readView(reader, room)));
    // The reader's own arrival is a line after the log's end.
    const before = new Map([...told].map(([room, all]) => [room, all.slice(0, roomLog(log, room).length)]));
    this.oracle.judgeHistory(log, before);
  }

  private report(counts: TroubleCounts, convergeMs: number): ChaosReport {
    const { oracle, options, proxy } = this;
    const { clients, seconds, seed } = options;
    const records = this.people.flatMap((person) => [...person.records.values()]);
    const count = (outcome: string): number => records.filter((record) => record.outcome === outcome).length;
    return {
      seed,
      clients,
      seconds,
      rooms: this.rooms.length,
      sent: records.length,
      acked: count('acked'),
      failed: count('failed'),
      discarded: count('discarded'),
      discardedInLog: oracle.discardedInLog,
      refused: this.people.reduce((sum, { refused }) => sum + refused, 0),
      ...oracle.verdict,
      gapsShown: oracle.gapsShown,
      ...counts,
      cuts: proxy.counts.rst + proxy.counts.fin,
      halfOpens: proxy.counts.half_open,
      stalls: proxy.counts.stall_up + proxy.counts.stall_down,
      delays: proxy.counts.delay,
      truncations: proxy.counts.truncate,
      connections: proxy.counts.connections,
      convergeMs,
      problems: oracle.problems,
    };
  }
}

/** True when the run is without any finding. */
export function isClean(report: ChaosReport): boolean {
  const { verdict } = new Oracle();
  return (Object.keys(verdict) as (keyof typeof verdict)[]).every((kind) => report[kind] === 0);
}

/** @throws Error when the run could not be made; findings are in the report */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-chaos-'));
  const proxy = await startTcpProxy();
  try {
    return await new ChaosRun(options, proxy, new RestartableServer(dataDir, proxy)).run();
  } finally {
    await proxy.close();
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}
