#!/usr/bin/env bash
# miniprogram-api-promise 1.0.4 (Tencent's own): the promise of connectSocket has no SocketTask, and 56 of 191 functions give none.
#
# promisifyAll() makes promises of the functions on a list of its own. connectSocket is on it: what it resolves to is the success
# answer, and the task that the platform returned is thrown away, so that nobody can listen, send or close; request, uploadFile and
# downloadFile lose their task (abort, progress) in the same way. Of the 191 functions that today's typings
# (miniprogram-api-typings 5.2.3) declare as promised, 56 are not on the list, among them chooseMedia, getRandomValues,
# requestSubscribeMessage and batchSetStorage: these are called as they are, and whoever waits for their promise has undefined.
#
# Seen: see the table below. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniprogram-api-promise@1.0.4 miniprogram-api-typings@5.2.3 esbuild@0.28.2 >/dev/null 2>&1
cat >try.js <<'JS'
const { promisifyAll } = require('miniprogram-api-promise');
const { readFileSync } = require('node:fs');

const typings = readFileSync('node_modules/miniprogram-api-typings/types/wx/lib.wx.api.d.ts', 'utf8');
const declared = typings.slice(typings.indexOf('interface Wx {'));
const names = [...new Set([...declared.matchAll(/\n        (\w+)<[\s\S]{0,200}?PromisifySuccessResult/g)].map(([, name]) => name))];

// A platform with functions that succeed later, and return a task.
const wx = Object.fromEntries(names.map((name) => [name, () => undefined]));
for (const name of ['connectSocket', 'request', 'uploadFile', 'downloadFile'])
  wx[name] = ({ success }) => {
    setTimeout(() => success({ errMsg: `${name}:ok` }));
    return { close() {}, abort() {} };
  };
const promised = {};
promisifyAll(wx, promised);
const isPromise = (value) => typeof value?.then === 'function';
const without = names.filter((name) => !isPromise(promised[name]({})));
(async () => {
  for (const name of ['connectSocket', 'request', 'uploadFile', 'downloadFile'])
    console.log(`${name}: ${Object.keys(await promised[name]({})).join()}`);
  console.log(`${without.length} of ${names.length} give no promise`);
  const known = ['chooseMedia', 'getRandomValues', 'requestSubscribeMessage', 'batchSetStorage'];
  console.log(`among them: ${known.filter((name) => without.includes(name)).join()}`);
  process.exit();
})();
JS
cat >expected <<'TXT'
connectSocket: errMsg
request: errMsg
uploadFile: errMsg
downloadFile: errMsg
56 of 191 give no promise
among them: chooseMedia,getRandomValues,requestSubscribeMessage,batchSetStorage
TXT
# Its main file imports without endings: as in a mini program, something has to bundle it.
npx esbuild try.js --bundle --platform=node --outfile=out.js --log-level=error
node out.js | tee seen
diff expected seen
