/**
 * The port to which message names which file. Knows paths, and no disk.
 */
import type { MediaKind, RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import type { Looking } from './look-through';
import type { StoredMessage } from './stored-message';

/**
 * Pictures, voices and files of one room in the span of seqs from `from` (included) to `before` (not). `query`: part of the
 * name, which only files have; empty for all.
 */
export interface MediaQuery extends Looking {
  readonly room: RoomId;
  readonly kinds: readonly MediaKind[];
  readonly query: string;
  readonly from: number;
  readonly before: number;
}

/** What the server made of a file, as far as a message has to say the same. */
export interface FileFacts {
  readonly bytes: number;
  readonly thumbUrl?: string;
  readonly width?: number;
  readonly height?: number;
}

/** What is known of a file before a message may name it. */
export interface KnownFile {
  /** Who sent it is asking. */
  readonly isOwn: boolean;
  /** Somebody sent it, or a message names it. */
  readonly isTaken: boolean;
  /** A room of whoever asks has a message that names it, and that they may read. */
  readonly isSeen: boolean;
  readonly facts: FileFacts | null;
}

/** Paths are those of the protocol, `/media/NAME`. */
export interface MediaStore {
  /** Of a file that was noted. */
  describeFile(path: string, user: UserId, facts: FileFacts): Promise<void>;
  /** Whether the file is a person's avatar, which everybody may see. */
  isAvatar(path: string): Promise<boolean>;
  /** Whether `user` sent the file, or may read a message that names it. */
  maySee(user: UserId, path: string): Promise<boolean>;
  /** Newest first; neither recalled nor trimmed ones. */
  findMedia(query: MediaQuery): Promise<readonly StoredMessage[]>;
  /** Whether a message or a person's avatar names the file. */
  isNamed(path: string): Promise<boolean>;
  /** Files whose message was recalled or trimmed, until they are forgotten; others may name them still. */
  listReleased(limit: number): Promise<readonly string[]>;
  forgetReleased(path: string): Promise<void>;
  /** The file was received while this store was in use: whether it is needed can be told from here. */
  noteFile(path: string): Promise<void>;
  isNoted(path: string): Promise<boolean>;
  forgetFile(path: string): Promise<void>;
  /** Forgets them all: messages that this store does not have may name them. */
  forgetAllFiles(): Promise<void>;
}
