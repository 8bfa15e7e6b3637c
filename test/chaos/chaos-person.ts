/**
 * One person with a phone in a chaos run: the whole client on the simulated WeChat runtime over real sockets. The phone can
 * freeze, lose its network or be killed and started again from its storage; the person remembers what they wrote and what
 * they were told about it.
 */
import type { Logger } from '../../miniprogram/core/base/logger';
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import type { ChatState, TimelineMessage } from '../../miniprogram/core/store/state';
import type { Client } from '../../miniprogram/services/client-types';
import { createClient } from '../../miniprogram/services/create-client';
import type { SocketQuirks } from '../../simulator/wx/socket-quirks';
import { createMemoryStorage, createNodeWx, type NodeWx } from '../support/node-wx';
import { between, chance, pick, type Random } from './frame-samples';
import type { SentRecord } from './chaos-types';

export interface PersonOptions {
  readonly name: string;
  readonly serverUrl: string;
  readonly random: Random;
  readonly onError: (line: string) => void;
}

interface Phone {
  readonly node: NodeWx;
  readonly client: Client;
}

/** How far back an own message is looked for: it was at the end a moment ago. */
const LOOK_BACK = 60;
const FILLERS = ['', '', '', '你好。', '👩‍👩‍👧', 'שלום', 'line\nbreak ', 'lorem ipsum '];

/** What this phone makes of the contradictions of the platform. */
function createQuirks(random: Random): Partial<SocketQuirks> {
  return {
    binding: pick(random, ['first', 'latest', 'all']),
    registration: pick(random, ['replace', 'accumulate']),
    closeBeforeOpen: pick(random, ['fail', 'ignored', 'closes']),
    connectFailure: pick(random, ['error', 'close', 'error-close', 'close-error']),
    brokenConnection: pick(random, ['close', 'error-close', 'close-error']),
    closeEvents: pick(random, [0, 1, 1, 1, 2]),
    closeDelayMs: pick(random, [0, 0, 30, 300]),
    sendReports: pick(random, ['truth', 'ok']),
    interruption: pick(random, ['told', 'silent']),
    networkLoss: pick(random, ['breaks', 'silent']),
    replay: pick(random, ['before-show', 'after-show']),
  };
}

export class ChaosPerson {
  readonly records = new Map<string, SentRecord>();
  refused = 0;
  private phone: Phone | null = null;
  private readonly storage = createMemoryStorage();
  private readonly quirks: Partial<SocketQuirks>;
  private readonly transport: 'global' | 'task';
  private written = 0;

  constructor(private readonly options: PersonOptions) {
    this.quirks = createQuirks(options.random);
    this.transport = chance(options.random, 0.7) ? 'global' : 'task';
  }

  get name(): string {
    return this.options.name;
  }

  get isAlive(): boolean {
    return this.phone !== null;
  }

  get isShown(): boolean {
    return this.phone?.node.control.phase === 'foreground';
  }

  get client(): Client {
    if (!this.phone) throw new Error(`${this.name} has no running client`);
    return this.phone.client;
  }

  /** Starts the app, from whatever the last one left in the storage. */
  start(): void {
    const { name, serverUrl, random, onError } = this.options;
    const tell = (what: string) => onError(`${name}: ${what}`);
    const node = createNodeWx({
      user: name,
      storage: this.storage,
      quirks: this.quirks,
      onListenerError: (thrown) => tell(thrown instanceof Error ? String(thrown.stack) : String(thrown)),
    });
    const client = createClient({
      wx: node.wx,
      clock: node.control.timers.clock,
      random,
      config: { serverUrl, transport: this.transport },
      logger: createErrorLogger(tell),
    });
    client.chat.onChange((state) => this.look(state));
    this.phone = { node, client };
    client.chat.start();
  }

  /** The app dies without a word. */
  async kill(): Promise<void> {
    const { phone } = this;
    this.phone = null;
    await phone?.node.close();
  }

  async close(): Promise<void> {
    this.phone?.client.close();
    await this.kill();
  }

  hide(): void {
    this.phone?.node.control.hide();
  }

  show(): void {
    this.phone?.node.control.show();
  }

  setNetwork(type: 'none' | 'wifi' | '4g'): void {
    this.phone?.node.control.setNetwork(type);
  }

  say(room: RoomId): void {
    if (!this.phone || !this.isShown) return;
    const { random } = this.options;
    const filler = pick(random, FILLERS).repeat(chance(random, 0.1) ? between(random, 1, 200) : 1);
    const text = `${this.name} #${this.written} ${filler}`.trim();
    try {
      const clientId = this.client.chat.sendText(room, text);
      const order = this.written;
      this.written += 1;
      this.records.set(clientId, {
        author: this.name,
        clientId,
        room,
        text,
        order,
        outcome: 'open',
        seq: null,
        failure: null,
      });
    } catch {
      this.refused += 1;
    }
    this.look(this.client.chat.state);
  }

  /** Takes back a message that is still waiting, if there is one. */
  discardOne(): void {
    const open = [...this.records.values()].filter(({ outcome }) => outcome === 'open');
    if (!this.phone || open.length === 0) return;
    const record = pick(this.options.random, open);
    const text = this.client.chat.discard(record.room, record.clientId as TimelineMessage['clientId']);
    if (text !== null) record.outcome = 'discarded';
  }

  /** What else people do while they chat. */
  fidget(room: RoomId): void {
    if (!this.phone || !this.isShown) return;
    const { chat } = this.client;
    const work = pick(this.options.random, [
      () => chat.markRead(room),
      () => chat.setTyping(room, true),
      () => chat.setTyping(room, false),
      // Offline it rejects; the page then shows "try again".
      () => void chat.loadOlder(room).catch(() => undefined),
      () => chat.retryNow(),
    ]);
    work();
  }

  /** Looks through everything on the phone for what became of the own messages. */
  lookBack(): void {
    if (this.phone) this.look(this.client.chat.state, Infinity);
  }

  private look(state: ChatState, reach = LOOK_BACK): void {
    const self = state.self?.user;
    for (const timeline of Object.values(state.timelines)) {
      for (const item of [...timeline.items.slice(-reach), ...timeline.pending]) {
        if (item.kind === 'message' && item.user === self) this.note(item);
      }
    }
  }

  private note({ clientId, delivery }: TimelineMessage): void {
    const record = this.records.get(clientId);
    if (!record) return;
    if (delivery.status === 'failed') {
      record.outcome = 'failed';
      record.failure = `${delivery.code}: ${delivery.reason}`;
    }
    if (delivery.status !== 'sent') return;
    if (record.seq !== null && record.seq !== delivery.seq) {
      record.failure = `seq ${record.seq} became ${delivery.seq}`;
    }
    record.seq = delivery.seq;
    // Taken back while it was being committed: it counts as discarded, and the log says so.
    if (record.outcome !== 'discarded') record.outcome = 'acked';
  }
}

function createErrorLogger(tell: (line: string) => void): Logger {
  const ignore = (): void => undefined;
  return {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: (event, fields) => tell(`${event} ${JSON.stringify(fields ?? {})}`),
  };
}
