#!/usr/bin/env bash
# wcc of miniprogram-compiler 0.2.3: `return a and whatever else;` in a WXS function compiles, and returns `a`.
#
# Inside of a function two expressions on one line need nothing between them: what follows the first one is taken as another
# statement, which is never reached. So `return a instanceof Array ? 'yes' : 'no'` returns the value that it was asked about, as WXS
# has no `instanceof`, and a forgotten operator is no mistake. In brackets, or behind a `var`, the same words are refused.
#
# Seen: the four lines that are compared at the end. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniprogram-compiler@0.2.3 >/dev/null 2>&1
mkdir app
cat >try.cjs <<'JS'
const { writeFileSync } = require('node:fs');
const { wxmlToJs } = require('miniprogram-compiler');
globalThis.window = globalThis;
for (const body of ['return a b c;', "return a instanceof Array ? 'yes' : 'no';", 'return (a instanceof Array);', 'var x = a b c; return x;']) {
  writeFileSync('app/a.wxml', `<wxs module="m">\nmodule.exports = function (a) { ${body} };\n</wxs>{{ m(7) }}`);
  try {
    console.log(`${body} ${new Function(wxmlToJs(`${__dirname}/app`))()('a.wxml')({}).children[0]}`);
  } catch {
    console.log(`${body} refused`);
  }
}
JS
node try.cjs | tee seen
cat >expected <<'TXT'
return a b c; 7
return a instanceof Array ? 'yes' : 'no'; 7
return (a instanceof Array); refused
var x = a b c; return x; refused
TXT
diff expected seen
