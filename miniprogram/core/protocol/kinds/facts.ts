/**
 * What both ends, and every layer of the mini program, ask of a body without knowing its kind.
 */
import { cutToLine } from '../../base/one-line';
import { err, ok, type Result } from '../../base/result';
import type { UserId } from '../ids';
import { MAX_FILE_BYTES, MAX_QUOTE_CODE_POINTS } from '../limits';
import type { Mentions, Quote } from '../message-ref';
import type { Refusal } from '../refusal';
import type { AlbumSide, UploadedFile } from './kind';
import {
  CONTENT_KINDS,
  KINDS,
  MEDIA_KINDS,
  type AnyContent,
  type ContentBody,
  type EventBody,
  type GivenMedia,
  type MediaBody,
  type MediaName,
  type MessageBody,
  type SendableBody,
} from './registry';
import { isOfText, type TextBody } from './text';
import { isUnknownLine } from './unknown';

interface Named {
  readonly kind: string;
}

function contentOf({ kind }: Named): AnyContent | null {
  const found = KINDS.get(kind);
  return found?.role === 'content' ? found : null;
}

/** People would call it a message: it is read, quoted, forwarded, reacted to and taken back. */
export const isContentBody = (body: MessageBody): body is ContentBody =>
  KINDS.get(body.kind)?.role === 'content';
/** Whether messages of this kind change others and are no rows of their own. */
export const isEventKind = (kind: string): boolean => KINDS.get(kind)?.role === 'event';
/** Whether this body changes another message. */
export const isEventBody = (body: MessageBody): body is EventBody => isEventKind(body.kind);
/** Whether a quote says by its kind what it is of, and not by the words of a text. */
export const isQuotedByKind = (kind: string): kind is Exclude<ContentBody['kind'], TextBody['kind']> =>
  KINDS.get(kind)?.role === 'content' && !isOfText({ kind });
/** A grey line in the middle, which is nobody's bubble. */
export const isLineBody = (body: MessageBody): boolean =>
  KINDS.get(body.kind)?.role === 'line' || isUnknownLine(body);
/** A content, or a kind of the future that may be one. */
export const mayBeContent = (body: MessageBody): boolean => !isEventBody(body) && !isLineBody(body);

/** Whether a room is moved by it and shows it in its row: no event, and nothing about who is a member. */
export function movesRooms(body: MessageBody): boolean {
  const found = KINDS.get(body.kind);
  if (found?.role === 'event') return false;
  return found?.role === 'line' ? (found.movesRooms?.(body) ?? true) : true;
}

/** What a message says of its file is told to everybody: nobody can have uploaded more. */
function findTooMuch(body: SendableBody): Refusal | null {
  if (!('bytes' in body) || body.bytes <= MAX_FILE_BYTES) return null;
  const reason = `The file is said to have ${body.bytes} bytes, the limit is ${MAX_FILE_BYTES}.`;
  return { code: 'bad_field', reason };
}

/** As it may be sent. */
export function checkSendable(body: SendableBody): Result<SendableBody, Refusal> {
  const found = KINDS.get(body.kind) as { check?(body: SendableBody): Result<SendableBody, Refusal> };
  const tooMuch = findTooMuch(body);
  if (tooMuch) return err(tooMuch);
  return found.check?.(body) ?? ok(body);
}

/** Whom a body names beside its author, whose names have to be known to show it; none for an unknown kind. */
export const peopleIn = (body: MessageBody): readonly UserId[] =>
  (KINDS.get(body.kind) as { people?(body: MessageBody): readonly UserId[] } | undefined)?.people?.(body) ??
  [];

/** What a quote of it says. */
export const previewOf = (body: ContentBody): string =>
  cutToLine(contentOf(body)?.preview?.(body) ?? '', MAX_QUOTE_CODE_POINTS);

/** The message that it answers. */
export const quoteIn = (body: MessageBody): Quote | undefined => ('quote' in body ? body.quote : undefined);
/** Whom a body calls; undefined when it calls nobody or cannot. */
export const mentionsIn = (body: MessageBody): Mentions | undefined =>
  'mentions' in body ? body.mentions : undefined;

/** The same without the words of what it quotes. `gone`: and it says so. */
export function withoutQuotedWords<Body extends MessageBody>(body: Body, gone: boolean): Body {
  if (!('quote' in body) || !body.quote) return body;
  return { ...body, quote: { ...body.quote, text: '', ...(gone ? { gone } : {}) } };
}

/** What a search for texts looks through; null for what it does not find. */
export function searchedIn(body: MessageBody): string | null {
  const field = contentOf(body)?.searched;
  return field === undefined
    ? null
    : String((body as unknown as Readonly<Record<string, unknown>>)[field] ?? '');
}

