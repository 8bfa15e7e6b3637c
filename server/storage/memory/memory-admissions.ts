/**
 * How people get into a room, without a disk. Looks rooms and members up in the store it belongs to.
 */
import type { RoomId, User, UserId } from '../../../miniprogram/core/protocol/fields';
import type { AdmissionStore, Place, StoredInvitation } from '../admission-port';
import type { MemoryMember } from './memory-governance';

/** What the store shows of its rooms, and lets be done with them. */
export interface AdmissionRooms {
  members(): Iterable<readonly [RoomId, ReadonlyMap<UserId, MemoryMember>]>;
  user(user: UserId): User | undefined;
  enter(place: Place): Promise<boolean>;
  setEmptied(room: RoomId, at: number): void;
  reopen(room: RoomId, name: string): boolean;
  /** True when messages are left. */
  dropMessages(room: RoomId, limit: number): boolean;
  drop(room: RoomId): void;
}

const isSpent = ({ expiresAt, uses, maxUses }: StoredInvitation, now: number): boolean =>
  expiresAt <= now || uses >= maxUses;

/** For tests: nothing is on a disk. */
export class MemoryAdmissions implements AdmissionStore {
  private readonly invitations = new Map<string, StoredInvitation>();
  private readonly waiting = new Map<RoomId, Map<UserId, number>>();

  constructor(private readonly rooms: AdmissionRooms) {}

  async addInvitation(invitation: StoredInvitation): Promise<void> {
    this.invitations.set(invitation.code, invitation);
  }

  async findInvitation(code: string): Promise<StoredInvitation | null> {
    return this.invitations.get(code) ?? null;
  }

  async invitationsOf(room: RoomId, now: number): Promise<readonly StoredInvitation[]> {
    const own = [...this.invitations.values()].filter((each) => each.room === room);
    for (const each of own) if (isSpent(each, now)) this.invitations.delete(each.code);
    const left = own.filter((each) => !isSpent(each, now));
    return left.sort((a, b) => b.at - a.at || (a.code < b.code ? -1 : 1));
  }

  async admitInvited(code: string, place: Place): Promise<'admitted' | 'spent' | 'member'> {
    const found = this.invitations.get(code);
    if (this.membersOf(place.room).has(place.user)) return 'member';
    if (found?.room !== place.room || isSpent(found, place.at)) return 'spent';
    this.invitations.set(code, { ...found, uses: found.uses + 1 });
    await this.rooms.enter(place);
    return 'admitted';
  }

  async endInvitations(room: RoomId, code?: string): Promise<void> {
    for (const each of [...this.invitations.values()]) {
      if (each.room === room && (code === undefined || each.code === code))
        this.invitations.delete(each.code);
    }
  }

  private membersOf(room: RoomId): ReadonlyMap<UserId, MemoryMember> {
    return new Map(this.rooms.members()).get(room) ?? new Map<UserId, MemoryMember>();
  }

  async addWaiting(
    room: RoomId,
    user: UserId,
    at: number,
    limit: number,
  ): Promise<'added' | 'there' | 'full'> {
    const here = this.waiting.get(room) ?? new Map<UserId, number>();
    if (here.has(user)) return 'there';
    const elsewhere = [...this.waiting.values()].filter((users) => users.has(user)).length;
    if (Math.max(here.size, elsewhere) >= limit) return 'full';
    this.waiting.set(room, here.set(user, at));
    return 'added';
  }

  async admitWaiting(place: Place): Promise<boolean> {
    if (!(await this.dropWaiting(place.room, place.user))) return false;
    await this.rooms.enter(place);
    return true;
  }

  async dropWaiting(room: RoomId, user: UserId): Promise<boolean> {
    return this.waiting.get(room)?.delete(user) ?? false;
  }

  async waitingOf(room: RoomId, limit: number) {
    const all = [...(this.waiting.get(room) ?? [])].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
    const people = all.flatMap(([id, at]) => {
      const user = this.rooms.user(id);
      return user ? [{ user: id, name: user.name, avatar: user.avatar, at }] : [];
    });
    return people.slice(0, limit);
  }

  async waitingCounts(): Promise<ReadonlyMap<RoomId, number>> {
    const counts = [...this.waiting].map(([room, users]) => [room, users.size] as const);
    return new Map(counts.filter(([, count]) => count > 0));
  }

  async listStaff() {
    return [...this.rooms.members()].flatMap(([room, members]) =>
      [...members].flatMap(([user, { role }]) => (role === 'member' ? [] : [{ room, user, role }])),
    );
  }

  async setEmptied(rooms: readonly RoomId[], at: number): Promise<void> {
    for (const room of rooms) this.rooms.setEmptied(room, at);
  }

  async reopen(room: RoomId, name: string): Promise<boolean> {
    return this.rooms.reopen(room, name);
  }

  async dropRoom(room: RoomId, limit: number): Promise<'dropped' | 'more' | 'occupied'> {
    if (this.membersOf(room).size > 0) return 'occupied';
    if (this.rooms.dropMessages(room, limit)) return 'more';
    await this.endInvitations(room);
    this.waiting.delete(room);
    this.rooms.drop(room);
    return 'dropped';
  }
}
