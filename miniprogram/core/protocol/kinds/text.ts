/**
 * Words, with what they answer and whom they call.
 */
import { err, ok, type Result } from '../../base/result';
import { MAX_FRAME_BYTES, MAX_TEXT_CODE_POINTS } from '../limits';
import { checkMentions } from '../mentions';
import { mentions, quote, type Mentions, type Quote } from '../message-ref';
import type { Refusal } from '../refusal';
import { literal, object, optional, text, type Infer } from '../schema';
import { checkText, findUnstorable } from '../text-rules';
import type { ContentKind } from './kind';

const kind = 'text';
const fields = { kind: literal(kind), quote: optional(quote), mentions: optional(mentions) };
const schema = object({ ...fields, text: text({ max: MAX_TEXT_CODE_POINTS }) });
export type TextBody = Infer<typeof schema>;

/** What a text carries along. */
interface Extras {
  readonly quote?: Quote | null | undefined;
  readonly mentions?: Mentions | null | undefined;
}

/** Without empty fields: what quotes and calls nobody is as short on the wire as a plain text. */
export function makeText(text: string, { quote, mentions }: Extras = {}): TextBody {
  return { kind, text, ...(quote ? { quote } : {}), ...(mentions ? { mentions } : {}) };
}

/** Also of a body that was only begun. */
export const isText = (body: { readonly kind: string }): body is TextBody => body.kind === kind;
/** Whether a quote is of words. */
export const isOfText = (quote: Pick<Quote, 'kind'>): boolean => quote.kind === kind;
/** A quote of somebody's words, which the server completes. */
export const quoteText = (of: Pick<Quote, 'user' | 'clientId' | 'seq' | 'text'>): Quote => ({ ...of, kind });

function check(body: TextBody): Result<TextBody, Refusal> {
  const checked = checkText(body.text);
  if (!checked.ok) return checked;
  const { quote } = body;
  // Most texts are nothing but words.
  if (!quote && !body.mentions) return ok({ kind, text: checked.value });
  const unstorable = quote ? findUnstorable(quote.kind + quote.text, 'The quote') : null;
  if (unstorable) return err(unstorable);
  const called = checkMentions(checked.value, body.mentions);
  return called.ok ? ok(makeText(checked.value, { quote, ...called.value })) : called;
}

/** The entry of `text`. */
export const textKind: ContentKind<TextBody> = {
  role: 'content',
  schema,
  // Longer than may be said: what is too long is refused by the rules of content, which name the message.
  raw: object({ ...fields, text: text({ max: MAX_FRAME_BYTES }) }),
  check,
  preview: ({ text }) => text,
  searched: 'text',
  people: ({ quote, mentions }) => [...(quote ? [quote.user] : []), ...(mentions?.users ?? [])],
};
