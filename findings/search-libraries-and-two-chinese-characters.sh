#!/usr/bin/env bash
# Search libraries of 2026 and a Chinese word inside a sentence: four of five find nothing as they come.
#
# Four sentences are searched for a word of two characters that stands in two of them, never at the beginning of both, for two
# characters that stand beside each other without being a word, and for one character that is the second half of a word.
# minisearch 7.2.0, flexsearch 0.8.212 and @orama/orama 3.1.18 as they come take the whole sentence for one word and find
# nothing; @leeoniya/ufuzzy 1.0.19 answers null, unless it is set to Unicode. Orama with its own tokenizer for Mandarin cuts by
# Intl.Segmenter: it finds the word, but not one character of a longer word. FlexSearch's encoder for Chinese, Japanese
# and Korean keeps single characters and no order: it also "finds" sentences in which both characters stand apart, as
# fuse.js 7.5.0 with its defaults does; FlexSearch's `full` and fuse.js with `threshold: 0, ignoreLocation: true` are right.
#
# Seen: see the table below. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund minisearch@7.2.0 flexsearch@0.8.212 @orama/orama@3.1.18 @orama/tokenizers@3.1.18 \
  fuse.js@7.5.0 @leeoniya/ufuzzy@1.0.19 >/dev/null 2>&1
cat >try.mjs <<'JS'
import { create, insertMultiple, search } from '@orama/orama';
import { createTokenizer } from '@orama/tokenizers/mandarin';
import uFuzzy from '@leeoniya/ufuzzy';
import flexsearch from 'flexsearch';
import Fuse from 'fuse.js';
import MiniSearch from 'minisearch';

const texts = ['今天天气不错，我们去公园', '明天下雨，会议改到三点', '他说的天气预报不准', 'hello weather'];
const rows = texts.map((text, n) => ({ id: String(n), text }));
const sorted = (ids) => [...ids].map(Number).sort().join('') || '-';
const orama = async (components) => {
  const db = create({ schema: { text: 'string' }, components });
  await insertMultiple(db, rows);
  return async (word) => sorted((await search(db, { term: word })).hits.map(({ id }) => id));
};
const flex = (options) => {
  const index = new flexsearch.Index(options);
  texts.forEach((text, n) => index.add(n, text));
  return (word) => sorted(index.search(word));
};
const fuse = (options) => {
  const index = new Fuse(texts, options);
  return (word) => sorted(index.search(word).map(({ refIndex }) => refIndex));
};
const fuzzy = (options) => (word) => sorted(new uFuzzy(options).search(texts, word)[0] ?? []);
const mini = new MiniSearch({ fields: ['text'] });
mini.addAll(rows);

const ways = {
  includes: (word) => sorted(texts.flatMap((text, n) => (text.includes(word) ? [n] : []))),
  minisearch: (word) => sorted(mini.search(word).map(({ id }) => id)),
  flexsearch: flex(),
  'flexsearch full': flex({ tokenize: 'full' }),
  'flexsearch CJK': flex({ tokenize: 'forward', encoder: flexsearch.Charset.CJK }),
  orama: await orama(),
  'orama mandarin': await orama({ tokenizer: await createTokenizer() }),
  fuse: fuse({}),
  'fuse exact': fuse({ ignoreLocation: true, threshold: 0 }),
  ufuzzy: fuzzy(),
  'ufuzzy unicode': fuzzy({ unicode: true, interSplit: "[^\\p{L}\\d']+", intraSplit: '\\p{Ll}\\p{Lu}' }),
};
for (const [name, find] of Object.entries(ways)) {
  const found = [];
  for (const word of ['天气', '气不', '雨']) found.push(await find(word));
  console.log(`${name}: ${found.join(' ')}`);
}
JS
cat >expected <<'TXT'
includes: 02 0 1
minisearch: - - -
flexsearch: - - -
flexsearch full: 02 0 1
flexsearch CJK: 02 02 1
orama: - - -
orama mandarin: 02 02 -
fuse: 012 02 1
fuse exact: 02 0 1
ufuzzy: - - -
ufuzzy unicode: 02 0 1
TXT
node try.mjs | tee seen
diff expected seen
