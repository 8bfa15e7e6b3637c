/**
 * Reads the unmasked text frames that the server writes (RFC 6455 5.2), as a phone's socket would.
 */
const FINAL_TEXT = 0x81;

/** Whole frames only, as the server's outbox writes them. */
export function createFrameReader(): (bytes: Buffer) => readonly string[] {
  return (bytes) => {
    const texts: string[] = [];
    let at = 0;
    while (at < bytes.length) {
      if (bytes[at] !== FINAL_TEXT)
        throw new Error(`byte ${at} of what the server wrote begins no text frame`);
      const short = bytes[at + 1] ?? 0;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      const length =
        short < 126
          ? short
          : short === 126
            ? bytes.readUInt16BE(at + 2)
            : Number(bytes.readBigUInt64BE(at + 2));
      texts.push(bytes.toString('utf8', at + head, at + head + length));
      at += head + length;
    }
    return texts;
  };
}
