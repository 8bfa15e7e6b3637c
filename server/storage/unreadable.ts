/**
 * Tells damage of the database file, which concerns those whose pages are damaged, from troubles that concern everybody, such as a
 * full disk. Knows how drivers of SQLite say it, and no table.
 */
import { describeError } from '../../miniprogram/core/base/logger';

/** True for a page of the database that cannot be read, or holds what is no page. */
export function isUnreadable(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return /SQLITE_(CORRUPT|IOERR_(READ|SHORT_READ|CORRUPTFS|DATA))|is malformed/.test(
    `${code} ${describeError(thrown)}`,
  );
}
