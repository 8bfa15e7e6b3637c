/**
 * Builds the parts of the chat and connects them to each other. Who listens to what is in `chat-client.ts`.
 */
import type { Clock, Random } from '../base/clock';
import type { Logger } from '../base/logger';
import type { Cursor, Message, User, UserId } from '../protocol/fields';
import type { SocketService } from '../socket/socket-types';
import { setMarker, setTyping } from '../store/members';
import { noteRecalled, noteRecalledItems } from '../store/copies';
import { EMPTY_STATE, messageKey, type ChatState } from '../store/state';
import { UNKNOWN_EPOCH } from '../store/timeline';
import { addUsers } from '../store/users';
import { CacheStorage } from './cache/cache-storage';
import { createClientIds } from './outbox/client-ids';
import { Dispatcher } from './rooms/dispatch';
import { History } from './rooms/history';
import { LocalCache, type LocalCacheOptions } from './cache/local-cache';
import { MessageCommands } from './rooms/message-commands';
import { createMessageMarks } from './cache/message-marks';
import { Outbox } from './outbox/outbox';
import { createOutboxStorage } from './outbox/outbox-storage';
import type { OutboxOptions } from './outbox/outbox-types';
import type { HostEvents, KeyValueStorage, MediaPort, TicketSource } from './ports';
import { createWaitingRequests } from './rooms/waiting-requests';
import { readOr } from './read-again';
import { createReadMarkers } from './rooms/read-markers';
import { createRequests, type Requests } from './rooms/requests';
import { createRoomCommands } from './rooms/room-commands';
import { ManagedRoomService } from './rooms/room-service';
import { RoomSync } from './rooms/room-sync';
import { Session } from './session/session';
import { createSendingCheck } from './outbox/sending-check';
import { createServerTime } from './server-time';
import { createStateBox, type StateBox } from './state-box';
import type { AccountScope } from './storage-keys';
import { createTyping } from './rooms/typing';
import { createUserDirectory, peopleOf } from './rooms/user-directory';

export interface ChatClientOptions {
  readonly socket: SocketService;
  readonly clock: Clock;
  readonly random: Random;
  readonly storage: KeyValueStorage;
  readonly host: HostEvents;
  readonly tickets: TicketSource;
  readonly media: MediaPort;
  readonly logger: Logger;
  /** Made once per installation, 8 characters or more. */
  readonly device: string;
  /** Address of the chat server: what is kept on the phone belongs to it. */
  readonly server: string;
  /** Name and version of the app. */
  readonly app: string;
  /** Who was signed in here last: what they write before the first connection waits in their outbox. */
  readonly self: User | null;
}

function readCursors(state: ChatState): readonly Cursor[] {
  return state.rooms.ids.flatMap((room) => {
    const timeline = state.timelines[room];
    const isKnown = timeline && timeline.epoch !== UNKNOWN_EPOCH;
    return isKnown ? [{ room, epoch: timeline.epoch, seq: timeline.cursor }] : [];
  });
}

/** What stays on the phone, and whose it is. */
function buildKeeping(
  options: ChatClientOptions,
  box: StateBox,
  onCache: Pick<LocalCacheOptions, 'onRestored' | 'onLateList'>,
) {
  const { storage, clock, logger } = options;
  let { server } = options;
  const scopeOf = (user: UserId): AccountScope => ({ server, user });
  const spare = new CacheStorage({ storage, clock, logger });
  const cache = new LocalCache({ box, clock, logger, scopeOf, storage: spare, ...onCache });
  const makeRoom = (): boolean => spare.giveWay();
  const outboxStorage = createOutboxStorage({ storage, logger, scopeOf, makeRoom });
  return { cache, outboxStorage, scopeOf, moveTo: (url: string) => void (server = url) };
}

type Keeping = ReturnType<typeof buildKeeping>;

function buildHints(
  options: ChatClientOptions,
  parts: { box: StateBox; session: Session; requests: Requests; cache: Keeping['cache'] },
) {
  const { clock, logger } = options;
  const { box, session, requests, cache } = parts;
  const typing = createTyping({
    clock,
    send: (room, on) => void session.send({ type: 'typing', room, on }),
    show: (room, user, on) => box.update((state) => setTyping(state, room, user, on)),
  });
  const markers = createReadMarkers({
    send: (room, seq) => session.send({ type: 'read', room, seq }),
    onNotSent: () => cache.flush(),
  });
  const directory = createUserDirectory({
    clock,
    requests,
    logger,
    isKnown: (user) => box.state.users[user] !== undefined,
    onUsers: (users) => box.update((state) => addUsers(state, users)),
  });
  return { typing, markers, directory };
}

