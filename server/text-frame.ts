/**
 * A text frame as it goes over the wire (RFC 6455 5.2): unmasked, final, never compressed. Built here and not by the
 * WebSocket library so that one buffer can be shared by every member of a room.
 */
import { encodeFrame } from '../miniprogram/core/protocol/codec';
import type { DownFrame } from '../miniprogram/core/protocol/down';

const FINAL_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** The bytes of a frame whose text has so many, and where the text begins. */
function beginFrame(length: number): { readonly frame: Buffer; readonly at: number } {
  const headLength = length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headLength + length);
  frame[0] = FINAL_TEXT;
  frame[1] = headLength === 2 ? length : headLength === 4 ? LENGTH_16 : LENGTH_64;
  if (headLength === 4) frame.writeUInt16BE(length, 2);
  if (headLength === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  return { frame, at: headLength };
}

/** A whole WebSocket frame, its head included; the buffer is shared, so nobody may change it. */
export function encodeText(text: string): Buffer {
  const { frame, at } = beginFrame(Buffer.byteLength(text));
  frame.write(text, at);
  return frame;
}

/** JSON, as a text or as bytes. What waits for others is kept as bytes: the collector of garbage does not look at those. */
type Json = string | Buffer;

const put = (frame: Buffer, piece: Json, at: number): number =>
  typeof piece === 'string' ? frame.write(piece, at) : piece.copy(frame, at);

/** The same for a list of what is JSON already, with what stands around it; the whole is never put together as a text. */
export function encodeList(before: string, list: readonly Json[], after: string): Buffer {
  const pieces = [before, ...list.flatMap((text, i) => (i === 0 ? [text] : [',', text])), after];
  const { frame, at } = beginFrame(pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0));
  let to = at;
  for (const piece of pieces) to += put(frame, piece, to);
  return frame;
}

/** The same for a frame that was made with an empty list in `"<field>":[]`. */
export function encodeAround(frame: DownFrame, field: string, list: readonly Json[]): Buffer {
  const text = encodeFrame(frame);
  const empty = `"${field}":[]`;
  const end = text.indexOf(empty) + empty.length - 1;
  return encodeList(text.slice(0, end), list, text.slice(end));
}

/** The same for a frame of the protocol. */
export function encodeDown(frame: DownFrame): Buffer {
  return encodeText(encodeFrame(frame));
}
