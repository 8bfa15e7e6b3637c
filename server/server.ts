/**
 * The reference server as one call: storage, rooms, sign-in, HTTP and WebSockets on one port. Can be started many times
 * in one process; reads no environment and installs no signal handler.
 */
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { Clock, Random } from '../miniprogram/core/base/clock';
import { createEmitter } from '../miniprogram/core/base/emitter';
import { silentLogger, type Logger } from '../miniprogram/core/base/logger';
import type { User, UserId } from '../miniprogram/core/protocol/fields';
import { createAccounts } from './auth/accounts';
import { loadSecret } from './auth/secret';
import { createTickets } from './auth/tickets';
import { createWeixin, type WeixinOptions } from './auth/weixin';
import { createBot } from './bot/bot';
import { openDataFolder, prepareFolder } from './data-folder';
import { createApp } from './http/app';
import { listen } from './http/listen';
import { DEFAULT_LIMITS, type ServerLimits } from './limits';
import { createMedia } from './media/media';
import { startReminders, type ReminderHook } from './reminders';
import { ChatRooms, type RoomsCensus } from './rooms/chat-rooms';
import { announceProfile, joinSeededRooms } from './rooms/sign-up';
import { seed } from './seed/seed';
import type { ServerContext } from './session/context';
import { createHub } from './session/hub';
import { farewellBye } from './session/wire';
import type { ChatStore } from './storage/port';
import { secureRandom, systemClock } from './system';
import { createKeyedBuckets } from './token-bucket';
import { createGateway, type Gateway } from './ws/gateway';

export interface StartServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** The built preview. Without it, `/` says how to get it. */
  readonly staticDir?: string;
  /** Whether a code `dev-NAME` signs in as NAME. Default true. */
  readonly devLogin?: boolean;
  /** Signs people in by WeChat. Without it everybody is a guest. */
  readonly weixin?: WeixinOptions;
  /** Told what people miss while they are away. By default nobody is told. */
  readonly reminders?: ReminderHook;
  /** Whether 小助手 greets and answers. Default true. */
  readonly bot?: boolean;
  readonly logger?: Logger;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly limits?: Partial<ServerLimits>;
  /** Takes the place of the database in `dataDir`; closed with the server. */
  readonly store?: ChatStore;
}

export interface ServerCensus extends RoomsCensus {
  readonly connections: number;
  /** Each counted once, however many phones they hold. */
  readonly people: number;
}

export interface RunningServer {
  readonly port: number;
  readonly host: string;
  /** How many WebSockets are open. */
  readonly connections: number;
  /** What the server holds for those who are here: all 0 when nobody is. */
  census(): ServerCensus;
  /** Says goodbye to everybody, finishes commits, frees port and database. Idempotent. */
  close(): Promise<void>;
}

const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;
const CHECK_INTERVAL_MS = 1_000;
/** Connections that a drained server sends back per second, at least over this time. */
const RETURNS_PER_SECOND = 500;
const MIN_RETURN_MS = 1_000;
const MIN_SPREAD_MS = 5_000;

function createContext(store: ChatStore, secret: Buffer, options: StartServerOptions): ServerContext {
  const { clock = systemClock, random = secureRandom, logger = silentLogger } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const rooms = new ChatRooms({ store, clock, random, logger, limits });
  const accounts = createAccounts({
    store,
    clock,
    random,
    devLogin: options.devLogin ?? true,
    weixin: options.weixin ? createWeixin(options.weixin, logger) : null,
    onOpenId: (user, openId) => options.reminders?.signedIn?.(user, openId),
    onNewUser: ({ user }) => joinSeededRooms(rooms, user),
  });
  const tickets = createTickets({ secret, clock });
  const hub = createHub();
  const welcomed = createEmitter<UserId>('welcomed', logger);
  return { clock, random, logger, limits, store, tickets, accounts, rooms, hub, welcomed };
}

function createHttp(context: ServerContext, options: StartServerOptions): Server {
  const { clock, random, logger, limits, accounts, tickets, rooms, store } = context;
  const app = createApp({
    accounts,
    tickets,
    logger,
    media: createMedia({ folder: join(options.dataDir, 'media'), random }),
    onProfile: (user: User) => announceProfile(store, rooms, user),
    takeLogin: createKeyedBuckets(clock, limits.loginBurst, limits.loginsPerSecond),
    takeAvatar: createKeyedBuckets(clock, limits.avatarBurst, limits.avatarsPerSecond),
    ...(options.staticDir === undefined ? {} : { staticDir: options.staticDir }),
  });
  const listener = getRequestListener((request, env) => app.fetch(request, env), {
    overrideGlobalObjects: false,
  });
  return createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
    },
    (request, response) => void listener(request, response),
  );
}

function remind({ rooms, welcomed, store, logger }: ServerContext, hook: ReminderHook): () => void {
  return startReminders({ hook, rooms, welcomed, logger, membersOf: (room) => store.membersOf(room) });
}

/** Goodbye first, so that clients know when to come back; then what they sent is finished. */
async function drain(http: Server, gateway: Gateway, context: ServerContext): Promise<void> {
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  http.closeIdleConnections();
  await context.rooms.flush();
  const spreadMs = Math.max(MIN_SPREAD_MS, (gateway.size / RETURNS_PER_SECOND) * 1_000);
  const after = { minMs: MIN_RETURN_MS, maxMs: MIN_RETURN_MS + Math.round(spreadMs) };
  await gateway.drain(farewellBye('draining', after), context.limits.drainMs);
  await context.rooms.flush();
  context.rooms.close();
  http.closeAllConnections();
  await closed;
}

/** @throws StartError with a sentence for people when the port or the data folder cannot be had */
export async function startServer(options: StartServerOptions): Promise<RunningServer> {
  const { host, dataDir, logger = silentLogger, random = secureRandom } = options;
  if (options.store) await prepareFolder(dataDir);
  const store = options.store ?? (await openDataFolder(dataDir, random, logger));
  try {
    const context = createContext(store, await loadSecret(dataDir), options);
    await seed(store, context.rooms, context.clock);
    await context.rooms.load();
    const http = createHttp(context, options);
    const gateway = createGateway(context, http);
    const port = await listen(http, options.port, host);
    const bot = (options.bot ?? true) ? createBot(context) : null;
    const stopReminders = options.reminders ? remind(context, options.reminders) : null;
    logger.info('server_started', { port, host });
    let closing: Promise<void> | null = null;
    const close = async (): Promise<void> => {
      bot?.close();
      stopReminders?.();
      await drain(http, gateway, context);
      await store.close();
      logger.info('server_stopped', { port });
    };
    return {
      port,
      host,
      get connections() {
        return gateway.size;
      },
      census: () => ({ connections: gateway.size, people: context.hub.people, ...context.rooms.census() }),
      close: () => (closing ??= close()),
    };
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
}
