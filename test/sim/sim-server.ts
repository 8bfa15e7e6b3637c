/**
 * The real server core over simulated connections: sessions, rooms, outboxes and the SQLite store are the product's own;
 * only the WebSocket library, the HTTP listener and the clock are not. One incarnation is one process, which can be
 * drained like on SIGTERM, or killed.
 */
import type { WebSocket } from 'ws';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../miniprogram/core/base/clock';
import { createEmitter } from '../../miniprogram/core/base/emitter';
import type { Logger } from '../../miniprogram/core/base/logger';
import type { RoomId, User, UserId } from '../../miniprogram/core/protocol/fields';
import { Accounts, type LoginRequest } from '../../server/auth/accounts';
import { createTickets, TICKET_LIFE_MS } from '../../server/auth/tickets';
import { createCosts } from '../../server/cost/costs';
import { createGate } from '../../server/cost/gate';
import { createLane } from '../../server/cost/lane';
import { createTurns } from '../../server/cost/turns';
import { DEFAULT_LIMITS, type ServerLimits } from '../../server/limits';
import { createDirectory } from '../../server/rooms/directory';
import { ChatRooms } from '../../server/rooms/chat-rooms';
import { tellRoom } from '../../server/rooms/room';
import { signUp } from '../../server/rooms/sign-up';
import type { ServerContext } from '../../server/session/context';
import { createRoomBudgets } from '../../server/session/room-budgets';
import { createHub } from '../../server/session/hub';
import { unseat } from '../../server/session/removal';
import { RETURN_SOON, Session } from '../../server/session/session';
import { closeWithBye } from '../../server/session/wire';
import { createUserRates } from '../../server/session/user-rates';
import { createConnection } from '../../server/ws/connection';
import { createOutboxGroup } from '../../server/ws/outbox';
import type { Chance } from './chance';
import type { Disk } from './disk';
import type { ServerEnd } from './network';
import { createScopedClock, type ScopedClock } from './virtual-clock';

/** Two of the seeded rooms, so that new users become members of both. */
export const SIM_ROOMS: readonly RoomId[] = ['lobby' as RoomId, 'tea' as RoomId];

export interface SimServerOptions {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly disk: Disk;
  readonly logger: Logger;
  readonly limits: Partial<ServerLimits>;
  readonly secret: string;
}

export interface LoginAnswer extends User {
  readonly ticket: string;
  readonly expiresInMs: number;
}

/** `ws` and its socket, as far as the connection uses them. */
function toWebSocket(end: ServerEnd): { ws: WebSocket; socket: Duplex } {
  let isClosing = false;
  end.events.on('close', () => (isClosing = true));
  const ws = {
    get readyState() {
      return !end.isOpen ? 3 : isClosing ? 2 : 1;
    },
    on: (event: string, listener: () => void) => end.events.on(event, listener),
    close(code: number, reason: string) {
      if (isClosing) return;
      isClosing = true;
      end.close(code, reason);
    },
    terminate() {
      isClosing = true;
      end.terminate();
    },
    pause: () => undefined,
    resume: () => undefined,
  };
  const socket = {
    prependListener: () => undefined,
    writableNeedDrain: false,
    writableLength: 0,
    write: (bytes: Buffer) => {
      end.write(bytes);
      return true;
    },
    on: () => socket,
    removeAllListeners: () => socket,
    resume: () => socket,
    end: () => socket,
  };
  return { ws: ws as unknown as WebSocket, socket: socket as unknown as Duplex };
}

export class SimServer {
  private readonly clock: ScopedClock;
  private readonly context: ServerContext;
  private readonly outboxes = createOutboxGroup();
  private readonly live = new Map<ServerEnd, Session>();

  private constructor(private readonly options: SimServerOptions) {
    this.clock = createScopedClock(options.clock);
    this.context = this.createContext();
  }

  static async start(options: SimServerOptions): Promise<SimServer> {
    const server = new SimServer(options);
    const { rooms } = server.context;
    await rooms.load();
    for (const room of SIM_ROOMS) if (!rooms.get(room)) await rooms.createAs(room, `room ${room}`);
    return server;
  }

