/**
 * Files of one folder over HTTP: the built preview. Revalidated by ETag on each load, because a build changes files in
 * place. Never leaves the folder.
 */
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { extname, join, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import type { AppContext } from './requests';

const TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

interface FoundFile {
  readonly path: string;
  readonly size: number;
  readonly etag: string;
}

async function findFile(root: string, path: string): Promise<FoundFile | 'folder' | null> {
  try {
    const real = await realpath(resolve(root, `.${sep}${path}`));
    if (real !== root && !real.startsWith(root + sep)) return null;
    const found = await stat(real);
    if (found.isDirectory()) return 'folder';
    const etag = `"${found.size.toString(36)}-${Math.round(found.mtimeMs).toString(36)}"`;
    return found.isFile() ? { path: real, size: found.size, etag } : null;
  } catch {
    // Not there, or not ours to read: for who asks it is not there.
    return null;
  }
}

function decodePath(path: string): string | null {
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes('\0') ? null : decoded;
  } catch {
    // Nothing but a percent sign that begins no character.
    return null;
  }
}

function answer(c: AppContext, { path, size, etag }: FoundFile): Response {
  const headers = {
    'Content-Type': TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream',
    'Cache-Control': 'no-cache',
    ETag: etag,
  };
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
  const sized = { ...headers, 'Content-Length': String(size) };
  if (c.req.method === 'HEAD') return c.body(null, 200, sized);
  return c.body(Readable.toWeb(createReadStream(path)) as ReadableStream, 200, sized);
}

/** The address of a folder, made from what was found and not from what was asked: `//host/..%2fphone` leads nowhere else. */
function folderAddress(root: string, path: string): string {
  const names = relative(root, resolve(root, `.${sep}${path}`)).split(sep);
  return `/${names.map(encodeURIComponent).join('/')}/`;
}

/** Null when there is no such file. A folder is its `index.html`, under a path that ends with a slash. */
export async function serveStatic(c: AppContext, folder: string): Promise<Response | null> {
  const url = new URL(c.req.url);
  const path = decodePath(url.pathname);
  if (path === null) return null;
  const root = await realpath(folder).catch(() => null);
  if (root === null) return null;
  let found = await findFile(root, path);
  if (found === 'folder') {
    if (!path.endsWith('/')) return c.redirect(`${folderAddress(root, path)}${url.search}`, 301);
    found = await findFile(root, join(path, 'index.html'));
  }
  return found === null || found === 'folder' ? null : answer(c, found);
}
