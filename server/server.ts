/**
 * The reference server as one call: storage, rooms, sign-in, HTTP and WebSockets on one port. Can be started many times
 * in one process; reads no environment and installs no signal handler.
 */
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { Clock, Random } from '../miniprogram/core/base/clock';
import { createEmitter } from '../miniprogram/core/base/emitter';
import { describeError, silentLogger, type Logger } from '../miniprogram/core/base/logger';
import type { UserId } from '../miniprogram/core/protocol/fields';
import { BANNED, Accounts, type DevLogin } from './auth/accounts';
import { loadSecret } from './auth/secret';
import { createTickets } from './auth/tickets';
import { createWeixin, type WeixinOptions } from './auth/weixin';
import { Bot } from './bot/bot';
import { createCosts } from './cost/costs';
import { createGate } from './cost/gate';
import { createLane } from './cost/lane';
import { createTurns } from './cost/turns';
import type { DataFolderWishes } from './folder/lost-database';
import { cannotBeRead, openDataFolder, prepareFolder, tellDamage, type DataFolder } from './data-folder';
import { openDatabaseFolder } from './database-folder';
import { drain } from './drain';
import { createHealth, type Health } from './health';
import { startHousekeeping } from './housekeeping';
import { createAddressReader } from './client-address';
import { createHttp, type HttpOptions } from './http/create-http';
import { listen } from './http/listen';
import { createOrigins } from './http/origins';
import { DEFAULT_LIMITS, type ServerLimits } from './limits';
import { settleFileNotes } from './media/file-notes';
import { createAddresses } from './media/addresses';
import { createMedia, isFileGone, type Media } from './media/media';
import { createPictures } from './media/picture-process';
import type { Pictures } from './media/pictures';
import { createUploadPlaces } from './media/upload-places';
import { Uploads } from './media/uploads';
import { startReminders, type ReminderHook } from './reminders';
import { createDirectory } from './rooms/directory';
import { ChatRooms, type RoomCounts } from './rooms/chat-rooms';
import { KEEP_ALL, type RetentionWish } from './rooms/retention';
import { createDamageReport } from './rooms/damage';
import { createProfileBroadcast } from './rooms/profile-broadcast';
import { announceProfile, signUp } from './rooms/sign-up';
import type { Moderate } from './rooms/publish-rules';
import { seed } from './seed/seed';
import { appointOwner } from './rooms/seeded-owner';
import type { ServerContext } from './session/context';
import { createHub } from './session/hub';
import { createRoomBudgets } from './session/room-budgets';
import { followBan, mendOwners } from './session/roles';
import { createUserRates } from './session/user-rates';
import { closeWithError } from './session/wire';
import type { ChatStore } from './storage/port';
import { isUnreadable } from './storage/unreadable';
import { secureRandom, systemClock } from './system';
import { createKeyedBuckets } from './token-bucket';
import { rewriteAtStart } from './wiper';
import { Gateway } from './ws/gateway';

export interface StartServerOptions extends DataFolderWishes {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** Address of a PostgreSQL database that takes the place of the one in `dataDir`. */
  readonly databaseUrl?: string;
  /** The built preview. Without it, `/` says how to get it. */
  readonly staticDir?: string;
  /** Who may sign in as NAME by a code `dev-NAME`. Default: this machine and private networks. */
  readonly devLogin?: DevLogin;
  /** Pages of other origins that may use this server, such as `https://chat.example`; `*` for all. Default: none. */
  readonly allowedOrigins?: readonly string[];
  /** Signs people in by WeChat. Without it everybody is a guest. */
  readonly weixin?: WeixinOptions;
  /** Told what people miss while they are away. By default nobody is told. */
  readonly reminders?: ReminderHook;
  /** Whether 小助手 greets and answers. Default true. */
  readonly bot?: boolean;
  /** Give files to whoever knows their plain address, as clients before signed addresses ask for them. Default false. */
  readonly openMedia?: boolean;
  /** Write a large database anew at the start when something was taken out of it. Default true. */
  readonly rewriteAtStart?: boolean;
  /** What of old messages stays. Default: everything. */
  readonly retention?: RetentionWish;
  /** Take the address of a client from the proxy in front. Default false. */
  readonly trustProxy?: boolean;
  /** Id or name of the person who runs the seeded rooms. Default: whoever does already, at first nobody. */
  readonly roomsOwner?: string;
  readonly logger?: Logger;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly limits?: Partial<ServerLimits>;
  /** Checks every text before it is committed; returns why it is refused, or null. Default: all pass. */
  readonly moderate?: Moderate;
  /** Takes the place of the database in `dataDir`; closed with the server. */
  readonly store?: ChatStore;
}

