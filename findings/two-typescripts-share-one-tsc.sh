#!/usr/bin/env bash
# TypeScript 7.0.2 (native) beside version 6: which of them `npx tsc` runs is decided by the alphabet, not by package.json.
#
# Tools that need the interface of TypeScript 6 keep it beside the native compiler, under another name. Both declare the command `tsc`.
# npm links one of them without a word: the one whose name comes first. An alias `native-typescript` runs version 7, an alias
# `typescript-7` version 6. With @typescript/typescript6 6.0.2, which exists for standing beside version 7 and has a command
# `tsc6` of its own, it is version 6 under either alias, as its dependency `@typescript/old` declares `tsc` too and begins with
# a sign before the letters. Scripts that call `tsc` check with a compiler that nobody chose.
#
# Seen with npm 11.19: the table below. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for six in typescript@6.0.3 typescript@npm:@typescript/typescript6@6.0.2; do
  for name in native-typescript typescript-7; do
    mkdir "$folder/try"
    cd "$folder/try"
    npm init -y >/dev/null
    npm install --silent --no-audit --no-fund "$six" "$name@npm:typescript@7.0.2" >/dev/null 2>&1
    echo "$six and $name: $(npx tsc --version)"
    cd "$folder"
    rm -rf try
  done
done | tee "$folder/seen"
cat >"$folder/expected" <<'TXT'
typescript@6.0.3 and native-typescript: Version 7.0.2
typescript@6.0.3 and typescript-7: Version 6.0.3
typescript@npm:@typescript/typescript6@6.0.2 and native-typescript: Version 6.0.3
typescript@npm:@typescript/typescript6@6.0.2 and typescript-7: Version 6.0.3
TXT
diff "$folder/expected" "$folder/seen"
