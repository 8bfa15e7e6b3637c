/**
 * The phone's log manager behind the core's logger: people can send it along with feedback, nobody else reads it.
 */
import { silentLogger, type LogFields, type Logger } from '../core/base/logger';
import { careful } from './careful-call';

interface WxLogManager {
  debug(...values: unknown[]): void;
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
}

/** What is used of `wx` here. */
export interface WxLogApi {
  getLogManager?(option: { level: number }): WxLogManager;
}

/** wx: level 1 leaves the platform's own life-cycle lines out. */
const OWN_LINES_ONLY = 1;

/** Never throws; a phone without a log manager says nothing. */
export function createLogger(wx: WxLogApi): Logger {
  const manager = careful(() => wx.getLogManager?.({ level: OWN_LINES_ONLY }), undefined);
  if (!manager) return silentLogger;
  const write = (level: keyof WxLogManager, prefix: string) => (event: string, fields?: LogFields) =>
    careful(() => manager[level](`${prefix}${event}`, fields ?? {}), undefined);
  return {
    debug: write('debug', ''),
    info: write('info', ''),
    warn: write('warn', ''),
    // wx: the log manager has no error level.
    error: write('warn', 'error: '),
  };
}
