/**
 * What a mini program adds by itself: `data` for those who know the `type`, and `text` for all others, people and programs. Knows
 * no type.
 */
import { ok, type Result } from '../../base/result';
import { copyJson, json, type Json } from '../json';
import {
  MAX_CUSTOM_DATA_BYTES,
  MAX_CUSTOM_DATA_DEPTH,
  MAX_CUSTOM_TYPE_CHARS,
  MAX_FRAME_BYTES,
  MAX_TEXT_CODE_POINTS,
} from '../limits';
import { refuseWith, type Refusal } from '../refusal';
import { literal, object, text, type Infer } from '../schema';
import { checkText } from '../text-rules';
import type { ContentKind } from './kind';

const kind = 'custom';
const LIMITS = { maxBytes: MAX_CUSTOM_DATA_BYTES, maxDepth: MAX_CUSTOM_DATA_DEPTH };
const schema = object({
  kind: literal(kind),
  type: text({ min: 1, max: MAX_CUSTOM_TYPE_CHARS }),
  data: json(LIMITS),
  text: text({ max: MAX_TEXT_CODE_POINTS }),
});
export type CustomBody = Infer<typeof schema>;

/** As it is sent, before it is checked. */
export const makeCustom = (type: string, data: Json, text: string): CustomBody => ({
  ...{ kind, type },
  ...{ data, text },
});
/** Whatever its type: also one that nobody here has registered. */
export const isCustom = (body: { readonly kind: string }): body is CustomBody => body.kind === kind;

const TYPE = /^[a-z0-9.-]+$/;
/** 1 to 64 of a-z, 0-9, point and hyphen. */
export const isCustomType = (type: string): boolean =>
  TYPE.test(type) && type.length <= MAX_CUSTOM_TYPE_CHARS;

function check({ type, data, text }: CustomBody): Result<CustomBody, Refusal> {
  if (!isCustomType(type)) {
    const limit = `allowed are 1 to ${MAX_CUSTOM_TYPE_CHARS} of a-z, 0-9, point and hyphen`;
    return refuseWith('bad_field', `The type of the message has ${type.length} characters, ${limit}.`);
  }
  const words = checkText(text);
  if (!words.ok) return words;
  const copied = copyJson(data, LIMITS);
  if (!copied.ok) return refuseWith('bad_field', `The data of the message ${copied.error}.`);
  return ok(makeCustom(type, copied.value, words.value));
}

/** Both ends check bounds and copy the data; neither knows a type. */
export const customKind: ContentKind<CustomBody> = {
  role: 'content',
  schema,
  // More than may be said: what is too much is refused by the rules of content, which name the message.
  raw: object({
    kind: literal(kind),
    type: text({ max: MAX_FRAME_BYTES }),
    data: json({ maxBytes: MAX_FRAME_BYTES, maxDepth: 4 * MAX_CUSTOM_DATA_DEPTH }),
    text: text({ max: MAX_FRAME_BYTES }),
  }),
  check,
  preview: ({ text }) => text,
  searched: 'text',
  words: 'text',
};
