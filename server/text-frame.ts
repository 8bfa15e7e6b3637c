/**
 * A text frame as it goes over the wire (RFC 6455 5.2): unmasked, final, never compressed. Built here and not by the
 * WebSocket library so that one buffer can be shared by every member of a room.
 */
import { encodeFrame } from '../miniprogram/core/protocol/codec';
import type { DownFrame } from '../miniprogram/core/protocol/down';

const FINAL_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

export function encodeText(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headLength = length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headLength + length);
  frame[0] = FINAL_TEXT;
  frame[1] = headLength === 2 ? length : headLength === 4 ? LENGTH_16 : LENGTH_64;
  if (headLength === 4) frame.writeUInt16BE(length, 2);
  if (headLength === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.write(text, headLength);
  return frame;
}

export function encodeDown(frame: DownFrame): Buffer {
  return encodeText(encodeFrame(frame));
}
