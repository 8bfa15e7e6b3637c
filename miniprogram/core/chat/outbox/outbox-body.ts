/**
 * The body of a waiting message: as it is stored, and what it costs. A plain text is stored as `text`, which every version
 * of the app can read; anything else as `body`.
 */
import { countUtf8Bytes } from '../../base/text';
import { checkBody } from '../../protocol/content';
import { rawBody, type MessageRef, type SendableBody, type TextBody } from '../../protocol/fields';
import { quoteIn, withoutQuotedWords as takeQuotedWords } from '../../protocol/kinds/facts';
import { isText, makeText } from '../../protocol/kinds/text';

/** Words and nothing else. */
const isPlain = (body: SendableBody): body is TextBody => isText(body) && !body.quote && !body.mentions;

/** The fields of the stored entry that stand for its body. */
export function storeBody(body: SendableBody): { readonly text: string } | { readonly body: SendableBody } {
  return isPlain(body) ? { text: body.text } : { body };
}

/** Null for what cannot be sent. */
export function readStoredBody(stored: Readonly<Record<string, unknown>>): SendableBody | null {
  const { text, body } = stored;
  // An older version of the app may have stored what cannot be sent as it is.
  const read = rawBody.check(typeof text === 'string' ? makeText(text) : body, 'body', true);
  const checked = read.ok ? checkBody(read.value) : null;
  return checked?.ok === true ? checked.value : null;
}

/** Without the words of what it quotes; null when it has none of such a message. */
export function withoutQuotedWords(
  body: SendableBody,
  isRecalled: (ref: MessageRef) => boolean,
): SendableBody | null {
  const quote = quoteIn(body);
  return !quote || quote.text === '' || !isRecalled(quote) ? null : takeQuotedWords(body, false);
}

/** The words a person would write again; '' for what has none. */
export const textOf = (body: SendableBody): string => (isText(body) ? body.text : '');

/** As UTF-8, which is what the limit of the outbox counts. */
export const bytesOf = (body: SendableBody): number =>
  countUtf8Bytes(isPlain(body) ? body.text : JSON.stringify(body));
