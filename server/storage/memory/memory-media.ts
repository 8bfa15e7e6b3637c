/**
 * Which message names which file, without a disk. Looks messages and people up in the store it belongs to.
 */
import { createFinder } from '../../../miniprogram/core/base/fold';
import type { MessageBody, RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import { fileNameIn, filesOf } from '../../../miniprogram/core/protocol/kinds/facts';
import { lookThrough } from '../look-through';
import type { FileFacts, KnownFile, MediaQuery, MediaStore } from '../media-port';
import type { StoredMessage } from '../port';

/** What the store shows. */
export interface MediaHolders {
  log(room: RoomId): readonly StoredMessage[];
  messages(): Iterable<StoredMessage>;
  /** Whether the message of that seq is one that they may read. */
  maySee(room: RoomId, user: UserId, seq: number): boolean;
  avatars(): Iterable<string>;
}

/** For tests: nothing is on a disk. */
export class MemoryMedia implements MediaStore {
  private readonly facts = new Map<string, { readonly user: UserId; readonly facts: FileFacts }>();
  private readonly released = new Set<string>();
  private readonly noted = new Set<string>();

  constructor(private readonly holders: MediaHolders) {}

  /** A message that had this body has another one now. */
  release(body: MessageBody): void {
    for (const path of filesOf(body)) this.released.add(path);
  }

  async findMedia({
    room,
    kinds,
    query,
    from,
    before,
    ...looking
  }: MediaQuery): Promise<readonly StoredMessage[]> {
    const isFound = createFinder(query);
    const fits = (body: MessageBody): boolean =>
      kinds.some((kind) => kind === body.kind) && (query === '' || fileNameIn(body) !== null);
    const listed = this.holders
      .log(room)
      .filter(({ seq, body }) => seq >= from && seq < before && fits(body));
    const holds = ({ body }: StoredMessage): boolean => query === '' || isFound(fileNameIn(body) ?? '');
    return lookThrough(listed.reverse(), holds, looking);
  }

  async isNamed(path: string): Promise<boolean> {
    for (const avatar of this.holders.avatars()) if (avatar === path) return true;
    for (const { body } of this.holders.messages()) if (filesOf(body).includes(path)) return true;
    return false;
  }

  async listReleased(limit: number): Promise<readonly string[]> {
    return [...this.released].slice(0, limit);
  }

  async forgetReleased(path: string): Promise<void> {
    this.released.delete(path);
  }

  async describeFile(path: string, user: UserId, facts: FileFacts): Promise<void> {
    if (this.noted.has(path)) this.facts.set(path, { user, facts });
  }

  async isAvatar(path: string): Promise<boolean> {
    return [...this.holders.avatars()].includes(path);
  }

  async maySee(user: UserId, path: string): Promise<boolean> {
    const { isOwn, isSeen } = this.lookAt(user, path);
    return isOwn || isSeen;
  }

  lookAt(user: UserId, path: string): KnownFile {
    const known = this.facts.get(path);
    const naming = [...this.holders.messages()].filter(({ body }) => filesOf(body).includes(path));
    return {
      isOwn: known?.user === user,
      isTaken: known !== undefined || naming.length > 0,
      isSeen: naming.some(({ room, seq }) => this.holders.maySee(room, user, seq)),
      facts: known?.facts ?? null,
    };
  }

  async noteFile(path: string): Promise<void> {
    this.noted.add(path);
  }

  async isNoted(path: string): Promise<boolean> {
    return this.noted.has(path);
  }

  async forgetFile(path: string): Promise<void> {
    this.noted.delete(path);
    this.facts.delete(path);
  }

  async forgetAllFiles(): Promise<void> {
    this.noted.clear();
    this.facts.clear();
  }
}
