/**
 * How SQLite goes about every statement that the store prepares: by an index, and without putting rows in order itself. A new
 * statement that reads a whole table is named here with its reason, or mended.
 */
import { openDatabase, type SqlDatabase } from '../../../server/storage/sqlite/driver';
import { createSqliteStore } from '../../../server/storage/sqlite/sqlite-store';

/** Statements that may read a whole table, by how they begin, and why. */
const WHOLE: readonly (readonly [RegExp, string])[] = [
  [/^SELECT rooms\.room AS room/, 'every room, once at the start'],
  [/^SELECT room FROM rooms WHERE EXISTS/, 'every room, once at the start'],
  [/^SELECT room, user, read, came_seq FROM members$/, 'every member, once at the start'],
  [/^SELECT room, COUNT\(\*\) AS count FROM waiting/, 'everybody who waits, once at the start'],
  [/^SELECT room, user, role FROM members WHERE role/, 'owners and admins, once at the start'],
  [/^SELECT (user|room) AS id, hex\(name\) AS name/, 'names to be repaired, once at the start'],
  [/^SELECT (user|room) AS bearer, name/, 'names that nobody looked at, once at the start'],
  [/^SELECT \* FROM reports/, 'for operators, never for a request'],
  [/^SELECT (path|room, seq, words) FROM \w+ LIMIT/, 'as many as are asked for'],
];
/** Statements that may put rows in order, which are few by a bound of their own. */
const SORTED: readonly (readonly [RegExp, string])[] = [
  [/^SELECT rooms\.room AS room/, 'every room, once at the start'],
  [/^INSERT INTO loose_ends .*SELECT DISTINCT/s, 'at most a step of a trim'],
];

async function readPlans(): Promise<{ sql: string; steps: string[] }[]> {
  const db = await openDatabase(':memory:');
  const prepared = new Set<string>();
  const watched: SqlDatabase = {
    ...db,
    prepare(sql) {
      prepared.add(sql.trim().replace(/\s+/g, ' '));
      return db.prepare(sql);
    },
  };
  const store = createSqliteStore(watched);
  const plans = [...prepared]
    .filter((sql) => /^(SELECT|INSERT|UPDATE|DELETE)/.test(sql))
    .map((sql) => {
      const values = Array.from(sql.matchAll(/\?/g), () => 1);
      const rows = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
      return { sql, steps: rows.map((row) => String(row['detail'])) };
    });
  await store.close();
  return plans;
}

const allowed = (list: readonly (readonly [RegExp, string])[], sql: string): boolean =>
  list.some(([pattern]) => pattern.test(sql));

/** A scan of what another step has bounded is none of a table. */
const isWhole = (step: string): boolean => /^SCAN (?!CONSTANT|\(|json_each)/.test(step);

test('[SV342] {S16} every statement goes by an index, and none sorts', async () => {
  const plans = await readPlans();
  expect(plans.length).toBeGreaterThan(50);
  const whole = plans.filter(({ sql, steps }) => steps.some(isWhole) && !allowed(WHOLE, sql));
  expect(whole).toEqual([]);
  const sorted = plans.filter(
    ({ sql, steps }) => steps.some((step) => step.includes('TEMP B-TREE')) && !allowed(SORTED, sql),
  );
  expect(sorted).toEqual([]);
});
