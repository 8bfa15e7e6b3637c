#!/usr/bin/env bash
# wcc of miniprogram-compiler 0.2.3: `let` and `const` in WXS are refused in a module, and taken without a word inside of a function.
#
# WXS has no `let`, and at the top of a module wcc says so ("Expected LineFeed"). Inside of a function it compiles, and what the function
# returns is nothing at all: the page is empty, and neither the compiler nor the page's log tells why. With `var` the same function
# returns its value. (Any other word in the place of `let` passes as well: statements on one line need nothing between them there.)
#
# Seen: "let outside refused, inside nothing; const outside refused, inside nothing; var outside 1, inside 1". Fails when that changes.
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

function shown(script) {
  writeFileSync('app/a.wxml', `<wxs module="m">\n${script}\n</wxs>{{ m.f() }}`);
  try {
    const render = new Function(wxmlToJs(`${__dirname}/app`))();
    return render('a.wxml')({}).children[0] || 'nothing';
  } catch {
    return 'refused';
  }
}
const said = ['let', 'const', 'var'].map((word) => {
  const outside = shown(`${word} x = 1;\nmodule.exports = { f: function () { return x; } };`);
  const inside = shown(`module.exports = { f: function () {\n${word} x = 1;\nreturn x;\n} };`);
  return `${word} outside ${outside}, inside ${inside}`;
});
console.log(said.join('; '));
JS
said=$(node try.cjs)
echo "$said"
[ "$said" = 'let outside refused, inside nothing; const outside refused, inside nothing; var outside 1, inside 1' ]
