/**
 * The author (or who may) takes a message back.
 */
import { messageRef, type MessageRef } from '../message-ref';
import { literal, object, type Infer } from '../schema';
import type { EventKind } from './kind';

const kind = 'recall';
const schema = object({ kind: literal(kind), of: messageRef });
export type RecallBody = Infer<typeof schema>;

/** The recall of one message; who may send it is the server's to decide. */
export const makeRecall = (of: MessageRef): RecallBody => ({ kind, of });
/** Whether it takes a message back. */
export const isRecall = (body: { readonly kind: string }): body is RecallBody => body.kind === kind;

/** The entry of `recall`. */
export const recallKind: EventKind<RecallBody> = { role: 'event', schema };
