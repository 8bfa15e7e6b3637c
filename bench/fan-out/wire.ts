/**
 * As much of WebSockets as a benchmark client needs: one handshake, masked text out, and counting what comes in without
 * reading it, so that the client does not become what is measured.
 */
const TEXT_OPCODE = 1;
const FINAL_TEXT = 0x81;
const MASKED = 0x80;

export function upgradeRequest(port: number): string {
  return [
    'GET /ws HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: minichat.v1',
    '\r\n',
  ].join('\r\n');
}

/** A text frame as a client sends it, with a mask of zeros: allowed, and free. Up to 64 KiB. */
export function clientFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const isLong = payload.length > 125;
  const head = Buffer.alloc(isLong ? 8 : 6);
  head[0] = FINAL_TEXT;
  head[1] = MASKED | (isLong ? 126 : payload.length);
  if (isLong) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

/** A text frame as a server sends it. */
export function serverFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head = Buffer.from([FINAL_TEXT, 126, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([payload.length < 126 ? Buffer.from([FINAL_TEXT, payload.length]) : head, payload]);
}

/**
 * Goes through a stream of server frames and counts the text frames of at least `minBytes`: smaller ones (pings,
 * presence) are no deliveries.
 */
export function createFrameCounter(minBytes: number): (chunk: Buffer) => number {
  let skip = 0;
  let head = Buffer.alloc(0);

  /** Bytes of the head and of the payload, or null when the head is not whole yet. */
  function measure(bytes: Buffer): { headBytes: number; payloadBytes: number } | null {
    const short = (bytes[1] ?? 0) & 0x7f;
    const headBytes = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.length < headBytes) return null;
    if (short < 126) return { headBytes, payloadBytes: short };
    return {
      headBytes,
      payloadBytes: short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2)),
    };
  }

  return (chunk) => {
    let count = 0;
    let bytes = head.length > 0 ? Buffer.concat([head, chunk]) : chunk;
    head = Buffer.alloc(0);
    for (;;) {
      const skipped = Math.min(skip, bytes.length);
      skip -= skipped;
      bytes = bytes.subarray(skipped);
      if (bytes.length === 0) return count;
      const measured = measure(bytes);
      if (measured === null) {
        head = Buffer.from(bytes);
        return count;
      }
      const isText = ((bytes[0] ?? 0) & 0x0f) === TEXT_OPCODE;
      if (isText && measured.payloadBytes >= minBytes) count += 1;
      skip = measured.headBytes + measured.payloadBytes;
    }
  };
}
