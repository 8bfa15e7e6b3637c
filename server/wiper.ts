/**
 * Takes what people took back out of the database's own log too, a while after, so that many recalls cost one such work. One
 * that fails is tried again. Closing the database does the same.
 */
import type { Clock } from '../miniprogram/core/base/clock';
import { describeError, type Logger } from '../miniprogram/core/base/logger';
import type { ChatStore } from './storage/port';

/** Runs a while after `due`, once for all that came meanwhile. */
export interface LogWiper {
  /** Something was taken back. */
  due(): void;
  close(): void;
}

/** `afterMs` from the first `due` on. */
export function createWiper(
  store: Pick<ChatStore, 'wipe'>,
  clock: Clock,
  logger: Logger,
  afterMs: number,
): LogWiper {
  let cancel: (() => void) | null = null;
  let isClosed = false;
  const due = (): void => {
    if (!isClosed) cancel ??= clock.after(afterMs, wipe);
  };
  const wipe = (): void => {
    cancel = null;
    store.wipe().catch((thrown: unknown) => {
      logger.warn('wipe_failed', { error: describeError(thrown) });
      due();
    });
  };
  return {
    due,
    close() {
      isClosed = true;
      cancel?.();
    },
  };
}

/** Before anybody connects: see `rewriteIfDue`. What fails, such as on a full disk, keeps no server from starting. */
export async function rewriteAtStart(
  store: Pick<ChatStore, 'rewriteIfDue'>,
  clock: Clock,
  logger: Logger,
): Promise<void> {
  const startedAt = clock.now();
  try {
    if (await store.rewriteIfDue()) logger.warn('database_rewritten', { tookMs: clock.now() - startedAt });
  } catch (thrown) {
    logger.warn('rewrite_failed', { error: describeError(thrown) });
  }
}
