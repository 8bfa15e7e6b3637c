/**
 * The `Logger` port over pino: one JSON line per event on standard error, so that standard output stays for people.
 */
import { destination, pino } from 'pino';
import type { LogFields, Logger } from '../miniprogram/core/base/logger';
import type { LogLevel } from './config';

/** Writes at once, so that nothing is lost when the process ends. */
export function createLogger(level: LogLevel): Logger {
  // Synchronous: the last lines before an exit are the ones that matter.
  const sink = pino({ level, base: undefined }, destination({ fd: 2, sync: true }));
  return {
    debug: (event, fields: LogFields = {}) => sink.debug(fields, event),
    info: (event, fields: LogFields = {}) => sink.info(fields, event),
    warn: (event, fields: LogFields = {}) => sink.warn(fields, event),
    error: (event, fields: LogFields = {}) => sink.error(fields, event),
  };
}
