/**
 * What an entry says of a kind of message. One file of this folder is one kind, and everything that both ends ask of a body
 * follows from these entries; what a page shows of it is in `pages/chat/kinds/`. Knows no kind.
 */
import type { Result } from '../../base/result';
import type { UserId } from '../ids';
import type { Refusal } from '../refusal';
import type { Schema } from '../schema';

interface Basics<Body> {
  /** Of a committed message. */
  readonly schema: Schema<Body>;
  /** People whose name is shown with it, beside its author. */
  people?(body: Body): readonly UserId[];
}

/** What a person sends. */
interface Sendable<Body> extends Basics<Body> {
  /** As a client sends it, before it is allowed; absent: as it is committed. */
  readonly raw?: Schema<Body>;
  /** Whether it may be sent, and as what; absent: as it is. */
  check?(body: Body): Result<Body, Refusal>;
}

/** The names of those fields of a body that hold a text. */
type TextField<Body> = { [Name in keyof Body]: Body[Name] extends string ? Name : never }[keyof Body] &
  string;

/** What people read: it counts as unread, and can be quoted, forwarded, reacted to and taken back. */
export interface ContentKind<Body> extends Sendable<Body> {
  readonly role: 'content';
  /** What a quote of it keeps, before it is cut; absent: nothing, so that the quote says its kind only. */
  preview?(body: Body): string;
  /** The field that a search for texts looks through, and where its hits are. */
  readonly searched?: TextField<Body>;
  /** All that its author wrote, which the operator's check reads; absent: what is searched. */
  written?(body: Body): string;
  /** The field with words that stand for all of it; absent: the sentence `message.<kind>` does. */
  readonly words?: TextField<Body>;
  /** What the sentence `message.<kind>` is filled with. */
  previewValues?(body: Body): { readonly n?: number; readonly name?: string };
}

/** A file of the phone, uploaded. */
export interface UploadedFile {
  readonly url: string;
  readonly bytes: number;
  readonly thumbUrl?: string | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** An album shows pictures, and files by their names. */
export type AlbumSide = 'pictures' | 'files';

/** The second file of a content. */
interface Cover<Body> {
  /** The phone has one, and the server has not. */
  isWaiting(body: Body): boolean;
  /** Now that the server has it; null: without one, as the server did not take it. */
  put(body: Body, picture: UploadedFile | null): Body;
}

/** A content with a file of its own, which is uploaded before it is sent. `Given`: what a phone knows of the file. */
export interface MediaKind<Body, Given> extends ContentKind<Body> {
  /** The files on the server that it names. */
  files(body: Body): readonly string[];
  /** The field with a name by which it can be found among files. */
  readonly named?: TextField<Body>;
  /** On which side of a room's album it is; absent: on none. */
  readonly album?: AlbumSide;
  /** Said into the phone: as quick as words, and marked as new until it was listened to. */
  readonly isSpoken?: true;
  /** It plays over the whole screen, and its second file is a picture that stands for it; absent: its last file shows it. */
  readonly isFilm?: true;
  /** How the name begins of one that the server does not keep as what it is, and that goes as a file; absent: none does. */
  readonly fileNameStart?: string;
  /** A picture that stands for it, which the server has before its file; absent: it has none. */
  readonly cover?: Cover<Body>;
  /** Not of the first version: an older server refuses a list of kinds that it is in. */
  readonly isLater?: true;
  readonly maxBytes: number;
  /** While its file is still on this phone. */
  make(given: Given & { readonly bytes: number; readonly cover?: string | undefined }): Body;
  /** Now that the server has the file. */
  uploaded(body: Body, file: UploadedFile): Body;
  /** Whether the server keeps it as what it is. */
  isTaken?(body: Body, file: UploadedFile): boolean;
}

/** What changes another message and is not shown itself. */
export interface EventKind<Body> extends Sendable<Body> {
  readonly role: 'event';
}

/** A grey line, which nobody sends. */
export interface LineKind<Body> extends Basics<Body> {
  readonly role: 'line';
  /** Whether the room is moved up by it and shows it in its row; absent: yes. */
  movesRooms?(body: Body): boolean;
}

/** Stands for the address that the server will give; never sent. */
export const NO_ADDRESS_YET = '/media/-';
