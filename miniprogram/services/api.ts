/**
 * The chat server's HTTP interface: requests and checked answers. Knows no storage and no session.
 */
import { ChatError, LOCAL_ERROR_KINDS, type ChatErrorKind } from '../core/chat/chat-error';
import { ERROR_CODES } from '../core/protocol/error-codes';
import type { UploadTask } from '../core/chat/ports';
import { mediaPath } from '../core/protocol/media-path';
import { avatar, displayName, userId, type User } from '../core/protocol/fields';
import { MAX_FRAME_BYTES, MAX_TICKET_CHARS } from '../core/protocol/limits';
import { integer, isPlainObject, object, openly, optional, text, type Schema } from '../core/protocol/schema';
import type { Http, HttpAnswer } from '../platform/http';
import type { Language, Profile } from './client-types';

const KINDS: readonly string[] = [...Object.keys(ERROR_CODES), ...LOCAL_ERROR_KINDS];

const name = openly(displayName);
const userAnswer = object({ user: userId, name, avatar });
const loginAnswer = object({
  user: userId,
  name,
  avatar,
  ticket: text({ min: 1, max: MAX_TICKET_CHARS }),
  expiresInMs: integer(),
});
const uploadAnswer = object({
  url: mediaPath,
  bytes: integer(1),
  thumbUrl: optional(mediaPath),
  width: optional(integer(1)),
  height: optional(integer(1)),
});
const keyAnswer = object({
  user: userId,
  key: text({ min: 1, max: 128 }),
  until: integer(),
  expiresInMs: integer(),
});
const errorAnswer = object({
  kind: text({ max: 64 }),
  message: text({ max: MAX_FRAME_BYTES }),
});

/** Signs addresses of files for one person, for a while. */
export interface MediaKey {
  readonly user: string;
  readonly key: string;
  /** Server time in ms. */
  readonly until: number;
  readonly expiresInMs: number;
}

/** The ticket is good for `expiresInMs` from the answer on, by the server's clock. */
export interface SignIn extends User {
  readonly ticket: string;
  readonly expiresInMs: number;
}

/** `code` comes from the platform, once for each sign-in; the key makes a guest the same one again. */
export interface LoginRequest {
  readonly code?: string;
  readonly guestKey: string;
  readonly language: Language;
}

/** Answers are checked: one that is not as agreed rejects with `bad_answer`, a refusal with the server's code. */
export interface Api {
  /** @throws ChatError */
  login(serverUrl: string, request: LoginRequest): Promise<SignIn>;
  /** @throws ChatError */
  updateProfile(serverUrl: string, ticket: string, change: Partial<Profile>): Promise<User>;
  /** @throws ChatError `not_found` where the server is older than such keys */
  mediaKey(serverUrl: string, ticket: string): Promise<MediaKey>;
  /** A file that goes into a message, as what it is sent: `image`, `voice`, `video` or `file`. */
  uploadMedia(
    serverUrl: string,
    ticket: string,
    filePath: string,
    onProgress: (percent: number) => void,
    kind?: string,
  ): UploadTask;
  /** @throws ChatError */
  uploadAvatar(serverUrl: string, ticket: string, filePath: string): Promise<User>;
}

/** A refusal in the server's own words, or what a proxy in between has made of it. */
function toError({ status, data }: HttpAnswer): ChatError {
  const raw = isPlainObject(data) ? data['error'] : undefined;
  const answer = errorAnswer.check(raw, 'error');
  if (!answer.ok) {
    const kind = status >= 500 ? 'network' : 'bad_answer';
    return new ChatError(kind, `The server answered with status ${status}.`);
  }
  const kind = KINDS.includes(answer.value.kind) ? (answer.value.kind as ChatErrorKind) : 'bad_answer';
  const suggestion = isPlainObject(raw) ? raw['suggestion'] : undefined;
  return new ChatError(
    kind,
    answer.value.message,
    undefined,
    typeof suggestion === 'string' ? suggestion : undefined,
  );
}

function read<T>(answer: HttpAnswer, schema: Schema<T>): T {
  if (answer.status < 200 || answer.status > 299) throw toError(answer);
  const checked = schema.check(answer.data, '');
  if (checked.ok) return checked.value;
  throw new ChatError('bad_answer', `The server's answer: ${checked.error.path} ${checked.error.problem}.`);
}

const bearer = (ticket: string): Record<string, string> => ({ Authorization: `Bearer ${ticket}` });

/** Each call says which server; nothing is kept between calls. */
export function createApi(http: Http): Api {
  return {
    async login(serverUrl, request) {
      return read(await http.post(`${serverUrl}/api/login`, request), loginAnswer);
    },
    async updateProfile(serverUrl, ticket, change) {
      return read(await http.post(`${serverUrl}/api/profile`, change, bearer(ticket)), userAnswer);
    },
    async mediaKey(serverUrl, ticket) {
      return read(await http.post(`${serverUrl}/api/media/key`, {}, bearer(ticket)), keyAnswer);
    },
    uploadMedia(serverUrl, ticket, filePath, onProgress, kind) {
      const form: Record<string, string> = kind === undefined ? {} : { kind };
      const { done, abort } = http.upload(
        `${serverUrl}/api/media`,
        filePath,
        bearer(ticket),
        onProgress,
        form,
      );
      return { done: done.then((answer) => read(answer, uploadAnswer)), abort };
    },
    async uploadAvatar(serverUrl, ticket, filePath) {
      return read(await http.upload(`${serverUrl}/api/avatar`, filePath, bearer(ticket)).done, userAnswer);
    },
  };
}
