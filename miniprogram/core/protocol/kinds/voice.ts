/**
 * What somebody said into the phone.
 */
import { ok, type Result } from '../../base/result';
import { MAX_RECORDING_MS, MAX_VOICE_BYTES } from '../limits';
import { mediaPath } from '../media-path';
import { refuseWith, type Refusal } from '../refusal';
import { integer, literal, object, type Infer } from '../schema';
import { NO_ADDRESS_YET, type MediaKind } from './kind';

const kind = 'voice';
const schema = object({
  kind: literal(kind),
  url: mediaPath,
  durationMs: integer(1),
  bytes: integer(1),
});
export type VoiceBody = Infer<typeof schema>;

/** Also of a body that was only begun. */
export const isVoice = (body: { readonly kind: string }): body is VoiceBody => body.kind === kind;

/** What was said into the phone, to be uploaded. */
export const asVoice = <Given extends object>(given: Given): Given & { readonly kind: typeof kind } => ({
  ...given,
  kind,
});

interface GivenVoice {
  readonly durationMs: number;
}

/** A recorder may stop a little late, or tell nothing. */
const lengthOf = (ms: number): number => Math.min(MAX_RECORDING_MS, Math.max(1, Math.round(ms) || 1));

function check(body: VoiceBody): Result<VoiceBody, Refusal> {
  if (body.durationMs <= MAX_RECORDING_MS) return ok(body);
  const reason = `The voice message is said to take ${body.durationMs} ms, the limit is ${MAX_RECORDING_MS}.`;
  return refuseWith('bad_field', reason);
}

/** The entry of `voice`. */
export const voiceKind: MediaKind<VoiceBody, GivenVoice> = {
  role: 'content',
  schema,
  check,
  previewValues: ({ durationMs }) => ({ n: Math.ceil(durationMs / 1_000) }),
  files: ({ url }) => [url],
  isSpoken: true,
  maxBytes: MAX_VOICE_BYTES,
  make: ({ durationMs, bytes }) => ({
    ...{ kind, url: NO_ADDRESS_YET },
    ...{ durationMs: lengthOf(durationMs), bytes },
  }),
  uploaded: (body, { url, bytes }) => ({ ...body, url, bytes }),
};
