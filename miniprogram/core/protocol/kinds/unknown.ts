/**
 * A kind that this version does not know; shown as such, never dropped, so that sequences stay whole.
 */
import { isNamedNotice } from './notice';

const kind = 'unknown';
/** Keeps the place of a message that a newer version has sent. */
export interface UnknownBody {
  readonly kind: typeof kind;
  readonly name: string;
}

/** `name` is the kind as it came. */
export const makeUnknown = (name: string): UnknownBody => ({ kind, name });
/** Whether this version knows no such kind. */
export const isUnknown = (body: { readonly kind: string }): body is UnknownBody => body.kind === kind;
/** A line of a newer server, which is nobody's bubble. */
export const isUnknownLine = (body: { readonly kind: string }): boolean =>
  isUnknown(body) && isNamedNotice(body.name);
