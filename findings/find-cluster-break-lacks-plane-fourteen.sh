#!/usr/bin/env bash
# @marijn/find-cluster-break 1.0.4 knows no extending character of plane 14.
#
# Its README says that isExtendingChar tells whether a character has the Grapheme_Cluster_Break value Extend. In Unicode's own
# table (GraphemeBreakProperty.txt) the 240 variation selectors U+E0100 to U+E01EF and the 96 tags U+E0020 to U+E007F have it.
# The library says no to all 336 of them, and they are the only characters but ZWJ on which it and Intl.Segmenter differ that
# way. So the name of the Japanese city Katsushika, written with the variation selector that its first character has
# officially, comes apart inside of that character, and the flag of England is seven characters. Deleting "one character"
# backwards leaves a kanji of another shape, or a black flag.
#
# Seen: "extending by Intl.Segmenter and not by the library: 337, of them in plane 14: 336; kanji 2 parts instead of 1, flag 7
# instead of 1". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @marijn/find-cluster-break@1.0.4 >/dev/null 2>&1
cat >try.mjs <<'JS'
import { findClusterBreak, isExtendingChar } from '@marijn/find-cluster-break';
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const intl = (text) => [...segmenter.segment(text)].length;
function parts(text) {
  let count = 0;
  for (let at = 0; at < text.length; count += 1) at = findClusterBreak(text, at);
  return count;
}
const missing = [];
for (let code = 0x300; code < 0x110000; code += 1) {
  if (code >= 0xd800 && code < 0xe000) continue;
  if (intl('a' + String.fromCodePoint(code)) === 1 && !isExtendingChar(code)) missing.push(code);
}
const planeFourteen = missing.filter((code) => code >= 0xe0000);
const kanji = '\u845b' + String.fromCodePoint(0xe0100);
const flag = String.fromCodePoint(0x1f3f4, ...[...'gbeng'].map((c) => 0xe0000 + c.charCodeAt(0)), 0xe007f);
console.log(
  `extending by Intl.Segmenter and not by the library: ${missing.length}, of them in plane 14: ${planeFourteen.length}; ` +
    `kanji ${parts(kanji)} parts instead of ${intl(kanji)}, flag ${parts(flag)} instead of ${intl(flag)}`,
);
JS
said=$(node try.mjs)
echo "$said"
[ "$said" = 'extending by Intl.Segmenter and not by the library: 337, of them in plane 14: 336; kanji 2 parts instead of 1, flag 7 instead of 1' ]
