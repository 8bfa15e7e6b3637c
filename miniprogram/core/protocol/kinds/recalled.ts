/**
 * Stands in the place of a message that `by` took back.
 */
import { userId, type UserId } from '../ids';
import { literal, object, type Infer } from '../schema';
import type { LineKind } from './kind';

const kind = 'recalled';
const schema = object({ kind: literal(kind), by: userId });
export type RecalledBody = Infer<typeof schema>;

/** What a message becomes that `by` took back; its words are gone. */
export const makeRecalled = (by: UserId): RecalledBody => ({ kind, by });
/** Whether the message was taken back. */
export const isRecalled = (body: { readonly kind: string }): body is RecalledBody => body.kind === kind;

/** The entry of `recalled`. */
export const recalledKind: LineKind<RecalledBody> = {
  role: 'line',
  schema,
  people: ({ by }) => [by],
};
