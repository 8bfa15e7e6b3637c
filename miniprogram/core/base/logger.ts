/**
 * The logging port. `info` is one line per life-cycle transition; nothing that can fire more than about once a second
 * goes above `debug`. Never pass message texts, tickets or keys.
 */

/** What a line says beside its event: short values, so that a line stays a line. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** `event` is a word in snake_case that a program can look for; everything that varies is in `fields`. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

const ignore = (): void => undefined;

/** Says nothing; for tests, and where the phone has no log. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** One line for a caught value of unknown type. */
export function describeError(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}
