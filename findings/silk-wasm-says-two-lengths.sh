#!/usr/bin/env bash
# silk-wasm 3.7.1: decode() says of every voice that it is 40 ms longer than the sound that it returns; encode() and getDuration() do not.
#
# SILK is how WeChat and QQ keep voices. encode() and getDuration() give the same length, a multiple of the frames of 20 ms, and the
# samples that decode() returns have that length too. The `duration` beside these samples is 40 ms more, at each rate and for each
# length, so that a bar of progress never comes to its end, and a voice of exactly 60 s is refused by whoever asks decode() for it.
#
# Seen: the lines that are compared at the end. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund silk-wasm@3.7.1 >/dev/null 2>&1
cat >try.mjs <<'JS'
import { decode, encode, getDuration } from 'silk-wasm';
for (const rate of [8000, 16000, 24000, 48000]) {
  for (const seconds of [1, 3, 60]) {
    const sound = new Int16Array(rate * seconds).map((_, index) => 8000 * Math.sin((index * 440 * 2 * Math.PI) / rate));
    const voice = await encode(sound, rate);
    const heard = await decode(voice.data, rate);
    console.log(
      `${rate} Hz, ${seconds} s: encode ${voice.duration}, getDuration ${getDuration(voice.data)}, samples ${(heard.data.length / 2 / rate) * 1000}, decode ${heard.duration}`,
    );
  }
}
JS
said=$(nice node try.mjs)
echo "$said"
[ "$said" = "$(cat <<'TEXT'
8000 Hz, 1 s: encode 1000, getDuration 1000, samples 1000, decode 1040
8000 Hz, 3 s: encode 3000, getDuration 3000, samples 3000, decode 3040
8000 Hz, 60 s: encode 60000, getDuration 60000, samples 60000, decode 60040
16000 Hz, 1 s: encode 1000, getDuration 1000, samples 1000, decode 1040
16000 Hz, 3 s: encode 3000, getDuration 3000, samples 3000, decode 3040
16000 Hz, 60 s: encode 60000, getDuration 60000, samples 60000, decode 60040
24000 Hz, 1 s: encode 1000, getDuration 1000, samples 1000, decode 1040
24000 Hz, 3 s: encode 3000, getDuration 3000, samples 3000, decode 3040
24000 Hz, 60 s: encode 60000, getDuration 60000, samples 60000, decode 60040
48000 Hz, 1 s: encode 1000, getDuration 1000, samples 1000, decode 1040
48000 Hz, 3 s: encode 3000, getDuration 3000, samples 3000, decode 3040
48000 Hz, 60 s: encode 60000, getDuration 60000, samples 60000, decode 60040
TEXT
)" ]
