#!/usr/bin/env bash
# @hono/node-server 2.1.8, serveStatic: a range that it does not understand is answered with 206 and the whole file.
#
# HTTP (RFC 9110, 14.2) lets a server ignore a Range field, and wants it ignored when the unit is unknown or the field is malformed; the
# answer is 200. serveStatic says 206 with `Content-Range: bytes 0-9/10` to another unit, and to two ranges, which get the
# whole file as one part. If-Range, with which a client says "only if the file is still the same", is not looked at, so that a download that
# goes on after the file was changed is put together of two files. A single range is right.
#
# Seen: the lines that are compared at the end, from hono 4.13.19. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hono@4.13.19 @hono/node-server@2.1.8 >/dev/null 2>&1
printf '0123456789' >file.txt
cat >try.mjs <<'JS'
import { once } from 'node:events';
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
const app = new Hono();
app.get('/file', serveStatic({ path: './file.txt' }));
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
await once(server, 'listening');
const address = `http://127.0.0.1:${server.address().port}/file`;
const asked = [
  { range: 'bytes=2-4' },
  { range: 'items=0-1' },
  { range: 'bytes=0-0,5-6' },
  { range: 'bytes=2-4', 'if-range': 'Tue, 01 Jan 2019 00:00:00 GMT' },
  { range: 'bytes=2-4', 'if-range': '"of another file"' },
];
for (const headers of asked) {
  const answer = await fetch(address, { headers });
  const text = await answer.text();
  console.log(`${JSON.stringify(headers)}: ${answer.status} ${answer.headers.get('content-range')} ${text}`);
}
server.close();
JS
said=$(node try.mjs)
echo "$said"
[ "$said" = "$(cat <<'TEXT'
{"range":"bytes=2-4"}: 206 bytes 2-4/10 234
{"range":"items=0-1"}: 206 bytes 0-9/10 0123456789
{"range":"bytes=0-0,5-6"}: 206 bytes 0-9/10 0123456789
{"range":"bytes=2-4","if-range":"Tue, 01 Jan 2019 00:00:00 GMT"}: 206 bytes 2-4/10 234
{"range":"bytes=2-4","if-range":"\"of another file\""}: 206 bytes 2-4/10 234
TEXT
)" ]
