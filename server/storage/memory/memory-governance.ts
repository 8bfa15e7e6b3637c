/**
 * How rooms are run, without a disk. Looks members and rooms up in the store it belongs to.
 */
import { createFinder } from '../../../miniprogram/core/base/fold';
import type { RoomFlags, Membership } from '../../../miniprogram/core/protocol/governance';
import type { RoomId, User, UserId } from '../../../miniprogram/core/protocol/fields';
import { searchedIn } from '../../../miniprogram/core/protocol/kinds/facts';
import {
  silenceOf,
  NO_SANCTIONS,
  type GovernanceStore,
  type Hearing,
  type MemberPlace,
  type NewRole,
  type RoomChange,
  type Sanctions,
  type StoredReport,
  type StoredSettings,
  type TextQuery,
} from '../governance-port';
import { nameKey, type StoredMessage } from '../port';
import { lookThrough } from '../look-through';

/** One membership. */
export interface MemoryMember {
  read: number;
  /** First seq that was said after they came in. */
  readonly from: number;
  role: Membership['role'];
  flags: RoomFlags;
  readonly joinedAt: number;
  readonly since: number;
}

/** What the store shows of its rooms. */
export interface GovernedRooms {
  members(room: RoomId): ReadonlyMap<UserId, MemoryMember>;
  ids(): readonly RoomId[];
  user(user: UserId): User | undefined;
  isBanned(user: UserId): boolean;
  log(room: RoomId): readonly StoredMessage[];
  /** False when another room has the name. */
  change(room: RoomId, settings: Partial<StoredSettings>, name?: string): boolean;
}

/** For tests: nothing is on a disk. */
export class MemoryGovernance implements GovernanceStore {
  private readonly sanctions = new Map<string, Sanctions>();
  private readonly reports: StoredReport[] = [];
  private readonly blocks = new Map<UserId, Set<UserId>>();

  constructor(private readonly rooms: GovernedRooms) {}

  mutedUntil(room: RoomId, user: UserId, role: Membership['role']): number {
    return silenceOf(role, this.sanctions.get(`${room}/${user}`)?.mutedUntil ?? 0);
  }

  async membersOf(room: RoomId) {
    return [...this.rooms.members(room)].flatMap(([id, { role, joinedAt }]) => {
      const user = this.rooms.user(id);
      if (!user) return [];
      const { name, avatar } = user;
      return [{ user: id, name, avatar, role, joinedAt, mutedUntil: this.mutedUntil(room, id, role) }];
    });
  }

  private places(room: RoomId): MemberPlace[] {
    const places = [...this.rooms.members(room).keys()].map((user) => {
      return { user, nameKey: nameKey(this.rooms.user(user)?.name ?? '') };
    });
    const keyOf = (place: MemberPlace): string => `${place.nameKey}\0${place.user}`;
    return places.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  async membersByName(room: RoomId, after: MemberPlace | null, limit: number) {
    const all = this.places(room);
    const isBehind = ({ user, nameKey: key }: MemberPlace): boolean =>
      !after || key > after.nameKey || (key === after.nameKey && user > after.user);
    return all.filter(isBehind).slice(0, limit);
  }

  async placesOf(room: RoomId, users: readonly UserId[]) {
    return this.places(room).filter(({ user }) => users.includes(user));
  }

  async describeMembers(room: RoomId, users: readonly UserId[]) {
    const all = await this.membersOf(room);
    return users.flatMap((user) => all.find((member) => member.user === user) ?? []);
  }

  private isAble(user: UserId): boolean {
    return this.rooms.user(user) !== undefined && !this.rooms.isBanned(user);
  }

  async unownedRooms(): Promise<readonly RoomId[]> {
    return this.rooms.ids().filter((room) => {
      const members = [...this.rooms.members(room)];
      return members.length > 0 && !members.some(([user, { role }]) => role === 'owner' && this.isAble(user));
    });
  }

  async successorOf(room: RoomId): Promise<UserId | null> {
    const others = [...this.rooms.members(room)].filter(
      ([user, { role }]) => role !== 'owner' && this.isAble(user),
    );
    const rank = ([user, { role, joinedAt }]: (typeof others)[number]) =>
      [role === 'admin' ? 0 : 1, joinedAt, user] as const;
    others.sort((a, b) => {
      const [x, y] = [rank(a), rank(b)];
      return x[0] - y[0] || x[1] - y[1] || (x[2] < y[2] ? -1 : 1);
    });
    return others[0]?.[0] ?? null;
  }

  async hearingOf(room: RoomId, speaker: UserId, users: readonly UserId[]) {
    return users.flatMap((user): (readonly [UserId, Hearing])[] => {
      const member = this.rooms.members(room).get(user);
      if (!member) return [];
      const isBlocked = this.isBlocked(user, speaker);
      return [[user, member.flags.muted ? 'muted' : isBlocked ? 'blocked' : 'listens']];
    });
  }

  async membershipOf(room: RoomId, user: UserId): Promise<Membership | null> {
    const member = this.rooms.members(room).get(user);
    return member ? { role: member.role, mutedUntil: this.mutedUntil(room, user, member.role) } : null;
  }

  async setRoles(room: RoomId, roles: readonly NewRole[]): Promise<void> {
    for (const [user, role] of roles) {
      const member = this.rooms.members(room).get(user);
      if (member) member.role = role;
    }
  }

  async setFlags(room: RoomId, user: UserId, change: Partial<RoomFlags>): Promise<RoomFlags | null> {
    const member = this.rooms.members(room).get(user);
    if (!member) return null;
    const named = Object.entries(change).filter(([, on]) => on !== undefined);
    member.flags = { ...member.flags, ...Object.fromEntries(named) };
    return member.flags;
  }

  async changeRoom(room: RoomId, { name, ...settings }: RoomChange): Promise<'changed' | 'name_taken'> {
    return this.rooms.change(room, settings, name) ? 'changed' : 'name_taken';
  }

  async sanctionsOf(room: RoomId, user: UserId): Promise<Sanctions> {
    return this.sanctions.get(`${room}/${user}`) ?? NO_SANCTIONS;
  }

  async setSanctions(room: RoomId, user: UserId, change: Partial<Sanctions>): Promise<void> {
    this.sanctions.set(`${room}/${user}`, { ...(await this.sanctionsOf(room, user)), ...change });
  }

  async addReport(report: StoredReport): Promise<void> {
    this.reports.push(report);
  }

  async listReports(): Promise<readonly StoredReport[]> {
    return [...this.reports];
  }

  /** Their blocks, and those of others that are about them. */
  forget(user: UserId): void {
    this.blocks.delete(user);
    for (const blocked of this.blocks.values()) blocked.delete(user);
  }

  isBlocked(user: UserId, other: UserId): boolean {
    return this.blocks.get(user)?.has(other) ?? false;
  }

  async blocksOf(user: UserId): Promise<readonly UserId[]> {
    return [...(this.blocks.get(user) ?? [])].sort();
  }

  async setBlocked(user: UserId, blocked: UserId, on: boolean): Promise<void> {
    const mine = this.blocks.get(user) ?? new Set<UserId>();
    this.blocks.set(user, mine);
    if (on) mine.add(blocked);
    else mine.delete(blocked);
  }

  async findTexts({ room, query, from, before, ...looking }: TextQuery): Promise<readonly StoredMessage[]> {
    const isFound = createFinder(query);
    const texts = this.rooms
      .log(room)
      .filter(({ seq, body }) => seq >= from && seq < before && searchedIn(body) !== null)
      .reverse();
    return lookThrough(texts, ({ body }) => isFound(searchedIn(body) ?? ''), looking);
  }
}
