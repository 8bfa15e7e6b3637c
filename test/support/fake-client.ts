/**
 * A client that a test drives by hand: it shows the state it is given and records what pages ask of it.
 */
import type { Undo } from '../../miniprogram/core/base/emitter';
import { silentLogger } from '../../miniprogram/core/base/logger';
import type { ChatClient, ConnectionView } from '../../miniprogram/core/chat/chat-types';
import type { KeyValueStorage } from '../../miniprogram/core/chat/ports';
import type {
  MemberList,
  MemberNews,
  RoomService,
} from '../../miniprogram/core/chat/rooms/room-service-types';
import type { ClientMessageId, Epoch, RoomId } from '../../miniprogram/core/protocol/fields';
import { absenceOf } from '../../miniprogram/core/store/copies';
import { EMPTY_STATE, type ChatState } from '../../miniprogram/core/store/state';
import type {
  AccountService,
  Client,
  Language,
  PlayerService,
  Profile,
  RecorderService,
  Settings,
  Theme,
} from '../../miniprogram/services/client-types';
import { answerWithin } from '../../miniprogram/platform/answer-within';
import { createPrivacy } from '../../miniprogram/platform/privacy';
import { createClosedAnnouncements } from '../../miniprogram/services/closed-announcements';
import { StoredDrafts } from '../../miniprogram/services/drafts';
import { createRecentEmoji } from '../../miniprogram/services/recent-emoji';
import { createManualClock, type ManualClock } from './manual-clock';

type Commands = Omit<ChatClient, 'connection' | 'state' | 'onConnection' | 'onChange' | 'rooms'> &
  RoomService &
  Omit<AccountService, 'profile' | 'onChange'> & {
    startRecording: RecorderService['start'];
    stopRecording: RecorderService['stop'];
    cancelRecording: RecorderService['cancel'];
    play: PlayerService['play'];
    stopPlaying: PlayerService['stop'];
    aboutMembers(room: RoomId, ...asked: Parameters<MemberList['about']>): ReturnType<MemberList['about']>;
    restList(room: RoomId): void;
    closeList(room: RoomId): void;
  };

export interface FakeClient {
  readonly client: Client;
  readonly clock: ManualClock;
  /** What was asked, in order: the command's name and its arguments. */
  readonly asked: (readonly [name: string, ...args: unknown[]])[];
  /** Answers of the commands; a test replaces what it needs. */
  readonly answers: { -readonly [Name in keyof Commands]?: Commands[Name] };
  setState(state: ChatState): void;
  setConnection(view: ConnectionView): void;
  setProfile(profile: Profile | null): void;
  /** What becomes of members whom a page follows. */
  tellMembers(news: Partial<MemberNews>): void;
  /** The platform needs the person's agreement; `resolve` hears what the page says to that. */
  needPrivacy(resolve: (answer: object) => void): void;
  /** How many listeners pages have registered: for leak tests. */
  readonly listeners: number;
  /** How often somebody was noticed. */
  readonly wakes: number;
}

export const ONLINE: ConnectionView = { state: 'online', since: 0, checking: false, catchingUp: 0 };

function createList<T>() {
  const listeners = new Set<(value: T) => void>();
  return {
    on(listener: (value: T) => void): Undo {
      const entry = (value: T): void => listener(value);
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    emit: (value: T) => [...listeners].forEach((listener) => listener(value)),
    size: () => listeners.size,
  };
}

/** A phone's storage: what one client kept there, the next one finds. */
export type PhoneValues = Map<string, unknown>;

function createStorage(values: PhoneValues): KeyValueStorage {
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
    keys: () => [...values.keys()],
  };
}