interface ServerCounts extends RoomCounts {
  readonly connections: number;
  /** Each counted once, however many phones they hold. */
  readonly people: number;
}

/** A server that listens. */
export interface RunningServer {
  readonly port: number;
  readonly host: string;
  /** How many WebSockets are open. */
  readonly connections: number;
  /** Shuts somebody out of this server, on every phone and at once, or lets them in again. */
  setBanned(user: UserId, isBanned: boolean): Promise<void>;
  /** What the server holds for those who are here: all 0 when nobody is. */
  counts(): ServerCounts;
  /** Says goodbye to everybody, finishes commits, frees port and database. Idempotent. */
  close(): Promise<void>;
}

const CLOSE_NOTICES = {
  auth_expired: 'This account was signed out: sign in again.',
  banned: BANNED,
} as const;

function createContext(store: ChatStore, secret: Buffer, options: StartServerOptions): ServerContext {
  const { clock = systemClock, random = secureRandom, logger = silentLogger } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const rooms = new ChatRooms({ store, clock, random, logger, limits });
  const tickets = createTickets({ secret, clock });
  const hub = createHub();
  const accounts = new Accounts({
    store,
    tickets,
    onSignedOut(user, code) {
      for (const peer of hub.peersOf(user)) peer.end(closeWithError(code, CLOSE_NOTICES[code]));
    },
    clock,
    random,
    weixin: options.weixin ? createWeixin(options.weixin, logger) : null,
    onOpenId: (user, openId) => options.reminders?.signedIn?.(user, openId),
    async onRenaming(before) {
      const memberships = await store.membershipsOf(before.user);
      return () => rooms.noteRenaming(before, memberships);
    },
    signUp: (user) => signUp(store, rooms, user),
  });
  const takePublish = createUserRates(clock, limits);
  const welcomed = createEmitter<UserId>('welcomed', logger);
  const takeReport = createKeyedBuckets(clock, limits.reportBurst, limits.reportsPerSecond);
  const turns = createTurns(limits.turnWork);
  turns.goesFirst(() => rooms.commit());
  const costs = createCosts(clock, limits, turns);
  const base = { clock, random, logger, limits, store, tickets, accounts, rooms, hub, welcomed, costs };
  const doomedFiles = new Set<string>();
  return {
    ...base,
    takePublish,
    takeReport,
    budgets: createRoomBudgets(clock, limits),
    moderate: options.moderate,
    isFileGone: (path) => doomedFiles.has(path) || isFileGone(join(options.dataDir, 'media'), path),
    doomedFiles,
    lane: createLane(turns),
    turns,
    returns: createGate(limits.maxReturning),
    directory: createDirectory(clock, () => rooms.all()),
  };
}

async function openFolder(options: StartServerOptions): Promise<DataFolder> {
  const { dataDir, logger = silentLogger, random = secureRandom } = options;
  const { databaseUrl } = options;
  if (databaseUrl !== undefined) return openDatabaseFolder({ ...options, databaseUrl }, random, logger);
  if (!options.store) return openDataFolder(dataDir, random, logger, options);
  await prepareFolder(dataDir, logger);
  const nothing = (): Promise<void> => Promise.resolve();
  return { store: options.store, continuity: 'same', mark: nothing, check: nothing };
}

interface HttpParts extends Pick<HttpOptions, 'addressOf' | 'isHealthy' | 'media' | 'onProfile'> {
  readonly options: StartServerOptions;
  readonly secret: Buffer;
  readonly pictures: Pictures;
}

async function buildHttp(
  context: ServerContext,
  { options, media, secret, pictures, ...parts }: HttpParts,
): Promise<Server> {
  const { clock, limits } = context;
  const { staticDir, trustProxy = false } = options;
  return createHttp(limits, {
    ...context,
    ...parts,
    media,
    isBehindProxy: trustProxy,
    origins: createOrigins(options.allowedOrigins ?? []),
    devLogin: options.devLogin ?? 'near',
    uploads: new Uploads(media, pictures),
    places: createUploadPlaces(clock, limits),
    addresses: createAddresses({ secret, clock, endedAt: (user) => context.tickets.endedAt(user) }),
    hasOpenMedia: options.openMedia ?? false,
    damage: createDamageReport(clock, limits.healthProbeMs, () => ({
      rooms: context.rooms.all(),
      damaged: context.store.damage().damaged,
    })),
    takeKey: createKeyedBuckets(clock, limits.keyBurst, limits.keysPerSecond),
    takeLogin: createKeyedBuckets(clock, limits.loginBurst, limits.loginsPerSecond),
    takeAvatar: createKeyedBuckets(clock, limits.avatarBurst, limits.avatarsPerSecond),
    takeMedia: createKeyedBuckets(clock, limits.mediaBurst, limits.mediaPerSecond),
    ...(staticDir === undefined ? {} : { staticDir }),
  });
}

