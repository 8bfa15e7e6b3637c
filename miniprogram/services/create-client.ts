/**
 * Builds a whole client from a wx object, on a phone as in Node: the platform behind ports, the core on the ports, and the
 * few services around it. The caller starts it (`client.chat.start()`) and closes it.
 */
import type { Clock, Random } from '../core/base/clock';
import { createId, isSafeId } from '../core/base/ids';
import { describeError, type Logger } from '../core/base/logger';
import { ManagedChatClient } from '../core/chat/chat-client';
import { DEVICE_ID_LENGTH } from '../core/chat/outbox/client-ids';
import type { KeyValueStorage } from '../core/chat/ports';
import { readOr } from '../core/chat/read-again';
import { DEVICE_KEY, type AccountScope } from '../core/chat/storage-keys';
import { SUBPROTOCOL } from '../core/protocol/version';
import { absenceOf } from '../core/store/copies';
import { createSocketService, type SocketService } from '../core/socket/socket-service';
import { readConfig, type AppConfig, type WxConfigApi } from '../config';
import { answerWithin } from '../platform/answer-within';
import { askSignInCode, createSecret, type WxAuthApi } from '../platform/auth';
import { systemClock, systemRandom } from '../platform/clock';
import { createGlobalTransport } from '../platform/global-socket';
import { createHostEvents, type WxHostApi } from '../platform/host-events';
import { createHttp, type WxHttpApi } from '../platform/http';
import { createLogger, type WxLogApi } from '../platform/logger';
import { createMediaFiles, type WxFilesApi } from '../platform/media-files';
import { createPrivacy, type WxPrivacyApi } from '../platform/privacy';
import { Recorder, type WxRecorderApi } from '../platform/recorder';
import { createReminders, type WxReminderApi } from '../platform/reminders';
import { createStorage, type WxStorageApi } from '../platform/storage';
import { readSystem, type WxSystemApi } from '../platform/system';
import { createTaskTransport } from '../platform/task-socket';
import { createVoicePlayer, type WxAudioApi } from '../platform/voice-player';
import type { WxGlobalSocketApi } from '../platform/wx-socket-api';
import { StoredAccount } from './account';
import { createApi, type Api } from './api';
import type { Client } from './client-types';
import { createClosedAnnouncements } from './closed-announcements';
import { StoredDrafts, type DraftsOptions } from './drafts';
import { createMedia } from './media';
import { createRecentEmoji } from './recent-emoji';
import { FileAddresses } from './file-addresses';
import { toSocketUrl } from './server-url';
import { StoredSettings } from './settings';

/** What the client uses of `wx`. */
export type ClientWx = WxAudioApi &
  WxAuthApi &
  WxConfigApi &
  WxFilesApi &
  WxGlobalSocketApi &
  WxHostApi &
  WxHttpApi &
  WxLogApi &
  WxPrivacyApi &
  WxRecorderApi &
  WxReminderApi &
  WxStorageApi &
  WxSystemApi;

export interface CreateClientOptions {
  readonly wx: ClientWx;
  readonly clock?: Clock;
  readonly random?: Random;
  /** What differs from `config.ts`. */
  readonly config?: Partial<AppConfig>;
  /** Instead of the phone's log. */
  readonly logger?: Logger;
}

interface Surroundings {
  readonly wx: ClientWx;
  readonly clock: Clock;
  readonly random: Random;
  readonly config: AppConfig;
  readonly logger: Logger;
  readonly storage: KeyValueStorage;
}

function readDevice({ storage, random, logger }: Surroundings): string {
  // Unreadable: an id of this run, beside the one that is stored.
  const stored = readOr(() => storage.get(DEVICE_KEY), null);
  if (stored === null) return createId(random, DEVICE_ID_LENGTH);
  if (typeof stored === 'string' && isSafeId(stored) && stored.length >= DEVICE_ID_LENGTH) return stored;
  const device = createId(random, DEVICE_ID_LENGTH);
  try {
    storage.set(DEVICE_KEY, device);
  } catch (thrown) {
    logger.warn('device_not_stored', { error: describeError(thrown) });
  }
  return device;
}

function buildSocket({ wx, clock, random, config, logger }: Surroundings, serverUrl: string): SocketService {
  const transport = config.transport === 'task' ? createTaskTransport(wx) : createGlobalTransport(wx);
  return createSocketService({
    transport,
    url: toSocketUrl(serverUrl),
    protocols: [SUBPROTOCOL],
    clock,
    random,
    logger,
    tcpNoDelay: true,
    // An open socket proves little; a welcome does.
    healthyFrom: 'confirm',
    // The session decides what an end means, by words and codes of the protocol; a proxy's 404 passes.
    isFinal: () => false,
  });
}

function buildAccount(surroundings: Surroundings, settings: StoredSettings, api: Api): StoredAccount {
  const { wx, clock, random, storage, logger } = surroundings;
  return new StoredAccount({
    api,
    clock,
    storage,
    logger,
    serverUrl: settings.current.serverUrl,
    isServerKnown: () => !settings.isWaiting,
    language: () => settings.language,
    askCode: () => askSignInCode(wx, clock),
    makeSecret: () => createSecret(wx, random, clock),
  });
}

