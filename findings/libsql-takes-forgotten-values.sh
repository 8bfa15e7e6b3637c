#!/usr/bin/env bash
# libsql 0.5.29 takes a statement with too few values, too many values or two statements; better-sqlite3 12.11.1 refuses each.
#
# libsql says of itself that it aims to be compatible with better-sqlite3. There, a value that was forgotten, one too many, and a
# second statement behind a semicolon are errors. In libsql a forgotten parameter, positional or named, is NULL, one too many is
# dropped, and of two statements the first one runs and the second one is dropped without a word. A query that lost a parameter
# in a change goes on "working", and a migration of two statements in one prepare() does half of itself.
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
  db.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)');
  const add = db.prepare('INSERT INTO notes (id, body) VALUES (@id, @body)');
  const tries = {
    'named value forgotten': () => add.run({ id: 1 }),
    'positional value forgotten': () => db.prepare('INSERT INTO notes VALUES (?, ?)').run(2),
    'one value too many': () => db.prepare('INSERT INTO notes VALUES (?, ?)').run(3, 'three', 'four'),
    'two statements': () => db.prepare("INSERT INTO notes VALUES (4, 'four'); INSERT INTO notes VALUES (5, 'five')").run(),
  };
  const said = Object.entries(tries).map(([what, attempt]) => {
    try {
      attempt();
      return `${what}: taken`;
    } catch {
      return `${what}: refused`;
    }
  });
  const rows = db.prepare('SELECT id, body FROM notes').all().map(({ id, body }) => `${id}=${body}`);
  console.log(`${name}: ${said.join(', ')}; rows ${rows.join(' ') || 'none'}`);
}
JS
said=$(node try.cjs)
echo "$said"
[ "$said" = 'better-sqlite3: named value forgotten: refused, positional value forgotten: refused, one value too many: refused, two statements: refused; rows none
libsql: named value forgotten: taken, positional value forgotten: taken, one value too many: taken, two statements: taken; rows 1=null 2=null 3=three 4=four' ]
