/**
 * How rooms are run, without a disk. Looks members and rooms up in the store it belongs to.
 */
import type { RoomFlags, RoomSettings, Standing } from '../../../miniprogram/core/protocol/governance';
import type { RoomId, User, UserId } from '../../../miniprogram/core/protocol/fields';
import {
  NO_SANCTIONS,
  type GovernanceStore,
  type RoomChange,
  type Sanctions,
  type StoredReport,
  type TextQuery,
} from '../governance-port';
import type { StoredMessage } from '../port';

export interface MemoryMember {
  read: number;
  role: Standing['role'];
  flags: RoomFlags;
  readonly joinedAt: number;
}

/** What the store shows of its rooms. */
export interface GovernedRooms {
  members(room: RoomId): ReadonlyMap<UserId, MemoryMember>;
  user(user: UserId): User | undefined;
  log(room: RoomId): readonly StoredMessage[];
  hasName(name: string, except: RoomId): boolean;
  change(room: RoomId, settings: Partial<RoomSettings>, name?: string): void;
}

export class MemoryGovernance implements GovernanceStore {
  private readonly sanctions = new Map<string, Sanctions>();
  private readonly reports: StoredReport[] = [];
  private readonly blocks = new Map<UserId, Set<UserId>>();

  constructor(private readonly rooms: GovernedRooms) {}

  mutedUntil(room: RoomId, user: UserId): number {
    return this.sanctions.get(`${room}/${user}`)?.mutedUntil ?? 0;
  }

  async membersOf(room: RoomId) {
    return [...this.rooms.members(room)].flatMap(([id, { role, joinedAt }]) => {
      const user = this.rooms.user(id);
      if (!user) return [];
      const { name, avatar } = user;
      return [{ user: id, name, avatar, role, joinedAt, mutedUntil: this.mutedUntil(room, id) }];
    });
  }

  async listenersOf(room: RoomId, speaker: UserId): Promise<readonly UserId[]> {
    const listening = [...this.rooms.members(room)].filter(
      ([user, { flags }]) => !flags.muted && this.blocks.get(user)?.has(speaker) !== true,
    );
    return listening.map(([user]) => user);
  }

  async standingOf(room: RoomId, user: UserId): Promise<Standing | null> {
    const member = this.rooms.members(room).get(user);
    return member ? { role: member.role, mutedUntil: this.mutedUntil(room, user) } : null;
  }

  async setRole(room: RoomId, user: UserId, role: Standing['role']): Promise<void> {
    const member = this.rooms.members(room).get(user);
    if (member) member.role = role;
  }

  async setFlags(room: RoomId, user: UserId, change: Partial<RoomFlags>): Promise<RoomFlags | null> {
    const member = this.rooms.members(room).get(user);
    if (!member) return null;
    const named = Object.entries(change).filter(([, on]) => on !== undefined);
    member.flags = { ...member.flags, ...Object.fromEntries(named) };
    return member.flags;
  }

  async changeRoom(room: RoomId, { name, ...settings }: RoomChange): Promise<'changed' | 'name_taken'> {
    if (name !== undefined && this.rooms.hasName(name, room)) return 'name_taken';
    this.rooms.change(room, settings, name);
    return 'changed';
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

  async blocksOf(user: UserId): Promise<readonly UserId[]> {
    return [...(this.blocks.get(user) ?? [])].sort();
  }

  async setBlocked(user: UserId, blocked: UserId, on: boolean): Promise<void> {
    const mine = this.blocks.get(user) ?? new Set<UserId>();
    this.blocks.set(user, mine);
    if (on) mine.add(blocked);
    else mine.delete(blocked);
  }

  async findTexts({ room, query, from, before, limit }: TextQuery): Promise<readonly StoredMessage[]> {
    const wanted = query.toLowerCase();
    return this.rooms
      .log(room)
      .filter(({ seq, body }) => {
        const isInside = seq >= from && seq < before;
        return isInside && body.kind === 'text' && body.text.toLowerCase().includes(wanted);
      })
      .reverse()
      .slice(0, limit);
  }
}
