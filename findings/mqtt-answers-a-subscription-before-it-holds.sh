#!/usr/bin/env bash
# mqtt 5.16.0 (with aedes 1.2.0): after a reconnection the callback of `subscribe()` may come before the subscription holds.
#
# The client subscribes again by itself when it is back (`resubscribe`, on unless told). A `subscribe()` of one's own to the same
# topic, asked while the connection is down, calls back at once and without an error, because the topic is known; what is published
# in that callback is queued, and leaves before the client has subscribed again. So whoever says something "as soon as I am
# subscribed" is not heard by itself, nor does it hear what others answer to that. After the first connection the callback waits
# for the broker's answer, and the same code hears itself.
#
# Seen: the two lines that are compared at the end. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund mqtt@5.16.0 aedes@1.2.0 >/dev/null 2>&1
cat >try.mjs <<'JS'
import net from 'node:net';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';

const broker = await Aedes.createBroker();
const lines = new Set();
const server = net.createServer((line) => {
  lines.add(line);
  broker.handle(line);
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const client = mqtt.connect(`mqtt://127.0.0.1:${server.address().port}`, { reconnectPeriod: 100 });
const heard = [];
client.on('message', (_topic, body) => heard.push(String(body)));

/** Asks for the topic, says `word` once it is said to be subscribed, and waits until a later word went all the way. */
const sayOnceSubscribed = async (word) => {
  await client.subscribeAsync('room', { qos: 1 });
  await client.publishAsync('room', word, { qos: 1 });
};
const untilHeard = async (word) => {
  for (let i = 0; i < 200 && !heard.includes(word); i += 1) {
    await new Promise((done) => setTimeout(done, 10));
  }
};

await sayOnceSubscribed('first');
await untilHeard('first');
const again = new Promise((done) => client.once('reconnect', () => done(sayOnceSubscribed('second'))));
for (const line of lines) line.destroy();
await again;
await client.publishAsync('room', 'third', { qos: 1 });
await untilHeard('third');
console.log(`connected at first: ${heard.includes('first') ? 'hears itself' : 'does not hear itself'}`);
console.log(`connected again: ${heard.includes('second') ? 'hears itself' : 'does not hear itself'}, then ${heard.at(-1)}`);
client.end(true);
broker.close();
server.close();
process.exit(0);
JS
node try.mjs >seen
cat seen
cat >expected <<'TEXT'
connected at first: hears itself
connected again: does not hear itself, then third
TEXT
diff expected seen
