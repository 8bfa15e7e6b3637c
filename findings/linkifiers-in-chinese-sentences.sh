#!/usr/bin/env bash
# linkify-it 6.1.0 and linkifyjs 4.4.0 in Chinese sentences: each is wrong where the other one is right.
#
# Chinese is written without blanks, so that an address stands right behind a character and right before a full-width sign.
# linkify-it ("full unicode support") ends a link well at the full-width signs, but finds none behind a Chinese character.
# linkifyjs finds it there, but takes the full stop, the comma, the enumeration comma and whatever is written behind them into
# the address, so that two addresses become one. Whoever changes from one to the other because of the first fault gets the
# second one. autolinker 4.1.5 is right in all five.
#
# Seen: the three lines that are compared at the end. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund linkify-it@6.1.0 linkifyjs@4.4.0 autolinker@4.1.5 >/dev/null 2>&1
cat >try.cjs <<'JS'
const { LinkifyIt } = require('linkify-it');
const linkifyjs = require('linkifyjs');
const { Autolinker } = require('autolinker');
const it = new LinkifyIt();
const finders = {
  'linkify-it': (text) => (it.match(text) ?? []).map(({ raw }) => raw),
  linkifyjs: (text) => linkifyjs.find(text).map(({ value }) => value),
  autolinker: (text) => new Autolinker().parse(text).map((match) => match.getMatchedText()),
};
const page = 'https://a.example/x';
const sentences = {
  'behind a character': [`看${page}`, [page]],
  'before a full stop': [`${page}。好`, [page]],
  'before a comma': [`${page},谢谢`.replace(',', '，'), [page]],
  'two in a list': [`${page}、${page}`, [page, page]],
  'in round brackets': [`（${page}）`, [page]],
};
for (const [name, find] of Object.entries(finders)) {
  const right = Object.entries(sentences).map(
    ([what, [text, links]]) => `${what}: ${JSON.stringify(find(text)) === JSON.stringify(links) ? 'whole' : find(text).length === 0 ? 'none' : 'wrong'}`,
  );
  console.log(`${name}: ${right.join(', ')}`);
}
JS
said=$(node try.cjs)
echo "$said"
[ "$said" = 'linkify-it: behind a character: none, before a full stop: whole, before a comma: whole, two in a list: whole, in round brackets: whole
linkifyjs: behind a character: whole, before a full stop: wrong, before a comma: wrong, two in a list: wrong, in round brackets: whole
autolinker: behind a character: whole, before a full stop: whole, before a comma: whole, two in a list: whole, in round brackets: whole' ]
