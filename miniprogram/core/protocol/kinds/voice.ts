/**
 * What somebody said into the phone.
 */
import { MAX_VOICE_BYTES } from '../limits';
import { mediaPath } from '../media-path';
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

interface GivenVoice {
  readonly durationMs: number;
}

export const voiceKind: MediaKind<VoiceBody, GivenVoice> = {
  role: 'content',
  schema,
  said: ({ durationMs }) => ({ n: Math.ceil(durationMs / 1_000) }),
  files: ({ url }) => [url],
  isSpoken: true,
  maxBytes: MAX_VOICE_BYTES,
  make: ({ durationMs, bytes }) => ({
    ...{ kind, url: NO_ADDRESS_YET },
    ...{ durationMs: Math.max(1, Math.round(durationMs)), bytes },
  }),
  uploaded: (body, { url, bytes }) => ({ ...body, url, bytes }),
};
