/**
 * Pictures, a voice, a file and a video as people send them, made here so that nothing has to be stored with the tests.
 */
import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { toWav, WAV_RATE } from '../../../simulator/view/runtime/ports/wav';
import type { OutgoingMedia } from '../../../miniprogram/core/chat/chat-types';
import { tinyVideo } from '../tiny-video';

const landscape = (width: number, height: number, sky: string, hill: string): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 400 300" preserveAspectRatio="xMidYMid slice">
  <defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="${sky}"/><stop offset="1" stop-color="#fff4dc"/></linearGradient></defs>
  <rect width="400" height="300" fill="url(#sky)"/><circle cx="300" cy="80" r="34" fill="#fff" fill-opacity=".85"/>
  <path d="M0 210 Q90 120 190 200 T400 170 V300 H0z" fill="${hill}" fill-opacity=".7"/><path d="M0 260 Q130 190 260 250 T400 240 V300 H0z" fill="${hill}"/></svg>`);

export interface SampleFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export async function samplePicture(
  name: string,
  width = 1_200,
  height = 900,
  sky = '#6fb1e8',
  hill = '#3f7d58',
): Promise<SampleFile> {
  const buffer = await sharp(landscape(width, height, sky, hill))
    .jpeg({ quality: 86 })
    .toBuffer();
  return { name, mimeType: 'image/jpeg', buffer };
}

/** A hum of so many seconds. */
async function sampleVoice(seconds: number): Promise<Buffer> {
  const samples = Float32Array.from({ length: WAV_RATE * seconds }, (_, i) => 0.1 * Math.sin(i / 12));
  return Buffer.from(await toWav(samples).arrayBuffer());
}

/** In `folder`, as a phone's temporary files. */
export async function sampleMedia(folder: string): Promise<readonly OutgoingMedia[]> {
  const keep = (name: string, bytes: Buffer): { path: string; bytes: number } => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, bytes);
    return { path: file, bytes: bytes.length };
  };
  const wide = await samplePicture('wide.jpg');
  const tall = await samplePicture('tall.jpg', 900, 1_400, '#e89f6f', '#7d5a3f');
  return [
    { kind: 'image', ...keep(wide.name, wide.buffer), width: 1_200, height: 900 },
    { kind: 'voice', ...keep('voice.wav', await sampleVoice(9)), durationMs: 9_000 },
    {
      kind: 'file',
      ...keep('route.pdf', Buffer.from('%PDF-1.4\n%%EOF')),
      name: '周六骑行路线与集合地点.pdf',
    },
    { kind: 'image', ...keep(tall.name, tall.buffer), width: 900, height: 1_400 },
    {
      kind: 'video',
      ...keep('ride.mp4', (await tinyVideo('ride.mp4')).buffer),
      cover: keep('cover.jpg', (await samplePicture('cover.jpg', 1_280, 720, '#b7a6e0', '#4b5d7d')).buffer)
        .path,
      ...{ width: 1_280, height: 720, durationMs: 64_000 },
    },
  ];
}
