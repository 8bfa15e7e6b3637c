#!/usr/bin/env bash
# libsql 0.5.29: get() adds a member `_metadata` to the row, all() does not, and pluck() works for all() only.
#
# The same statement read by get() and by all() gives rows with other members: get() adds `_metadata` with the time that the
# query took, an ordinary member that goes into JSON, into copies and into comparisons. A column that has this name loses its
# value to it. After pluck(), all() gives bare values and get() still an object, and so does pragma(..., { simple: true }).
# better-sqlite3 12.11.1, with which libsql aims to be compatible, gives the same row and the bare value each time.
#
# Seen: the lines that are compared at the end. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund libsql@0.5.29 better-sqlite3@12.11.1 >/dev/null 2>&1
cat >try.cjs <<'JS'
for (const name of ['better-sqlite3', 'libsql']) {
  const db = new (require(name))(':memory:');
  const five = db.prepare('SELECT 5 AS five');
  const named = db.prepare('SELECT 5 AS _metadata');
  const plucked = db.prepare('SELECT 5').pluck();
  const line = [
    `get() has ${Object.keys(five.get())}`,
    `all() has ${Object.keys(five.all()[0])}`,
    `a column _metadata is a ${typeof named.get()._metadata} by get() and a ${typeof named.all()[0]._metadata} by all()`,
    `plucked a ${typeof plucked.get()} by get() and a ${typeof plucked.all()[0]} by all()`,
    `simple pragma a ${typeof db.pragma('user_version', { simple: true })}`,
  ];
  console.log(`${name}: ${line.join('; ')}`);
}
JS
said=$(node try.cjs)
echo "$said"
[ "$said" = 'better-sqlite3: get() has five; all() has five; a column _metadata is a number by get() and a number by all(); plucked a number by get() and a number by all(); simple pragma a number
libsql: get() has five,_metadata; all() has five; a column _metadata is a object by get() and a number by all(); plucked a object by get() and a number by all(); simple pragma a object' ]