export function createFakeClient(
  start: Partial<Settings> = {},
  values: PhoneValues = new Map<string, unknown>(),
  /** What the person says when asked whether to be reminded; null: that is not offered. */
  reminderAnswer: 'accepted' | 'refused' | 'failed' | null = null,
): FakeClient {
  const clock = createManualClock(new Date(2026, 8, 21, 12, 0).getTime());
  const asked: FakeClient['asked'] = [];
  const answers: FakeClient['answers'] = {};
  const changes = createList<ChatState>();
  const connections = createList<ConnectionView>();
  const profiles = createList<Profile | null>();
  const settingsChanges = createList<Settings>();
  let state = EMPTY_STATE;
  let connection: ConnectionView = ONLINE;
  let profile: Profile | null = null;
  let settings: Settings = {
    serverUrl: 'http://localhost:8080',
    language: 'zh-CN',
    theme: 'light',
    ...start,
  };

  const command =
    <Name extends keyof Commands>(name: Name, fallback: Commands[Name]) =>
    (...args: unknown[]): unknown => {
      asked.push([name, ...args]);
      const answer = (answers[name] ?? fallback) as (...all: unknown[]) => unknown;
      return answer(...args);
    };

  const nobody = () => Promise.resolve({ members: [], more: false });
  let tellMembers: (news: Partial<MemberNews>) => void = () => undefined;

  const chat = {
    get connection() {
      return connection;
    },
    get state() {
      return state;
    },
    onConnection: connections.on,
    onChange: changes.on,
    start: command('start', () => undefined),
    retryNow: command('retryNow', () => undefined),
    expectHide: command('expectHide', () => undefined),
    wake: () => void (wakes += 1),
    close: command('close', () => undefined),
    sendText: command('sendText', () => 'c-new' as ClientMessageId),
    sendMedia: command('sendMedia', () => Promise.resolve('c-new' as ClientMessageId)),
    markHeard: command('markHeard', () => undefined),
    sendBody: command('sendBody', () => 'c-new' as ClientMessageId),
    recall: command('recall', () => Promise.resolve()),
    react: command('react', () => undefined),
    deleteForMe: command('deleteForMe', () => undefined),
    resend: command('resend', () => undefined),
    discard: command('discard', () => null),
    loadOlder: command('loadOlder', () => Promise.resolve()),
    fillGap: command('fillGap', () => Promise.resolve()),
    loadAround: command('loadAround', () => Promise.resolve()),
    markRead: command('markRead', () => undefined),
    setTyping: command('setTyping', () => undefined),
    createRoom: command('createRoom', () => Promise.resolve('new1' as RoomId)),
    joinRoom: command('joinRoom', (code) => Promise.resolve(code as RoomId)),
    leaveRoom: command('leaveRoom', () => Promise.resolve()),
    cancelJoin: command('cancelJoin', () => Promise.resolve()),
    rooms: {
      setFlags: command('setFlags', () => Promise.resolve()),
      members: command('members', nobody),
      memberList: (room: RoomId, onNews: (news: MemberNews) => void) => {
        tellMembers = (news) => onNews({ ...{ online: [], offline: [], gone: [], members: [] }, ...news });
        const of = (act: (...args: unknown[]) => unknown) => act.bind(null, room);
        return {
          page: of(command('members', nobody)),
          about: of(command('aboutMembers', () => Promise.resolve([]))),
          rest: of(command('restList', () => undefined)),
          close: of(command('closeList', () => undefined)),
        } as MemberList;
      },
      directory: command('directory', () => Promise.resolve({ rooms: [], more: false })),
      act: command('act', () => Promise.resolve()),
      admissions: command('admissions', () => Promise.resolve({ invitations: [], waiting: [], more: false })),
      report: command('report', () => Promise.resolve()),
      setBlocked: command('setBlocked', () => Promise.resolve()),
      search: command('search', () => Promise.resolve({ epoch: 'e1' as Epoch, messages: [], before: 0 })),
      media: command('media', () => Promise.resolve({ epoch: 'e1' as Epoch, messages: [], before: 0 })),
      seqAt: command('seqAt', () => Promise.resolve({ epoch: 'e1' as Epoch, seq: 0 })),
      dismissLost: command('dismissLost', () => undefined),
    },
  } as ChatClient;

  const account = {
    get profile() {
      return profile;
    },
    onChange: profiles.on,
    updateProfile: command('updateProfile', () => Promise.resolve()),
    uploadAvatar: command('uploadAvatar', () => Promise.resolve()),
  } as AccountService;

  const storage = createStorage(values);
  const scope = () => state.self && { server: 'ws://fake', user: state.self.user };
  const drafts = new StoredDrafts({
    storage,
    clock,
    logger: silentLogger,
    host: { on: () => () => undefined },
    scope,
    absenceOf: (room, message) => absenceOf(state, room, message),
  });
  let wakes = 0;
  let needPrivacy: ((resolve: (answer: object) => void) => void) | null = null;
  const privacy = createPrivacy(
    {
      onNeedPrivacyAuthorization: (listener) => (needPrivacy = listener as typeof needPrivacy),
      openPrivacyContract: () => asked.push(['openPrivacyContract']),
    },
    silentLogger,
    clock,
  );
  const client: Client = {
    privacy,
    reminders: {
      isOffered: reminderAnswer !== null,
      ask: () => Promise.resolve(reminderAnswer ?? 'failed'),
    },
    recorder: {
      isAvailable: true,
      start: command('startRecording', () => Promise.resolve('recording' as const)),
      stop: command('stopRecording', () => Promise.resolve(null)),
      cancel: command('cancelRecording', () => undefined),
    } as RecorderService,
    player: {
      play: command('play', () => Promise.resolve('ended' as const)),
      stop: command('stopPlaying', () => undefined),
    } as PlayerService,
    chat,
    account,
    drafts,
    recentEmoji: createRecentEmoji({ storage, logger: silentLogger }),
    announcements: createClosedAnnouncements({ storage, logger: silentLogger, scope }),
    settings: {
      get current() {
        return settings;
      },
      update(change) {
        asked.push(['updateSettings', change]);
        settings = { ...settings, ...change };
        settingsChanges.emit(settings);
      },
      onChange: settingsChanges.on,
      get language(): Language {
        return settings.language === 'auto' ? 'zh-CN' : settings.language;
      },
      get theme(): Theme {
        return settings.theme === 'auto' ? 'light' : settings.theme;
      },
    },
    fileUrl: (avatar) => (avatar.startsWith('/media/') ? `${settings.serverUrl}${avatar}` : ''),
    onFileUrls: () => () => undefined,
    renewFileUrls: () => void asked.push(['renewFileUrls']),
    now: () => clock.now(),
    phoneNow: () => clock.now(),
    after: (ms, fn) => clock.after(ms, fn),
    answerWithin: (ms, ask, otherwise) => answerWithin(clock, ms, ask, () => otherwise),
    close: () => drafts.close(),
  };

  return {
    client,
    clock,
    asked,
    answers,
    setState(next) {
      state = next;
      changes.emit(next);
    },
    setConnection(next) {
      connection = next;
      connections.emit(next);
    },
    setProfile(next) {
      profile = next;
      profiles.emit(next);
    },
    get wakes() {
      return wakes;
    },
    tellMembers: (news) => tellMembers(news),
    needPrivacy: (resolve) => needPrivacy?.(resolve),
    get listeners() {
      return changes.size() + connections.size() + profiles.size() + settingsChanges.size();
    },
  };
}
