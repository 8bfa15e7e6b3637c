/** Sound as a WAV file, the one kind that every browser and phone plays: 16 kHz, mono, 16 bit. */

export const WAV_RATE = 16_000;
const HEADER_BYTES = 44;
const SAMPLE_BYTES = 2;

/** `samples`: -1 to 1. */
export function toWav(samples: Float32Array): Blob {
  const bytes = samples.length * SAMPLE_BYTES;
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + bytes));
  const write = (at: number, text: string): void =>
    [...text].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  write(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + bytes, true);
  write(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, WAV_RATE, true);
  view.setUint32(28, WAV_RATE * SAMPLE_BYTES, true);
  view.setUint16(32, SAMPLE_BYTES, true);
  view.setUint16(34, SAMPLE_BYTES * 8, true);
  write(36, 'data');
  view.setUint32(40, bytes, true);
  samples.forEach((sample, i) => {
    const whole = Math.round(Math.max(-1, Math.min(1, sample)) * 0x7fff);
    view.setInt16(HEADER_BYTES + i * SAMPLE_BYTES, whole, true);
  });
  return new Blob([view.buffer], { type: 'audio/wav' });
}
