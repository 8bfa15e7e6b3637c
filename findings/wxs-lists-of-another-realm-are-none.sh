#!/usr/bin/env bash
# wcc of miniprogram-compiler 0.2.3: a list that was made in another realm is no list for WXS, and JSON.stringify() of it is "null".
#
# WXS asks for the constructor of a value by identity. Data that comes from another realm (a vm context, as every test of jest has one, an
# iframe) has no kind and no length there, gives nothing for map(), and is "null" as JSON, all without a word. The same list, made in
# the realm of the template, works.
#
# Seen: "here: Array, 2, 2,4, [1,2]; elsewhere: , , , null". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniprogram-compiler@0.2.3 >/dev/null 2>&1
mkdir app
cat >app/a.wxml <<'WXML'
<wxs module="m">
module.exports = {
  kind: function (a) { return a.constructor; },
  length: function (a) { return a.length; },
  twice: function (a) { return a.map(function (x) { return x * 2; }); },
  json: function (a) { return JSON.stringify(a); },
};
</wxs>{{ m.kind(list) }}, {{ m.length(list) }}, {{ m.twice(list) }}, {{ m.json(list) }}
WXML
cat >try.cjs <<'JS'
const vm = require('node:vm');
const { wxmlToJs } = require('miniprogram-compiler');
globalThis.window = globalThis;
const render = new Function(wxmlToJs(`${__dirname}/app`))();
const shown = (list) => render('a.wxml')({ list }).children.join('').trim();
console.log(`here: ${shown([1, 2])}; elsewhere: ${shown(vm.runInNewContext('[1, 2]'))}`);
JS
said=$(node try.cjs)
echo "$said"
[ "$said" = 'here: Array, 2, 2,4, [1,2]; elsewhere: , , , null' ]
