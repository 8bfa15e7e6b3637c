/**
 * From text or parsed JSON to checked frames. Never throws, whatever comes in: a bad element of a batch is reported and
 * the rest of the batch is kept; a frame of an unknown type is reported apart, because a newer peer may send one.
 */
import { countUtf8Bytes } from '../base/text';
import { err, ok, type Result } from '../base/result';
import { DOWN_TYPES, downFrame, type DownFrame } from './down';
import {
  clientMessageId,
  requestId,
  roomId,
  type ClientMessageId,
  type RequestId,
  type RoomId,
} from './fields';
import { MAX_BATCH_FRAMES, MAX_FRAME_BYTES } from './limits';
import { isPlainObject, type BadValue, type Schema } from './schema';
import { UP_TYPES, upFrame, type UpFrame } from './up';

/**
 * A frame that was refused; `id` is its request id where one could be read, so that the answer can name it. `message`: it
 * is a publish, and only its body is wrong.
 */
export interface BadFrame extends BadValue {
  readonly id?: RequestId;
  readonly message?: { readonly room: RoomId; readonly clientId: ClientMessageId };
}

/** What came of one WebSocket message, in its order. */
export interface Decoded<Frame> {
  readonly frames: readonly Frame[];
  readonly bad: readonly BadFrame[];
  /** Types that this version does not know. */
  readonly unknown: readonly string[];
}

function readRequestId(element: Readonly<Record<string, unknown>>): { id?: RequestId } {
  const id = requestId.check(element['id'], 'id');
  return id.ok ? { id: id.value } : {};
}

/** Which message a publish is about, so that its refusal reaches the message and not only the frame. */
function readMessage(element: Readonly<Record<string, unknown>>, { path }: BadValue): Partial<BadFrame> {
  if (element['type'] !== 'publish' || !path.startsWith('body')) return {};
  const room = roomId.check(element['room'], 'room');
  const clientId = clientMessageId.check(element['clientId'], 'clientId');
  return room.ok && clientId.ok ? { message: { room: room.value, clientId: clientId.value } } : {};
}

function describeBad(element: unknown, error: BadValue): BadFrame {
  if (!isPlainObject(element)) return error;
  return { ...error, ...readRequestId(element), ...readMessage(element, error) };
}

function decodeValue<Frame>(
  value: unknown,
  schema: Schema<Frame>,
  known: ReadonlySet<string>,
  isOpen: boolean,
): Decoded<Frame> {
  const frames: Frame[] = [];
  const bad: BadFrame[] = [];
  const unknown: string[] = [];
  const elements: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (elements.length > MAX_BATCH_FRAMES) {
    const problem = `has ${elements.length} frames, the limit is ${MAX_BATCH_FRAMES}`;
    return { frames, bad: [{ path: 'batch', problem }], unknown };
  }
  for (const element of elements) {
    const type: unknown = isPlainObject(element) ? element['type'] : undefined;
    if (typeof type === 'string' && !known.has(type)) {
      unknown.push(type.slice(0, 64));
      continue;
    }
    const checked = schema.check(element, '', isOpen);
    if (checked.ok) frames.push(checked.value);
    else bad.push(describeBad(element, checked.error));
  }
  return { frames, bad, unknown };
}

function parseJson(text: string): Result<unknown, BadValue> {
  try {
    return ok(JSON.parse(text));
  } catch {
    // Nothing but text that is no JSON.
    return err({ path: 'frame', problem: 'is not JSON' });
  }
}

/** Frames that a client sent, from the text of one WebSocket message. */
export function decodeUp(text: string): Decoded<UpFrame> {
  const bytes = countUtf8Bytes(text);
  if (bytes > MAX_FRAME_BYTES) {
    const problem = `has ${bytes} bytes, the limit is ${MAX_FRAME_BYTES}`;
    return { frames: [], bad: [{ path: 'frame', problem }], unknown: [] };
  }
  const parsed = parseJson(text);
  return parsed.ok
    ? decodeValue(parsed.value, upFrame, UP_TYPES, false)
    : { frames: [], bad: [parsed.error], unknown: [] };
}

/** Frames that a server sent, which may be newer than this client, from JSON that the socket service has parsed. */
export function decodeDown(value: unknown): Decoded<DownFrame> {
  return decodeValue(value, downFrame, DOWN_TYPES, true);
}

/** One frame as the text of one WebSocket message; the frame is not checked again. */
export function encodeFrame(frame: UpFrame | DownFrame): string {
  return JSON.stringify(frame);
}