/** The chat tells the newest profile; the settings tell the server. */
function connectServices(chat: ManagedChatClient, account: StoredAccount, settings: StoredSettings): void {
  let { serverUrl } = settings.current;
  chat.onChange(({ self }) => {
    if (self) account.adopt(self);
  });
  account.onRemembered((self) => chat.remember(self));
  settings.onChange((next) => {
    if (next.serverUrl === serverUrl) return;
    serverUrl = next.serverUrl;
    account.useServer(serverUrl);
    chat.switchServer(toSocketUrl(serverUrl), account.self);
  });
}

/** No draft keeps the words of what was taken back, blocked, deleted here or left. */
function connectDrafts(
  surroundings: Surroundings,
  chat: ManagedChatClient,
  whose: Pick<DraftsOptions, 'host' | 'scope'>,
): StoredDrafts {
  const drafts = new StoredDrafts({
    ...{ ...surroundings, ...whose },
    absenceOf: (room, message) => absenceOf(chat.state, room, message),
  });
  let shown = chat.state;
  chat.onChange((state) => {
    const { recalled, blocked, hidden, rooms } = shown;
    shown = state;
    const isSame = recalled === state.recalled && blocked === state.blocked && hidden === state.hidden;
    if (!isSame || rooms.ids !== state.rooms.ids) drafts.emptyQuotes();
  });
  return drafts;
}

interface FileSources {
  readonly api: Api;
  readonly account: StoredAccount;
  readonly settings: StoredSettings;
  readonly chat: ManagedChatClient;
}

/** Addresses are asked for over a connection, and are of one person on one server. */
function connectFiles({ clock, logger }: Surroundings, sources: FileSources): FileAddresses {
  const { api, account, settings, chat } = sources;
  let owner = '';
  const ownerNow = (): string => `${settings.current.serverUrl} ${account.self?.user ?? ''}`;
  const files = new FileAddresses({
    // How long an address is good is the server's to say.
    clock: { now: () => chat.now(), after: (ms, fn) => clock.after(ms, fn) },
    ...{ api, logger, tickets: account },
    serverUrl: () => settings.current.serverUrl,
  });
  chat.onConnection(({ state }) => {
    if (ownerNow() !== owner) files.forget();
    owner = ownerNow();
    if (state === 'online') files.refresh();
  });
  return files;
}

/** Reads what the phone has and connects nothing: `chat.start()` does. Whoever makes a second one closes the first. */
export function createClient(options: CreateClientOptions): Client {
  const { wx, clock = systemClock, random = systemRandom, logger = createLogger(wx) } = options;
  const config = { ...readConfig(wx), ...options.config };
  const storage = createStorage(wx);
  const surroundings: Surroundings = { wx, clock, random, config, logger, storage };
  const system = readSystem(wx);
  const settings = new StoredSettings({ storage, clock, system, logger, defaultServerUrl: config.serverUrl });
  const api = createApi(createHttp(wx, clock));
  const account = buildAccount(surroundings, settings, api);
  const host = createHostEvents(wx, logger);
  const chat = new ManagedChatClient({
    ...surroundings,
    socket: buildSocket(surroundings, settings.current.serverUrl),
    host,
    tickets: account,
    media: createMedia({
      files: createMediaFiles(wx, random, logger, clock),
      api,
      tickets: account,
      serverUrl: () => settings.current.serverUrl,
    }),
    device: readDevice(surroundings),
    server: toSocketUrl(settings.current.serverUrl),
    app: config.app,
    self: account.self,
  });
  connectServices(chat, account, settings);
  const scope = (): AccountScope | null =>
    account.self && { server: toSocketUrl(settings.current.serverUrl), user: account.self.user };
  const files = connectFiles(surroundings, { api, account, settings, chat });
  const drafts = connectDrafts(surroundings, chat, { host, scope });
  return {
    chat,
    account,
    settings,
    drafts,
    recentEmoji: createRecentEmoji({ storage, logger }),
    announcements: createClosedAnnouncements({ storage, logger, scope }),
    privacy: createPrivacy(wx, logger, clock),
    reminders: createReminders(wx, config.reminderTemplateId, clock),
    recorder: new Recorder(wx, clock),
    player: createVoicePlayer(wx, clock),
    fileUrl: (path) => files.url(path),
    onFileUrls: (listener) => files.onChange(listener),
    renewFileUrls: () => files.renew(),
    now: () => chat.now(),
    phoneNow: () => clock.now(),
    after: (ms, fn) => clock.after(ms, fn),
    answerWithin: (ms, ask, otherwise) => answerWithin(clock, ms, ask, () => otherwise),
    close() {
      chat.close();
      files.close();
      account.close();
      drafts.close();
      settings.close();
      host.close();
    },
  };
}