/** The kinds that a search for texts finds, and the field that it looks through. */
export const SEARCHED: readonly (readonly [kind: string, field: string])[] = Object.entries(
  CONTENT_KINDS as unknown as Readonly<Record<string, AnyContent>>,
).flatMap(([kind, { searched }]) => (searched === undefined ? [] : [[kind, searched] as const]));

/** All that its author wrote; null for what has no words. */
export function writtenIn(body: MessageBody): string | null {
  const found = contentOf(body);
  return found?.written?.(body as ContentBody) ?? searchedIn(body);
}

/** What people read where only words are shown; null for what has none of its own. */
export function wordsIn(body: MessageBody): string | null {
  const field = contentOf(body)?.words;
  return field === undefined
    ? null
    : String((body as unknown as Readonly<Record<string, unknown>>)[field] ?? '');
}

/** What the sentence `message.<kind>` is filled with. */
export const previewValuesOf = (body: ContentBody): { readonly n?: number; readonly name?: string } =>
  contentOf(body)?.previewValues?.(body) ?? {};

/** Whether this content has a file on the server. */
export const isMediaBody = (body: MessageBody): body is MediaBody => contentOf(body)?.files !== undefined;
/** The files on the server that it names. */
export const filesOf = (body: MessageBody): readonly string[] =>
  contentOf(body)?.files?.(body as ContentBody) ?? [];
/** The name of its file; null for what has none. */
export function fileNameIn(body: MessageBody): string | null {
  const field = contentOf(body)?.named;
  return field === undefined ? null : String((body as unknown as Readonly<Record<string, unknown>>)[field]);
}
/** Whether files of a kind have names that a search goes by. */
export const hasFileNames = (kind: MediaName): boolean => contentOf({ kind })?.named !== undefined;
/** Whether this content is listened to. */
export const isSpoken = (body: MessageBody): boolean => contentOf(body)?.isSpoken === true;
/** Whether it is played over the whole screen. */
export const isFilm = (body: MessageBody): boolean => contentOf(body)?.isFilm === true;
/** The file that shows it small; '' for a film without a picture. */
export const smallFileOf = (body: MessageBody): string =>
  (isFilm(body) ? filesOf(body)[1] : filesOf(body).slice(-1)[0]) ?? '';
/** How the name begins when it goes as a file, because the server does not keep it as what it is; null when it never does. */
export const fileNameStartOf = (body: MessageBody): string | null => contentOf(body)?.fileNameStart ?? null;
/** As what the picture is uploaded that stands for a content. */
export const COVER_KIND: MediaName = 'image';
/** Whether the phone has a picture for it that the server does not have. */
export const awaitsCover = (body: MessageBody): boolean =>
  contentOf(body)?.cover?.isWaiting(body as ContentBody) === true;
/** Now that the server has the picture that stands for it; null: without one. */
export const withCover = (body: ContentBody, picture: UploadedFile | null): ContentBody =>
  contentOf(body)?.cover?.put(body, picture) ?? body;

/** The kinds that have a file, in the order of the registry. */
const MEDIA_NAMES = Object.keys(MEDIA_KINDS) as MediaName[];
const isLater = (kind: MediaName): boolean => contentOf({ kind })?.isLater === true;
/** Those that every server knows. */
export const FIRST_MEDIA_NAMES = MEDIA_NAMES.filter((kind) => !isLater(kind));
/** These kinds as a search names them: those that came later apart, so that an older server answers with the others. */
export function splitKinds(kinds: readonly MediaName[]): {
  readonly kinds: readonly MediaName[];
  readonly more?: readonly string[];
} {
  const more = kinds.filter(isLater);
  return { kinds: kinds.filter((kind) => !isLater(kind)), ...(more.length > 0 ? { more } : {}) };
}
/** All kinds that such a search is for; what nobody here knows is none. */
export function joinKinds(kinds: readonly MediaName[] = [], more: readonly string[] = []): MediaName[] {
  return [...kinds, ...MEDIA_NAMES.filter((kind) => isLater(kind) && more.includes(kind))];
}
/** What is on this side of an album. */
export const kindsInAlbum = (side: AlbumSide): readonly MediaName[] =>
  MEDIA_NAMES.filter((kind) => contentOf({ kind })?.album === side);
/** How large the file of this kind may be, in bytes. */
export const maxBytesOf = (kind: MediaName): number => MEDIA_KINDS[kind].maxBytes;
/** The body of a message whose file is still on this phone. */
export const makeMedia = (given: GivenMedia): ContentBody =>
  (contentOf(given) as Required<AnyContent>).make(given);
/** Now that the server has the file; null when it does not keep it as what it is. */
export function withFile(body: ContentBody, file: UploadedFile): ContentBody | null {
  const found = contentOf(body);
  if (found?.isTaken?.(body, file) === false) return null;
  return found?.uploaded?.(body, file) ?? body;
}
