/**
 * All kinds of messages. Whoever adds one adds its file and a word here; unions, schemas and everything else that both ends ask
 * of a body follow.
 */
import type { Schema } from '../schema';
import { customKind } from './custom';
import { fileKind } from './file';
import { imageKind } from './image';
import type { ContentKind, EventKind, LineKind, MediaKind } from './kind';
import { locationKind } from './location';
import { noticeKind } from './notice';
import { reactionKind } from './reaction';
import { recallKind } from './recall';
import { recalledKind } from './recalled';
import { textKind } from './text';
import type { UnknownBody } from './unknown';
import { videoKind } from './video';
import { voiceKind } from './voice';

/** With a file, which a room can be searched for. */
export const MEDIA_KINDS = { image: imageKind, voice: voiceKind, file: fileKind, video: videoKind };
/** What people read, by the name on the wire. */
export const CONTENT_KINDS = { text: textKind, location: locationKind, custom: customKind, ...MEDIA_KINDS };
/** What changes other messages, by the name on the wire. */
export const EVENT_KINDS = { recall: recallKind, reaction: reactionKind };
/** What the server alone says, by the name on the wire. */
export const LINE_KINDS = { recalled: recalledKind, notice: noticeKind };

type BodyOf<Kinds> = {
  [Name in keyof Kinds]: Kinds[Name] extends { schema: Schema<infer Body> } ? Body : never;
}[keyof Kinds];
/** What a phone knows of the file of each. */
type Given<Entry> = Entry extends { make(given: infer Known): unknown } ? Known : never;

/** What a person says. */
export type ContentBody = BodyOf<typeof CONTENT_KINDS>;
/** What changes another message. */
export type EventBody = BodyOf<typeof EVENT_KINDS>;
export type SendableBody = ContentBody | EventBody;
export type MessageBody = SendableBody | BodyOf<typeof LINE_KINDS> | UnknownBody;
export type MediaBody = BodyOf<typeof MEDIA_KINDS>;
export type MediaName = keyof typeof MEDIA_KINDS;
/** What the page hands over to make a message with a file, for each kind. */
export type GivenMedia = {
  [Name in MediaName]: { readonly kind: Name } & Given<(typeof MEDIA_KINDS)[Name]>;
}[MediaName];

export type AnyContent = ContentKind<ContentBody> & Partial<MediaKind<ContentBody, GivenMedia>>;
export type AnyKind = AnyContent | EventKind<EventBody> | LineKind<MessageBody>;

/** By the name of their kind: names come from outside, and an object would have more than its own. */
export const KINDS: ReadonlyMap<string, AnyKind> = new Map(
  Object.entries({ ...CONTENT_KINDS, ...EVENT_KINDS, ...LINE_KINDS }) as unknown as [string, AnyKind][],
);
