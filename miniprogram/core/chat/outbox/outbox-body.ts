/**
 * The body of a waiting message: as it is stored, and what it costs. A plain text is stored as `text`, which every version
 * of the app can read; anything else as `body`.
 */
import { countUtf8Bytes } from '../../base/text';
import { checkBody } from '../../protocol/content';
import { rawBody, type MessageRef, type SendableBody } from '../../protocol/fields';

export function storeBody(body: SendableBody): { readonly text: string } | { readonly body: SendableBody } {
  return body.kind === 'text' && !body.quote && !body.mentions ? { text: body.text } : { body };
}

/** Null for what cannot be sent. */
export function readStoredBody(stored: Readonly<Record<string, unknown>>): SendableBody | null {
  const { text, body } = stored;
  // An older version of the app may have stored what cannot be sent as it is.
  const read = rawBody.check(typeof text === 'string' ? { kind: 'text', text } : body, 'body', true);
  const checked = read.ok ? checkBody(read.value) : null;
  return checked?.ok === true ? checked.value : null;
}

/** Without the words of what it quotes; null when it has none of such a message. */
export function withoutQuotedWords(
  body: SendableBody,
  isRecalled: (ref: MessageRef) => boolean,
): SendableBody | null {
  if (body.kind !== 'text' || !body.quote || body.quote.text === '' || !isRecalled(body.quote)) return null;
  return { ...body, quote: { ...body.quote, text: '' } };
}

/** The words a person would write again; '' for what has none. */
export const textOf = (body: SendableBody): string => (body.kind === 'text' ? body.text : '');

export const bytesOf = (body: SendableBody): number =>
  countUtf8Bytes(body.kind === 'text' && !body.quote && !body.mentions ? body.text : JSON.stringify(body));
