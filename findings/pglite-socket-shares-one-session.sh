#!/usr/bin/env bash
# @electric-sql/pglite-socket 0.2.17 (PGlite 0.5.14, pg 8.23.1): all clients are one session, so that they read each other's settings.
#
# The server takes several connections, and clients of pg connect as to any PostgreSQL. Behind them is one backend: what one
# client sets (statement_timeout), prepares or keeps in a temporary table is there for the others, and stays when it has gone. An
# advisory lock that one holds is granted to the other as well. A query of the second client waits, without an end, while
# the first one has a transaction open. A prepared statement whose name both use is refused ("already exists"). And what is told with
# NOTIFY comes to the connection that told it, though the other one listens. Tests against it pass that fail against PostgreSQL.
#
# Seen: see the table below. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17 pg@8.23.1 >/dev/null 2>&1
cat >try.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { createServer } from 'node:net';
import pg from 'pg';

const port = await new Promise((done) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => done(port));
  });
});
const host = '127.0.0.1';
const server = new PGLiteSocketServer({ db: await PGlite.create(), host, port, maxConnections: 10 });
await server.start();
const heard = [];
const connect = async (name) => {
  const client = new pg.Client({ host, port, user: 'postgres', database: 'postgres', password: 'x' });
  client.on('notification', () => heard.push(name));
  await client.connect();
  return client;
};
const [a, b] = [await connect('a'), await connect('b')];
const ask = (client, text) => client.query(text).then(({ rows }) => Object.values(rows[0] ?? {}).join(), ({ message }) => message);

await a.query('create table t (x int)');
await a.query('begin');
let answer = 'waits';
const counted = ask(b, 'select count(*) from t').then((rows) => (answer = rows));
for (let n = 0; n < 20; n += 1) await ask(a, 'select 1');
console.log(`b beside a's transaction: ${answer}`);
await a.query('rollback');
await counted;
await a.query(`set statement_timeout = '1234ms'`);
console.log(`timeout of b: ${await ask(b, 'show statement_timeout')}`);
await a.query('create temp table mine (x int)');
console.log(`a's temporary table in b: ${await ask(b, 'select count(*) from mine')} rows`);
await a.query('select pg_advisory_lock(7)');
console.log(`a's lock granted to b: ${await ask(b, 'select pg_try_advisory_lock(7)')}`);
const named = (client, text) => client.query({ name: 'n', text }).then(() => 'taken', ({ message }) => message);
console.log(`a name of both: ${await named(a, 'select 1')}, ${await named(b, 'select 2')}`);
await b.query('listen news');
await a.query(`notify news, 'hi'`);
await ask(b, 'select 1');
console.log(`b listens, heard by: ${heard.join()}`);
await a.end();
console.log(`timeout of b when a has gone: ${await ask(b, 'show statement_timeout')}`);
process.exit();
JS
cat >expected <<'TXT'
b beside a's transaction: waits
timeout of b: 1234ms
a's temporary table in b: 0 rows
a's lock granted to b: true
a name of both: taken, prepared statement "n" already exists
b listens, heard by: a
timeout of b when a has gone: 1234ms
TXT
node try.mjs | tee seen
diff expected seen
