/**
 * The handshake: checks version and ticket, takes over from an older connection of the same device, and answers with
 * `welcome` and everything that was missed. Subscribing and taking the heads happens in one turn; what goes live while
 * the missed messages are read waits behind them.
 */
import { createId } from '../../miniprogram/core/base/ids';
import { err, ok, type Result } from '../../miniprogram/core/base/result';
import type { RoomState, UserId } from '../../miniprogram/core/protocol/fields';
import {
  DEDUPE_DAYS,
  MAX_FRAME_BYTES,
  MAX_IN_FLIGHT,
  MAX_TEXT_CODE_POINTS,
  NONCE_LENGTH,
  TAG_LENGTH,
} from '../../miniprogram/core/protocol/limits';
import type { UpFrameOf } from '../../miniprogram/core/protocol/up';
import { PROTOCOL_VERSION } from '../../miniprogram/core/protocol/version';
import { BANNED } from '../auth/accounts';
import { describeMarkers, describeRoom, firstSeen, type Room } from '../rooms/room';
import type { MemberRow, StoredUser } from '../storage/port';
import { UsedUpError, type Turn } from '../cost/lane';
import { EACH, FRAME_PRICES } from '../cost/prices';
import { createTokenBucket } from '../token-bucket';
import { encodeAround } from '../text-frame';
import { readAllMissed, type Missed, type Reader } from './catch-up';
import type { ServerContext } from './context';
import { createPeer, createSeat, inSeating, type Peer, type PeerOptions } from './peer';
import { addAllUnread } from './unread';
import { planResume, type ResumePlan } from './resume';
import { findRemovals } from './removal';
import { closeWithBye, closeWithError, reconnectRangeAfter, type CloseNotice } from './wire';

type Hello = UpFrameOf<'hello'>;
type Line = Pick<PeerOptions, 'wire' | 'address' | 'isGone' | 'end'>;

/** Read in the turn that takes the seats: news of a change reaches only who has one. */
interface Identity {
  readonly user: StoredUser;
  readonly memberships: readonly MemberRow[];
  readonly blocked: readonly UserId[];
}

const TICKET_REASONS = {
  auth_failed: 'The ticket was not made by this server.',
  auth_expired: 'The ticket is older than one hour, or was ended: sign in again.',
} as const;
const NO_ACCOUNT = 'This account does not exist any more.';
const SESSION_ID_LENGTH = 16;
/** Rooms of a welcome that are written as JSON in one go: their newest messages may have 16 KB each. */
const ROOMS_PER_TURN = 8;

async function identify(context: ServerContext, hello: Hello): Promise<Result<UserId, CloseNotice>> {
  if (hello.version !== PROTOCOL_VERSION) {
    const reason = `This server speaks version ${PROTOCOL_VERSION}, hello has version ${hello.version}.`;
    return err(closeWithError('version', reason));
  }
  if (hello.nonce.length < NONCE_LENGTH) {
    const reason = `The nonce has ${hello.nonce.length} characters, it needs at least ${NONCE_LENGTH}.`;
    return err(closeWithError('bad_frame', reason));
  }
  const ticket = context.tickets.verify(hello.ticket);
  if (!ticket.ok) return err(closeWithError(ticket.error, TICKET_REASONS[ticket.error]));
  const waitMs = context.costs.ofPerson(ticket.value).take(FRAME_PRICES.hello);
  if (waitMs > 0) return err(closeWithBye('overload', reconnectRangeAfter(waitMs)));
  const user = await context.accounts.find(ticket.value);
  if (!user) return err(closeWithError('auth_failed', NO_ACCOUNT));
  if (await context.accounts.isBanned(user.user)) return err(closeWithError('banned', BANNED));
  return ok(user.user);
}

/** All is asked at once, so that it is of one moment; null when the account is gone. */
async function readIdentity({ accounts, store }: ServerContext, id: UserId): Promise<Identity | null> {
  const [user, memberships, blocked] = await Promise.all([
    accounts.find(id),
    store.membershipsOf(id),
    store.governance.blocksOf(id),
  ]);
  return user ? { user, memberships, blocked } : null;
}

/** What the store remembers of a member. */
export type MemberView = Omit<MemberRow, 'room'>;

interface Entry {
  readonly room: Room;
  readonly plan: ResumePlan;
  readonly state: RoomState;
}

/** Subscribes the peer to one of its rooms and decides, in the same turn, what it is sent of it. */
export function enterRoom(
  context: ServerContext,
  peer: Peer,
  room: Room,
  view: { readonly since: Hello['rooms'][number] | null; readonly row: MemberView },
): Entry {
  const { flags, membership: standing, joinedAt } = view.row;
  const since = Math.min(view.row.since, room.lastSeq + 1);
  if (view.row.damage !== undefined) context.rooms.noteDamage(room.room, view.row.damage);
  const oldest = firstSeen(room, since);
  // Nobody can read what was trimmed: it is not unread.
  const read = Math.max(oldest - 1, context.rooms.reads.latest(room.room, peer.user, view.row.read));
  const seat = peer.seats.get(room.room) ?? createSeat(room, read);
  seat.membership = standing;
  seat.since = since;
  peer.seats.set(room.room, seat);
  context.rooms.subscribe(room, peer);
  const plan = planResume({ ...room, oldest }, view.since, context.limits.maxResumeMessages);
  const gap = plan.gap ? { gap: plan.gap } : {};
  const markers = describeMarkers(room, peer.user, context.limits.maxMarkerMembers);
  const joined = joinedAt > 0 ? { joined: joinedAt } : {};
  const own = { from: plan.from, read, flags, standing, ...joined };
  return { room, plan, state: describeRoom(room, { ...own, ...gap, ...markers }, since) };
}

