#!/usr/bin/env bash
# hono 4.13.19 with @hono/node-server 2.1.8: an answer made by stream(), streamText(), streamSSE() or stream.pipe() that fails in
# the middle ends like a whole one.
#
# The helpers catch the error, write it to the console and close the stream, so that the last chunk is sent and the client
# cannot tell half an answer from all of it: status 200, a body, no error. The same failure in a ReadableStream that is given
# to the Response itself, or in an async generator, breaks the connection, as HTTP wants it, and fetch rejects. A download of
# an export that a database error ended after its first rows is kept as whole by whoever fetched it.
#
# Seen: the six lines that are compared at the end. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hono@4.13.19 @hono/node-server@2.1.8 >/dev/null 2>&1
cat >try.mjs <<'JS'
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { stream, streamSSE, streamText } from 'hono/streaming';
import { Readable } from 'node:stream';
console.error = () => {};
const half = async (out) => {
  await out.write('half');
  throw new Error('the database went away');
};
const source = () => {
  let isBegun = false;
  return new ReadableStream({
    pull(controller) {
      if (isBegun) controller.error(new Error('the database went away'));
      else controller.enqueue(new TextEncoder().encode('half'));
      isBegun = true;
    },
  });
};
async function* rows() {
  yield 'half';
  throw new Error('the database went away');
}
const routes = {
  stream: (c) => stream(c, half),
  streamText: (c) => streamText(c, half),
  streamSSE: (c) => streamSSE(c, half),
  'stream.pipe': (c) => stream(c, (out) => out.pipe(source())),
  ReadableStream: () => new Response(source()),
  generator: () => new Response(Readable.toWeb(Readable.from(rows()))),
};
const app = new Hono();
for (const [name, route] of Object.entries(routes)) app.get(`/${name}`, route);
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, async ({ port }) => {
  for (const name of Object.keys(routes)) {
    const told = await fetch(`http://127.0.0.1:${port}/${name}`)
      .then(async (answer) => `${answer.status}, whole: ${JSON.stringify(await answer.text())}`)
      .catch(() => 'broken');
    console.log(`${name}: ${told}`);
  }
  process.exit();
});
JS
said=$(node try.mjs)
echo "$said"
[ "$said" = 'stream: 200, whole: "half"
streamText: 200, whole: "half"
streamSSE: 200, whole: "half"
stream.pipe: 200, whole: "half"
ReadableStream: broken
generator: broken' ]
