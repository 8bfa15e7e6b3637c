/**
 * A line of the room itself: `user` did `event`. Who came and who went moves no room and is nobody's newest message, on the
 * phone and on the server, and runs of them fold.
 */
import type { Role } from '../governance';
import { userId } from '../ids';
import { MAX_NAME_CODE_POINTS } from '../limits';
import { integer, literal, object, optional, text, type Infer } from '../schema';
import type { LineKind } from './kind';

const kind = 'notice';
/** What happened in the room; `user` of the message did it. */
export type NoticeEvent =
  'created' | 'joined' | 'left' | 'renamed' | 'announcement' | 'role' | 'removed' | 'muted' | 'closed';
const schema = object({
  kind: literal(kind),
  event: literal<NoticeEvent>(
    'created',
    'joined',
    'left',
    'renamed',
    'announcement',
    'role',
    'removed',
    'muted',
    'closed',
  ),
  /** To whom, for `role`, `removed` and `muted`. */
  target: optional(userId),
  /** What `target` is now. A role that is not known is not told as another one. */
  role: optional(literal<Role>('owner', 'admin', 'member')),
  /** How long `target` may not speak; 0 when they may again. */
  forMs: optional(integer()),
  /** What the room is called now. */
  name: optional(text({ min: 1, max: MAX_NAME_CODE_POINTS })),
});
export type NoticeBody = Infer<typeof schema>;

type Details = Partial<Omit<NoticeBody, 'kind' | 'event'>>;

/** Made by the server alone; a phone that sends one is refused. */
export const makeNotice = (event: NoticeEvent, details: Details = {}): NoticeBody => ({
  ...{ kind, event },
  ...details,
});
/** Whether it is a line of the room itself. */
export const isNotice = (body: { readonly kind: string }): body is NoticeBody => body.kind === kind;
/** A line of a newer server. */
export const isNamedNotice = (name: string): boolean => name === kind;

/** Somebody came or went by themselves: runs of these become one row. */
export const isComing = (body: { readonly kind: string }): boolean =>
  isNotice(body) && (body.event === 'joined' || body.event === 'left');

/** The entry of `notice`. */
export const noticeKind: LineKind<NoticeBody> = {
  role: 'line',
  schema,
  people: ({ target }) => (target ? [target] : []),
  movesRooms: (body) => !isComing(body) && body.event !== 'removed',
};
