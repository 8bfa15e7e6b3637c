/**
 * `POST /api/media`: a file that goes into a message, and `GET /media/<name>`: the files themselves. Who may give one is
 * asked before its body is read.
 */
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono } from 'hono';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { MAX_FILE_BYTES } from '../../miniprogram/core/protocol/limits';
import type { Media } from '../media/media';
import type { Uploads } from '../media/uploads';
import { refuse } from './answers';
import type { AppContext, AppEnv } from './requests';
import { takeUpload, type UploadDeskOptions } from './upload-desk';

export interface MediaRoutesOptions extends UploadDeskOptions {
  readonly media: Media;
  readonly uploads: Uploads;
  /** Takes a token of the user: 0, or ms to wait. */
  readonly takeMedia: (user: UserId) => number;
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
  app.get('/media/:name', (c) => serveFile(c, options));
  app.post(UPLOAD_PATH, (c) =>
    takeUpload(c, options, {
      maxBytes: MAX_FILE_BYTES,
      take: options.takeMedia,
      async use(incoming) {
        const accepted = await options.uploads.accept(incoming);
        return accepted.ok ? c.json(accepted.value) : refuse(c, accepted.error.code, accepted.error.reason);
      },
    }),
  );
}
