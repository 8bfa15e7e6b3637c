#!/usr/bin/env bash
# @msgpack/msgpack 3.1.3 on one side, msgpackr 2.1.4 on the other: a time in milliseconds arrives as a BigInt, one way only.
#
# Both are MessagePack with their defaults. @msgpack/msgpack writes a whole number above 2^32 as a 64-bit integer, msgpackr as a floating-point
# number. msgpackr reads a 64-bit integer as a BigInt, whatever its size, @msgpack/msgpack as a number. So Date.now(), an id of a
# message or the size of a file that the first one sends to the second one is a BigInt there: JSON.stringify throws, `===` with the number is
# false, and a sum with a number throws. From msgpackr to msgpackr, and back to @msgpack/msgpack, it is a number, so that tests
# of either end pass. `undefined` goes wrong the other way round: msgpackr writes an extension of its own (type 0), which
# @msgpack/msgpack gives as an ExtData object, true in every condition. cbor-x 1.6.9, by the author of msgpackr, reads each as a number.
#
# Seen: the lines that are compared at the end. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @msgpack/msgpack@3.1.3 msgpackr@2.1.4 cbor-x@1.6.9 >/dev/null 2>&1
cat >try.mjs <<'JS'
import { inspect } from 'node:util';
import * as official from '@msgpack/msgpack';
import * as msgpackr from 'msgpackr';
import * as cbor from 'cbor-x';
const message = { id: 4294967295, next: 4294967296, at: 1790000000123, reply: undefined };
const plain = (value) => (value?.constructor?.name === 'ExtData' ? `ExtData of type ${value.type}` : inspect(value));
const show = (read) => Object.entries(read).map(([key, value]) => `${key} ${plain(value)}`).join(', ');
console.log(`@msgpack/msgpack to msgpackr: ${show(msgpackr.unpack(official.encode(message)))}`);
console.log(`msgpackr to @msgpack/msgpack: ${show(official.decode(msgpackr.pack(message)))}`);
console.log(`msgpackr to msgpackr: ${show(msgpackr.unpack(msgpackr.pack(message)))}`);
console.log(`@msgpack/msgpack to itself: ${show(official.decode(official.encode(message)))}`);
console.log(`cbor-x to itself: ${show(cbor.decode(cbor.encode(message)))}`);
JS
said=$(node try.mjs)
echo "$said"
[ "$said" = "$(cat <<'TEXT'
@msgpack/msgpack to msgpackr: id 4294967295, next 4294967296n, at 1790000000123n, reply null
msgpackr to @msgpack/msgpack: id 4294967295, next 4294967296, at 1790000000123, reply ExtData of type 0
msgpackr to msgpackr: id 4294967295, next 4294967296, at 1790000000123, reply undefined
@msgpack/msgpack to itself: id 4294967295, next 4294967296, at 1790000000123, reply null
cbor-x to itself: id 4294967295, next 4294967296, at 1790000000123, reply undefined
TEXT
)" ]