  get connections(): number {
    return this.live.size;
  }

  accept(end: ServerEnd): void {
    const { clock, context } = this;
    const { ws, socket } = toWebSocket(end);
    const onSlow = (): void => session.end(closeWithBye('draining', RETURN_SOON));
    const wire = createConnection({
      ws,
      socket,
      outboxes: this.outboxes,
      clock,
      limits: context.limits,
      onRead: () => undefined,
      onSlow,
    });
    const session = new Session(context, wire, { budget: context.costs.ofStranger('127.0.0.1') });
    this.live.set(end, session);
    end.events.on('text', (text: string) => {
      if (!this.live.has(end)) return;
      const bytes = Buffer.byteLength(text);
      session.read(bytes);
      session.receiveText(() => text, bytes);
    });
    end.events.on('close', () => {
      this.live.delete(end);
      session.closed();
    });
  }

  /** `POST /api/login`. */
  async login(body: Omit<LoginRequest, 'mayPreview'>): Promise<LoginAnswer | null> {
    const { accounts, tickets } = this.context;
    const user = await accounts.login({ ...body, mayPreview: true });
    if (!user.ok) return null;
    const { user: id, name, avatar } = user.value;
    return { user: id, name, avatar, ticket: tickets.issue(id), expiresInMs: TICKET_LIFE_MS };
  }

  /** As by the action `slow` of somebody who runs the room; 0: off. */
  async slowDown(id: RoomId, slowMs: number): Promise<void> {
    const { rooms, store } = this.context;
    const room = rooms.get(id);
    if (!room) return;
    if (slowMs === 0) room.spokeAt.clear();
    await store.governance.changeRoom(id, { slowMs });
    rooms.noteChange(room, { slowMs });
    tellRoom(room);
  }

  /** As by the action `remove`. */
  async sendAway(id: RoomId, user: UserId, forMs: number): Promise<void> {
    const { rooms, store } = this.context;
    const room = rooms.get(id);
    if (!room) return;
    await store.governance.setSanctions(id, user, { keptOutUntil: this.clock.now() + forMs });
    if (await rooms.removeMember(room, user)) unseat(this.context, room, user);
  }

  /** SIGTERM: goodbye to everybody; what was sent before is committed. `ms`: until the process ends. */
  drain(after: { minMs: number; maxMs: number }): void {
    for (const session of [...this.live.values()]) session.end(closeWithBye('draining', after));
  }

  /** The process is gone in the middle of whatever it did. */
  kill(): void {
    this.clock.stop();
    for (const end of [...this.live.keys()]) {
      this.live.delete(end);
      end.events.removeAllListeners();
      end.terminate();
    }
  }

  private createContext(): ServerContext {
    const { chance, disk, logger, secret } = this.options;
    const { clock } = this;
    const random = (): number => chance.next();
    const limits = { ...DEFAULT_LIMITS, ...this.options.limits };
    const store = disk.open(clock);
    const rooms = new ChatRooms({ store, clock, random, logger, limits });
    const tickets = createTickets({ secret: Buffer.from(secret), clock });
    const accounts = new Accounts({
      store,
      tickets,
      onSignedOut: () => undefined,
      clock,
      random,
      weixin: null,
      signUp: (user) => signUp(store, rooms, user),
    });
    const welcomed = createEmitter<UserId>('welcomed', logger);
    const takePublish = createUserRates(clock, limits);
    const turns = createTurns(limits.turnWork);
    const costs = createCosts(clock, limits, turns);
    const base = { clock, random, logger, limits, store, tickets, accounts, rooms, welcomed, costs };
    return {
      ...base,
      hub: createHub(),
      takePublish,
      takeReport: () => 0,
      budgets: createRoomBudgets(clock, limits),
      doomedFiles: new Set(),
      lane: createLane(turns),
      turns,
      returns: createGate(limits.maxReturning),
      directory: createDirectory(clock, () => rooms.all()),
    };
  }
}
