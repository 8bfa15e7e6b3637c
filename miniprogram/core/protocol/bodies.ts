/**
 * What a message can be, made of the entries in `kinds/`. Contents are what people read; a `recall` and a `reaction` are
 * events: they have a seq like every message, so they are resumed, paged and deduplicated like one, but they change another
 * message instead of being shown.
 */
import { userId } from './ids';
import {
  CONTENT_KINDS,
  EVENT_KINDS,
  LINE_KINDS,
  type MediaName,
  type MessageBody,
  type SendableBody,
} from './kinds/registry';
import { FIRST_MEDIA_NAMES } from './kinds/facts';
import { makeUnknown, type UnknownBody } from './kinds/unknown';
import { MAX_BLOCKED_USERS, MAX_REACTION_NAMES, MAX_REACTION_UNITS } from './limits';
import { integer, list, literal, object, optional, tagged, text, type Infer, type Schema } from './schema';

type Entries = Readonly<Record<string, { readonly schema: unknown; readonly raw?: unknown }>>;

function schemasOf<Body>(entries: Entries, isRaw: boolean): Readonly<Record<string, Schema<Body>>> {
  const schemaOf = ({ schema, raw }: Entries[string]): unknown => (isRaw ? (raw ?? schema) : schema);
  return Object.fromEntries(
    Object.entries(entries).map(([kind, entry]) => [kind, schemaOf(entry) as Schema<Body>]),
  );
}

const SENDABLE = { ...CONTENT_KINDS, ...EVENT_KINDS };

/** What a room can be searched for beside texts since the first version. */
export const mediaKind = literal<MediaName>(...FIRST_MEDIA_NAMES);

/** Of a committed message. */
export const messageBody = tagged<'kind', MessageBody>(
  'kind',
  schemasOf<MessageBody>({ ...SENDABLE, ...LINE_KINDS }, false),
  makeUnknown,
);
/** As a client sends it: well formed, but not yet allowed. */
export type RawBody = SendableBody | UnknownBody;
/**
 * A body as a client sends it, before the rules of content: longer texts and unknown kinds pass and are refused with a reason.
 */
export const rawBody = tagged<'kind', RawBody>('kind', schemasOf<RawBody>(SENDABLE, true), makeUnknown);

/**
 * How often each reaction was given, in the order of their first; `users`: the first of those who did; `also`: of the others
 * the reader, and whom the reader blocks. A server without it leaves it out.
 */
export const reaction = object({
  emoji: text({ min: 1, max: MAX_REACTION_UNITS }),
  users: list(userId, MAX_REACTION_NAMES),
  count: integer(1),
  also: optional(list(userId, MAX_BLOCKED_USERS + 1)),
});
export type Reaction = Infer<typeof reaction>;
