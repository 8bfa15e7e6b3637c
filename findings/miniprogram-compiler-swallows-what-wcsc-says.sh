#!/usr/bin/env bash
# miniprogram-compiler 0.2.3: whatever wcsc refuses becomes "Cannot read properties of undefined (reading 'replace')".
#
# wxmlToJs() throws what wcc says, with file, line and column. wxssToJs() makes an error of what wcsc says, but returns it where its caller
# expects a table of files, so that file and line are lost and a TypeError of another place is thrown. An import from the root meets
# it although it is right: files are handed to wcsc as `a.wxss`, and only with `./a.wxss` does it find `/b.wxss`.
#
# Seen: the four lines that are compared at the end. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniprogram-compiler@0.2.3 >/dev/null 2>&1
case $(uname) in Darwin) system=mac ;; *) system=linux ;; esac
wcsc=$folder/node_modules/miniprogram-compiler/bin/$system/wcsc
mkdir app
cat >try.cjs <<'JS'
const { wxssToJs } = require('miniprogram-compiler');
try {
  console.log(wxssToJs(`${__dirname}/app`) ? 'compiled' : 'nothing');
} catch (error) {
  console.log(error.message);
}
JS
echo '.b { top: 0; }' >app/b.wxss
{
  echo "@import './b.wxss';" >app/a.wxss
  echo "beside: $(node try.cjs)"
  echo '* { top: 0; }' >app/a.wxss
  echo "a mistake: $(node try.cjs)"
  echo "@import '/b.wxss';" >app/a.wxss
  echo "from the root: $(node try.cjs)"
  chmod +x "$wcsc"
  (cd app && "$wcsc" -db -pc 2 ./a.wxss ./b.wxss >/dev/null 2>&1) && echo 'from the root, by wcsc with ./: compiled'
} >seen
cat seen
cat >expected <<'TXT'
beside: compiled
a mistake: Cannot read properties of undefined (reading 'replace')
from the root: Cannot read properties of undefined (reading 'replace')
from the root, by wcsc with ./: compiled
TXT
diff expected seen
