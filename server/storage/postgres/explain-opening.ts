/**
 * Why a database cannot be used, as one sentence for the person who gave its address. No sentence holds the address itself, which
 * may have a password in it.
 */
import { describeError } from '../../../miniprogram/core/base/logger';
import { StartError } from '../../start-error';
import { InUse } from './database';
import { ConnectionLost } from './sql';

function placeOf(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname === '' ? 'this machine' : hostname}:${port === '' ? '5432' : port}`;
}

const REASONS: Readonly<Record<string, string>> = {
  '28P01': 'PostgreSQL refuses the user and the password in DATABASE_URL: correct them.',
  '28000':
    'PostgreSQL lets the user in DATABASE_URL not connect from here: correct it, or allow it in pg_hba.conf.',
  '3D000': 'The database that DATABASE_URL names does not exist: make it with createdb, or correct the name.',
  '42501':
    'The user in DATABASE_URL may not make tables in that database: make it the owner of the database, or of the schema "public".',
};

/** A sentence about `thrown`, which opening a store has thrown. */
export function explainOpening(thrown: unknown, url: string): StartError {
  if (thrown instanceof StartError) return thrown;
  if (thrown instanceof InUse) {
    return new StartError(
      'The database of DATABASE_URL is in use by another minichat server: stop it, or use another database.',
    );
  }
  if (thrown instanceof ConnectionLost) {
    const why = describeError(thrown.cause ?? thrown);
    return new StartError(
      `No PostgreSQL server answers at ${placeOf(url)} (${why}): start it, or correct DATABASE_URL.`,
    );
  }
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return new StartError(
    REASONS[code] ?? `The database of DATABASE_URL cannot be used: ${describeError(thrown)}.`,
  );
}