function buildOutbox(
  options: ChatClientOptions,
  parts: { box: StateBox; session: Session; keeping: Keeping },
  onEventAnswer: OutboxOptions['onEventAnswer'],
) {
  const { box, session, keeping } = parts;
  // Nothing of the state is another thing, but what pages make of it.
  const serverTime = createServerTime(options.clock, () => box.update((state) => ({ ...state })));
  const outbox = new Outbox({
    ...options,
    box,
    storage: keeping.outboxStorage,
    serverNow: () => serverTime.known(),
    newClientId: createClientIds(options.device, options.random),
    newRequestId: () => session.nextRequestId(),
    send: (frame, onSendRefused) => session.send(frame, onSendRefused),
    onOverdue: () => session.probe('ack overdue'),
    onSuspect: () => session.probe('a message may have ended the last connection'),
    onEventAnswer,
  });
  const checkSending = createSendingCheck(box, () => serverTime.now());
  return { outbox, uploads: outbox.uploads, serverTime, checkSending };
}

type Hints = ReturnType<typeof buildHints>;

/** What was kept names people who may have other names by now, and read markers that the server may not know. */
function followCache(
  box: StateBox,
  hints: () => Pick<Hints, 'directory' | 'markers'>,
): Pick<LocalCacheOptions, 'onRestored' | 'onLateList'> {
  return {
    onRestored(people) {
      const { directory, markers } = hints();
      directory.markStale(people.map(({ user }) => user));
      box.update(noteRecalledItems);
      for (const { room, read } of Object.values(box.state.rooms.byId)) markers.restore(room, read);
    },
    onLateList(rooms) {
      const { self } = box.state;
      for (const { room, epoch, read } of rooms) {
        const known = box.state.rooms.byId[room];
        if (!self || known?.epoch !== epoch || read <= known.read || read > known.lastSeq) continue;
        box.update((state) => setMarker(state, room, self.user, read));
        hints().markers.mark(room, read);
      }
    },
  };
}

/** What these messages take back is shown nowhere; and what waits to be sent is stored with what it quotes. */
function takeBack(
  box: StateBox,
  outbox: Pick<Outbox, 'emptyQuotes'>,
  messages: Parameters<typeof noteRecalled>[1],
): void {
  const before = box.state.recalled;
  box.update((state) => noteRecalled(state, messages));
  const { recalled } = box.state;
  if (recalled === before) return;
  outbox.emptyQuotes(({ user, clientId }) => recalled[messageKey(user, clientId)] ?? false);
}

/** Everything the chat consists of. */
export type ChatParts = ReturnType<typeof createChatParts>;

/** Connects nothing to the server yet; whoever made them closes each. */
export function createChatParts(options: ChatClientOptions) {
  const { clock, logger } = options;
  const box = createStateBox(EMPTY_STATE, logger);
  const session = new Session({ ...options, cursors: () => readCursors(box.state) });
  const requests = createRequests(session, clock);
  const keeping = buildKeeping(
    options,
    box,
    followCache(box, () => hints),
  );
  const { cache, moveTo, scopeOf } = keeping;
  const { outbox, ...sending } = buildOutbox(options, { box, session, keeping }, (entry, failure) => {
    messages.onAnswer(entry, failure);
    // The own recall is known by its ack, before its echo.
    const { self } = box.state;
    if (failure === null && self) takeBack(box, outbox, [{ ...entry, user: self.user }]);
  });
  const hints = buildHints(options, { box, session, requests, cache });

  const onMessages = (messages: readonly Message[]): void => {
    const self = box.state.self?.user;
    for (const message of messages) if (message.user === self) outbox.settle(message.clientId);
    hints.directory.need(messages.flatMap(peopleOf));
    takeBack(box, outbox, messages);
  };
  const onForeignEpoch = (): void => session.resync('a room began another epoch');
  const sync = new RoomSync({ clock, box, requests, logger, onMessages, onForeignEpoch });
  const history = new History({ box, requests, onMessages });
  const waitingRequests = createWaitingRequests(session, requests, clock);
  const commands = createRoomCommands({ box, requests: waitingRequests, markers: hints.markers });
  const rooms = new ManagedRoomService({ box, requests: waitingRequests, atOnce: requests });
  const hidden = createMessageMarks('hidden', { ...options, box, scopeOf });
  const heard = createMessageMarks('heard', { ...options, box, scopeOf });
  const messages = new MessageCommands({
    ...{ clock, box, outbox, hidden },
    check: sending.checkSending,
    isOnline: () => session.state.state === 'ready',
    connected: waitingRequests.connected,
  });
  const shared = { box, outbox, ...sending, hidden, heard, requests, waitingRequests, sync, rooms, ...hints };
  const dispatcher = new Dispatcher({ ...shared, onMessages });

  /** Shows what this phone has of a person before anything is asked of the server. */
  const signIn = (self: User): void => {
    box.update((state) => ({ ...addUsers(state, [self]), self }));
    cache.restore(self.user);
    hidden.open(self.user);
    heard.open(self.user);
    outbox.open(self.user);
  };
  /** The app may be ended without a word. */
  const keep = (): void => {
    outbox.storeUnsaved();
    cache.keep();
  };
  /** Files of messages that were sent or taken back meanwhile. */
  const tidy = (): void => {
    const files = readOr(() => keeping.outboxStorage.filesInUse(), null);
    // Else some that cannot be told apart now would be lost; the next start tries again.
    if (files) options.media.removeOthers(files);
  };
  return { ...shared, tidy, session, history, commands, messages, dispatcher, cache, signIn, keep, moveTo };
}
