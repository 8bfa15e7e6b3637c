/**
 * `POST /api/media`: a file that goes into a message, and `GET /media/<name>`: the files themselves. Who may give one is
 * asked before its body is read.
 */
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono } from 'hono';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { MAX_FILE_BYTES } from '../../miniprogram/core/protocol/limits';
import type { Tickets } from '../auth/tickets';
import type { Media } from '../media/media';
import type { Uploads } from '../media/uploads';
import { refuse } from './answers';
import { readUpload, readUser, type AppContext, type AppEnv } from './requests';

export interface MediaRoutesOptions {
  readonly tickets: Tickets;
  readonly media: Media;
  readonly uploads: Uploads;
  /** Takes a token of the user: 0, or ms to wait. */
  readonly takeMedia: (user: UserId) => number;
  /** Bodies that are read at the same time. */
  readonly maxUploads: number;
}

export const UPLOAD_PATH = '/api/media';
/** Whose bodies are files, and may take as long as they move. */
export const UPLOAD_PATHS: ReadonlySet<string> = new Set([UPLOAD_PATH, '/api/avatar']);
const DAY_S = 24 * 60 * 60;

/** Streams the file, or the part of it that `Range` asks for: players on iOS do, and refuse to play without. */
async function serveFile(c: AppContext, { media }: MediaRoutesOptions): Promise<Response> {
  const found = media.find(c.req.param('name') ?? '');
  const response = found && (await serveStatic<AppEnv>({ path: found.file })(c, () => Promise.resolve()));
  if (!response) return refuse(c, 'not_found', 'There is no such file.');
  response.headers.set('Accept-Ranges', 'bytes');
  if (!response.ok) return response;
  response.headers.set('Content-Type', found.type);
  // A name is used for one file only; the policy keeps whatever is in it from running.
  response.headers.set('Cache-Control', `public, max-age=${30 * DAY_S}, immutable`);
  response.headers.set('Content-Security-Policy', "default-src 'none'; sandbox");
  if (found.isDownload) response.headers.set('Content-Disposition', 'attachment');
  return response;
}

export function addMediaRoutes(app: Hono<AppEnv>, options: MediaRoutesOptions): void {
  let running = 0;
  app.get('/media/:name', (c) => serveFile(c, options));
  app.use(UPLOAD_PATH, async (c, next) => {
    if (c.req.method !== 'POST') return next();
    const who = readUser(c, options.tickets);
    if (!who.ok) return who.error;
    const waitMs = options.takeMedia(who.value);
    if (waitMs > 0) return refuse(c, 'rate', `Too many files; try again in ${waitMs} ms.`);
    if (running >= options.maxUploads) return refuse(c, 'overload', 'Too many files at once; try again.');
    running += 1;
    try {
      return await next();
    } finally {
      running -= 1;
    }
  });
  app.post(UPLOAD_PATH, async (c) => {
    const upload = await readUpload(c, MAX_FILE_BYTES);
    if (!upload.ok) return upload.error;
    const accepted = await options.uploads.accept(upload.value);
    return accepted.ok ? c.json(accepted.value) : refuse(c, accepted.error.code, accepted.error.reason);
  });
}