/** The state of a room together with what is really sent of it, and whether it could be read. */
export function withMissed(context: ServerContext, state: RoomState, missed: Missed | undefined): RoomState {
  const isBad = context.rooms.get(state.room)?.isUnreadable ?? false;
  const unreadable = isBad ? { unreadable: true } : {};
  if (!missed) return { ...state, ...unreadable };
  const { from, gap } = missed;
  return { ...state, from, ...(gap ? { gap } : {}), ...unreadable };
}

/** For this person, in this turn. */
export const readerOf = ({ store, rooms }: ServerContext, { user, budget }: Peer, turn: Turn): Reader => ({
  ...{ store, user, budget, turn },
  noteDamage: (room, thrown) => rooms.noteDamage(room, thrown),
});

function enterRooms(context: ServerContext, peer: Peer, hello: Hello, identity: Identity): Entry[] {
  const cursors = new Map(hello.rooms.map((cursor) => [cursor.room, cursor]));
  const entries = identity.memberships.flatMap((row) => {
    const room = context.rooms.get(row.room);
    const since = cursors.get(row.room) ?? null;
    return room ? [enterRoom(context, peer, room, { since, row })] : [];
  });
  // Counted again when all are entered: this connection may have made its own user come online.
  return entries.map((entry) => ({ ...entry, state: { ...entry.state, online: entry.room.online.size } }));
}

/** `rooms`: as bytes of JSON, because a turn of the event loop is too short for all of them. */
function makeWelcome(
  context: ServerContext,
  peer: Peer,
  hello: Hello,
  { user, blocked }: Identity,
  rooms: readonly Buffer[],
): Buffer {
  const { clock, limits } = context;
  const frame = {
    type: 'welcome',
    version: PROTOCOL_VERSION,
    tag: peer.tag,
    nonce: hello.nonce,
    session: peer.session,
    self: { user: user.user, name: user.name, avatar: user.avatar },
    now: clock.now(),
    heartbeat: { everyMs: limits.heartbeatMs, graceMs: limits.heartbeatGraceMs },
    limits: {
      frameBytes: MAX_FRAME_BYTES,
      textCodePoints: MAX_TEXT_CODE_POINTS,
      inFlight: MAX_IN_FLIGHT,
      dedupeDays: DEDUPE_DAYS,
      turns: true,
    },
    rooms: [],
    ...(blocked.length > 0 ? { blocked } : {}),
  } as const;
  return encodeAround(frame, 'rooms', rooms);
}

/** A connection's own rate, below which a user's rate over all connections holds. */
function createPublishBucket(
  { clock, limits, takePublish }: ServerContext,
  user: UserId,
): Peer['publishBucket'] {
  const own = createTokenBucket(clock, limits.publishBurst, limits.publishPerSecond);
  return { take: () => own.take() || takePublish(user) };
}

/** Rooms, what was missed, and the removals that the phone does not know of. Others have their turn in between. */
async function bringBack(context: ServerContext, peer: Peer, hello: Hello, turn: Turn): Promise<void> {
  const identity = peer.isGone ? null : await readIdentity(context, peer.user);
  if (peer.isGone) return;
  if (!identity) {
    peer.end(closeWithError('auth_failed', NO_ACCOUNT));
    return;
  }
  const { limits } = context;
  const entries = enterRooms(context, peer, hello, identity);
  const counted = await addAllUnread(
    context,
    peer.user,
    entries.map(({ state }) => state),
    identity.blocked,
    turn,
  );
  const reader = readerOf(context, peer, turn);
  const missed = await readAllMissed(entries, limits.maxResumeBytes, reader);
  const rooms: Buffer[] = [];
  for (const [i, state] of counted.entries()) {
    rooms.push(Buffer.from(JSON.stringify(withMissed(context, state, missed[i]))));
    if (i % ROOMS_PER_TURN === 0) await turn();
  }
  const notices = await findRemovals(context, peer, hello, identity.memberships);
  const welcome = makeWelcome(context, peer, hello, identity, rooms);
  peer.budget.charge(entries.length * EACH.room + (welcome.length / 1_024) * EACH.kib);
  peer.release([welcome, ...missed.flatMap(({ frames }) => frames), ...notices]);
}

/** Another connection of this person has used up what this one needs. @throws what is no such thing */
function refuseUsedUp(thrown: unknown): Result<never, CloseNotice> {
  if (thrown instanceof UsedUpError) return err(closeWithBye('overload', reconnectRangeAfter(thrown.waitMs)));
  throw thrown;
}

/** Rejects with what the store throws; the peer is registered then, so whoever calls must end the connection. */
export async function greet(
  context: ServerContext,
  hello: Hello,
  line: Line,
  onPeer: (peer: Peer) => void,
): Promise<Result<Peer, CloseNotice>> {
  const identified = await identify(context, hello);
  if (!identified.ok) return identified;
  const { random, hub } = context;
  const user = identified.value;
  const peer = createPeer({
    ...line,
    session: createId(random, SESSION_ID_LENGTH),
    user,
    device: hello.device,
    tag: hello.nonce.slice(0, TAG_LENGTH),
    publishBucket: createPublishBucket(context, user),
    budget: context.costs.ofPerson(user),
  });
  if (peer.isGone) return ok(peer);
  onPeer(peer);
  for (const older of hub.add(peer, context.limits.maxConnectionsPerPerson)) {
    older.end(closeWithBye('superseded', null));
  }
  peer.hold();
  // Those of one person wait for each other before the gate, so that nobody takes all places.
  const work = (turn: Turn): Promise<void> =>
    context.returns.pass(() => inSeating(peer, () => bringBack(context, peer, hello, turn)));
  return context.lane.run(peer.budget, work).then(() => ok(peer), refuseUsedUp);
}
