#!/usr/bin/env bash
# Node 22.23.3 and 24.21.0: v8.setFlagsFromString('--max-semi-space-size=2') does nothing, '--semi-space-growth-factor=1' does it.
#
# New objects of a program gather in a part of the heap that grows up to 32 MiB (Node 22) or 128 MiB (Node 24) before they are looked through,
# which then holds the program up for some milliseconds. Its largest size is a flag of the command line, and the same flag by
# v8.setFlagsFromString() is taken without a word and changes nothing, because V8 reads it once, before the program runs. The factor
# by which that part grows is read each time it would grow: with 1 it stays as it is at the start, so that a program can set it for itself
# in its first line.
#
# Seen: the lines that are compared at the end, in MiB, rounded up to four. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node-22@npm:node@22.23.3 node-24@npm:node@24.21.0 >/dev/null 2>&1
cat >try.cjs <<'JS'
const v8 = require('node:v8');
const flag = process.argv[2];
if (flag) v8.setFlagsFromString(flag);
let kept = [];
for (let round = 0; round < 100; round += 1) {
  kept = [];
  for (let index = 0; index < 200000; index += 1) kept.push({ index });
}
const space = v8.getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
console.log(`${flag ?? 'no flag'}: ${Math.ceil(space.space_size / 2 ** 22) * 4} MiB, ${kept.length} kept`);
JS
said=$(for version in 22 24; do
  echo "Node $version"
  for flag in '' --max-semi-space-size=2 --semi-space-growth-factor=1; do
    "node_modules/node-$version/bin/node" try.cjs ${flag:+"$flag"}
  done
  echo "on the command line: $("node_modules/node-$version/bin/node" --max-semi-space-size=2 try.cjs)"
done)
echo "$said"
[ "$said" = "$(cat <<'TEXT'
Node 22
no flag: 32 MiB, 200000 kept
--max-semi-space-size=2: 32 MiB, 200000 kept
--semi-space-growth-factor=1: 4 MiB, 200000 kept
on the command line: no flag: 4 MiB, 200000 kept
Node 24
no flag: 128 MiB, 200000 kept
--max-semi-space-size=2: 128 MiB, 200000 kept
--semi-space-growth-factor=1: 4 MiB, 200000 kept
on the command line: no flag: 4 MiB, 200000 kept
TEXT
)" ]