async function openMedia(
  { dataDir }: StartServerOptions,
  { store, continuity }: DataFolder,
  random: Random,
): Promise<Media> {
  const onFile = (path: string): Promise<void> => store.media.noteFile(path);
  const media = await createMedia({ folder: join(dataDir, 'media'), random, onFile });
  await settleFileNotes(store, media, continuity);
  return media;
}

function watchHealth({ store, clock, logger, rooms, limits }: ServerContext, folder: DataFolder): Health {
  return createHealth({
    store,
    checkPlace: () => folder.check(),
    clock,
    logger,
    commits: rooms.commits,
    illMs: limits.illMs,
    probeEveryMs: limits.healthProbeMs,
  });
}

/** Everything that runs above the storage, up to the port. */
async function startAll(options: StartServerOptions, folder: DataFolder): Promise<RunningServer> {
  const { store, mark } = folder;
  const { host, dataDir, retention = KEEP_ALL, trustProxy = false } = options;
  const secret = await loadSecret(dataDir);
  const context = createContext(store, secret, options);
  const { accounts, clock, hub, limits, logger, random, rooms } = context;
  await accounts.load();
  await seed(store, rooms, clock);
  await rooms.load();
  if (options.roomsOwner !== undefined) await appointOwner(store, rooms, options.roomsOwner);
  await mendOwners(context);
  const health = watchHealth(context, folder);
  const addressOf = createAddressReader({ trustProxy, logger });
  const media = await openMedia(options, folder, random);
  const profileBroadcast = createProfileBroadcast({
    ...{ clock, logger, intervalMs: limits.profileIntervalMs },
    announce: (user) => announceProfile(store, rooms, user),
  });
  const pictures = createPictures({ limits, clock, logger });
  const http = await buildHttp(context, {
    ...{ options, secret, addressOf, media, pictures, isHealthy: () => health.check() },
    onProfile: (user) => profileBroadcast.tell(user),
  });
  const gateway = new Gateway(context, http, addressOf);
  const port = await listen(http, options.port, host);
  const bot = (options.bot ?? true) ? new Bot(context) : null;
  const stopReminders = options.reminders ? remind(context, options.reminders) : null;
  const housekeeping = startHousekeeping(context, { retention, media, mark });
  logger.info('server_started', { port, host });
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    bot?.close();
    stopReminders?.();
    await housekeeping.close();
    await drain(http, gateway, context);
    pictures.close();
    await mark().catch((thrown: unknown) => logger.warn('mark_failed', { error: describeError(thrown) }));
    profileBroadcast.close();
    health.close();
    await store.close();
    logger.info('server_stopped', { port });
  };
  return {
    port,
    host,
    get connections() {
      return gateway.size;
    },
    async setBanned(user, isBanned) {
      await accounts.setBanned(user, isBanned);
      await followBan(context, user, isBanned);
    },
    counts: () => ({ connections: gateway.size, people: hub.people, ...rooms.counts() }),
    close: () => (closing ??= close()),
  };
}

function remind({ rooms, store, logger }: ServerContext, hook: ReminderHook): () => void {
  const { governance } = store;
  return startReminders({
    hook,
    rooms,
    logger,
    hearingOf: (room, speaker, users) => governance.hearingOf(room, speaker, users),
  });
}

/** @throws StartError with a sentence for people when the port or the data folder cannot be had */
export async function startServer(options: StartServerOptions): Promise<RunningServer> {
  const folder = await openFolder(options);
  const { clock = systemClock, logger = silentLogger } = options;
  try {
    tellDamage(folder.store, logger);
    if (options.rewriteAtStart ?? true) await rewriteAtStart(folder.store, clock, logger);
    return await startAll(options, folder);
  } catch (thrown) {
    // What is damaged may keep it from closing too.
    await folder.store.close().catch(() => undefined);
    throw isUnreadable(thrown) ? cannotBeRead(options.dataDir, folder.store.damage().damaged) : thrown;
  }
}
