/**
 * `POST /api/media`: a file that goes into a message, and `GET /media/<name>`: the files themselves. Who may give one is
 * asked before its body is read.
 */
import { existsSync } from 'node:fs';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono } from 'hono';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { MAX_FILE_BYTES } from '../../miniprogram/core/protocol/limits';
import type { Addresses } from '../media/addresses';
import { MEDIA_PATH, type Media } from '../media/media';
import type { MediaStore } from '../storage/media-port';
import { err, ok, type Result } from '../../miniprogram/core/base/result';
import type { Uploads } from '../media/uploads';
import { refuse } from './answers';
import { readUser, type AppContext, type AppEnv } from './requests';
import { takeUpload, type TakeUploadOptions } from './take-upload';

export interface MediaRoutesOptions extends TakeUploadOptions {
  readonly media: Media;
  readonly uploads: Uploads;
  readonly addresses: Addresses;
  readonly store: { readonly media: Pick<MediaStore, 'describeFile' | 'isAvatar' | 'maySee'> };
  /** Whoever knows the plain address of a file may have it, as before there were signed ones: for old clients. */
  readonly hasOpenMedia: boolean;
  /** Take a token of the user: 0, or ms to wait. */
  readonly takeMedia: (user: UserId) => number;
  readonly takeKey: (user: UserId) => number;
}

const UPLOAD_PATH = '/api/media';
/** Whose bodies are files, and may take as long as they move. */
export const UPLOAD_PATHS: ReadonlySet<string> = new Set([UPLOAD_PATH, '/api/avatar']);
const HOUR_S = 60 * 60;
/** An avatar that was changed has another name. */
const AVATAR_CACHE = `public, max-age=${24 * HOUR_S}, immutable`;
/** By nobody else, and no longer than an address may hold. */
const FILE_CACHE = `private, max-age=${HOUR_S}, immutable`;
const GONE = 'There is no such file.';
const NOT_HIS = 'The address of a file is made for one person and a while; ask for a new one.';

/** How long the file may be kept by whoever asks, or why they may not have it. */
async function check(
  c: AppContext,
  { addresses, hasOpenMedia, store }: MediaRoutesOptions,
  { name, file }: { readonly name: string; readonly file: string },
): Promise<Result<string, Response>> {
  const path = `${MEDIA_PATH}${name}`;
  if (await store.media.isAvatar(path)) return ok(AVATAR_CACHE);
  if (hasOpenMedia) return ok(FILE_CACHE);
  const user = addresses.verify(name, c.req.query());
  if (!user.ok) return err(refuse(c, user.error, NOT_HIS));
  if (await store.media.maySee(user.value, path)) return ok(FILE_CACHE);
  // Nobody may see any more what no message names.
  if (!existsSync(file)) return err(refuse(c, 'not_found', GONE));
  return err(refuse(c, 'forbidden', 'No room of yours has this file.'));
}

/** Leaves one range of bytes. What is none, is several, or has a condition asks for the whole file (RFC 9110, 13.1.5 and 14.2). */
function dropOtherRanges(c: AppContext): void {
  const [one, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(c.req.header('range') ?? '') ?? [];
  const isBackwards = first !== '' && last !== '' && Number(first) > Number(last);
  const isRange = one !== undefined && first + last !== '' && !isBackwards;
  if (!isRange || c.req.header('if-range') !== undefined) c.req.raw.headers.delete('range');
}

/** Streams the file, or the part of it that `Range` asks for: players on iOS do, and refuse to play without. */
async function serveFile(c: AppContext, options: MediaRoutesOptions): Promise<Response> {
  const name = c.req.param('name') ?? '';
  const found = options.media.find(name);
  if (!found) return refuse(c, 'not_found', GONE);
  const cache = await check(c, options, { name, file: found.file });
  if (!cache.ok) return cache.error;
  dropOtherRanges(c);
  const response = await serveStatic<AppEnv>({ path: found.file })(c, () => Promise.resolve());
  if (!response) return refuse(c, 'not_found', GONE);
  response.headers.set('Accept-Ranges', 'bytes');
  if (!response.ok) return response;
  response.headers.set('Content-Type', found.type);
  // A name is used for one file only; the policy keeps whatever is in it from running.
  response.headers.set('Cache-Control', cache.value);
  response.headers.set('Content-Security-Policy', "default-src 'none'; sandbox");
  if (found.isDownload) response.headers.set('Content-Disposition', 'attachment');
  return response;
}

function issueKey(c: AppContext, { tickets, addresses, takeKey }: MediaRoutesOptions): Response {
  const who = readUser(c, tickets);
  if (!who.ok) return who.error;
  const waitMs = takeKey(who.value);
  if (waitMs > 0) return refuse(c, 'rate', `Too many keys; try again in ${waitMs} ms.`);
  return c.json(addresses.issue(who.value));
}

/** Files are answered with ranges where they are asked for. */
export function addMediaRoutes(app: Hono<AppEnv>, options: MediaRoutesOptions): void {
  app.get('/media/:name', (c) => serveFile(c, options));
  app.post('/api/media/key', (c) => issueKey(c, options));
  app.post(UPLOAD_PATH, (c) =>
    takeUpload(c, options, {
      maxBytes: MAX_FILE_BYTES,
      take: options.takeMedia,
      async use(incoming, user) {
        const accepted = await options.uploads.accept(incoming);
        if (!accepted.ok) return refuse(c, accepted.error.code, accepted.error.reason);
        const { url, ...facts } = accepted.value;
        const { thumbUrl = url } = facts;
        const { media } = options.store;
        const small = thumbUrl === url ? null : media.describeFile(thumbUrl, user, { bytes: 1 });
        await Promise.all([small, media.describeFile(url, user, facts)]);
        return c.json(accepted.value);
      },
    }),
  );
}
