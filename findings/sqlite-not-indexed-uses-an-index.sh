#!/usr/bin/env bash
# SQLite 3.53.2 and 3.45.1: NOT INDEXED does not keep a WITHOUT ROWID table from being read by its index.
#
# SQLite's documentation says of the clause that no index is used to access the table in front of it. For an ordinary table that
# is so. For a WITHOUT ROWID table that has a covering index the same query is a scan, and with a condition even a search, of
# that index. Who uses the clause to read around an index that is damaged, or to check an index against its table, compares the
# index with itself. count(*) does read the table, so that a check by counting seems to work. To read the table itself the query
# has to be ordered by its key.
#
# Seen: the lines that are compared at the end, from npm better-sqlite3 12.11.1 and libsql 0.5.29. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund better-sqlite3@12.11.1 libsql@0.5.29 >/dev/null 2>&1
cat >try.cjs <<'JS'
for (const name of ['better-sqlite3', 'libsql']) {
  const db = new (require(name))(':memory:');
  db.exec('CREATE TABLE rowless (a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID');
  db.exec('CREATE INDEX rowless_by_b ON rowless (b, a)');
  db.exec('CREATE TABLE plain (a TEXT, b TEXT, PRIMARY KEY (a, b))');
  db.exec('CREATE INDEX plain_by_b ON plain (b, a)');
  const plan = (sql) => db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all().map(({ detail }) => detail).join('; ');
  console.log(`SQLite ${db.prepare('SELECT sqlite_version() AS v').all()[0].v}`);
  for (const table of ['plain', 'rowless']) {
    console.log(`  all: ${plan(`SELECT a, b FROM ${table} NOT INDEXED`)}`);
    console.log(`  one: ${plan(`SELECT a FROM ${table} NOT INDEXED WHERE b = 'x'`)}`);
  }
  console.log(`  counted: ${plan('SELECT count(*) FROM rowless NOT INDEXED')}`);
  console.log(`  in order: ${plan('SELECT a, b FROM rowless NOT INDEXED ORDER BY a, b')}`);
}
JS
said=$(node try.cjs)
echo "$said"
lines='  all: SCAN plain
  one: SCAN plain
  all: SCAN rowless USING COVERING INDEX rowless_by_b
  one: SEARCH rowless USING COVERING INDEX rowless_by_b (b=?)
  counted: SCAN rowless
  in order: SCAN rowless'
[ "$said" = "SQLite 3.53.2
$lines
SQLite 3.45.1
$lines" ]
