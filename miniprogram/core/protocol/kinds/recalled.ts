/**
 * Stands in the place of a message that `by` took back.
 */
import { userId, type UserId } from '../ids';
import { literal, object, type Infer } from '../schema';
import type { LineKind } from './kind';

const kind = 'recalled';
const schema = object({ kind: literal(kind), by: userId });
export type RecalledBody = Infer<typeof schema>;

export const makeRecalled = (by: UserId): RecalledBody => ({ kind, by });
export const isRecalled = (body: { readonly kind: string }): body is RecalledBody => body.kind === kind;

export const recalledKind: LineKind<RecalledBody> = {
  role: 'line',
  schema,
  people: ({ by }) => [by],
};
