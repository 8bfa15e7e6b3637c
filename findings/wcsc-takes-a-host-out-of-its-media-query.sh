#!/usr/bin/env bash
# wcsc of miniprogram-compiler 0.2.3: `:host` in a media query leaves it, so that what was meant for one screen holds on every one.
#
# A rule for `:host` is written to a list of its own, which the runtime puts before all other rules of the page, and the media query
# around it does not go along. A class beside it in the same media query stays there. Nothing is refused or told, and browsers and
# other builds keep both in the query, so that a component which is hidden on wide screens is hidden on phones alone.
#
# Seen: the lines that are compared at the end. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniprogram-compiler@0.2.3 >/dev/null 2>&1
case $(uname) in Darwin) system=mac ;; *) system=linux ;; esac
wcsc=$folder/node_modules/miniprogram-compiler/bin/$system/wcsc
chmod +x "$wcsc"
cat >a.wxss <<'CSS'
@media (min-width: 500px) {
  :host { display: none; }
  .b { color: red; }
}
CSS
"$wcsc" -db -pc 1 ./a.wxss >out.js 2>/dev/null
cat >try.cjs <<'JS'
const text = require('node:fs').readFileSync('out.js', 'utf8');
for (const [name, declaration] of [[':host', 'display'], ['.b', 'color']]) {
  const at = text.indexOf(`${declaration}:`);
  const before = text.slice(0, at);
  const opened = before.lastIndexOf('@media');
  const inside = before.slice(opened).split('{').length > before.slice(opened).split('}').length + 1;
  console.log(`${name}: ${at < 0 ? 'not there' : opened >= 0 && inside ? 'in the media query' : 'outside of it'}`);
}
JS
node try.cjs >seen
cat seen
cat >expected <<'TEXT'
:host: outside of it
.b: in the media query
TEXT
diff expected seen
