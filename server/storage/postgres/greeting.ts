/**
 * What every new connection is asked before it is used: whether the database is the one that takes writes, and which one it is. A
 * server that took over from another one, or a copy that was put back by its operator, has another lineage: what was committed last
 * may be missing there, so rooms go on with new epochs.
 */
import type { Epoch } from '../../../miniprogram/core/protocol/fields';
import { StartError } from '../../start-error';
import type { Sql } from './sql';

/** Identifier of the cluster, the database in it, and its timeline, which a promotion changes at once. */
const LINEAGE = `
  SELECT pg_is_in_recovery()::int AS standby, CASE WHEN pg_is_in_recovery() THEN '' ELSE
    (SELECT system_identifier::text FROM pg_control_system()) || '/' ||
    (SELECT oid::text FROM pg_database WHERE datname = current_database()) || '/' ||
    left(pg_walfile_name(pg_current_wal_lsn()), 8) END AS lineage`;

/** Told of a connection to a server that only reads. */
const READS_ONLY =
  'DATABASE_URL leads to a PostgreSQL server that is a standby and takes no writes: use the address of the primary.';

/** @throws StartError for a standby */
export async function readLineage(sql: Sql): Promise<string> {
  const row = (await sql.all(LINEAGE))[0];
  if (row?.['standby'] !== 0) throw new StartError(READS_ONLY);
  return String(row['lineage']);
}

/** In a transaction, before anything else is written. True when it was another database before, and every room has a new epoch now. */
export async function settleLineage(sql: Sql, lineage: string, makeEpoch: () => Epoch): Promise<boolean> {
  await sql.run('INSERT INTO lineage (one, value) VALUES (1, $1) ON CONFLICT DO NOTHING', lineage);
  const known = (await sql.all('SELECT value FROM lineage FOR UPDATE'))[0]?.['value'];
  if (known === lineage) return false;
  const rooms = await sql.all('SELECT room FROM rooms ORDER BY room FOR NO KEY UPDATE');
  await sql.run(
    `UPDATE rooms SET epoch = renewed.epoch FROM unnest($1::text[], $2::text[]) AS renewed (room, epoch)
     WHERE rooms.room = renewed.room`,
    rooms.map(({ room }) => String(room)),
    rooms.map(() => makeEpoch()),
  );
  await sql.run('UPDATE lineage SET value = $1', lineage);
  return true;
}
