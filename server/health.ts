/**
 * Whether the storage works, as `/healthz` tells load balancers: a commit that fails makes it ill at once, and a small write
 * of our own is tried when somebody asks. Knows no HTTP.
 */
import type { Clock } from '../miniprogram/core/base/clock';
import type { Undo } from '../miniprogram/core/base/emitter';
import { describeError, type Logger } from '../miniprogram/core/base/logger';
import type { ChatStore } from './storage/port';

/** What `/healthz` answers by. */
export interface Health {
  /** True when what people say now would be stored. Never rejects. */
  check(): Promise<boolean>;
  close(): void;
}

export interface HealthOptions {
  readonly store: Pick<ChatStore, 'setMeta'>;
  /** Rejects when what is stored goes to a place where nobody will look for it: see `DataFolder`. */
  readonly checkPlace: () => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told of every transaction of messages: whether it was committed. */
  readonly commits: { on(listener: (isCommitted: boolean) => void): Undo };
  /**
   * After a failed commit the server counts as ill for this long, unless a later one succeeds: on a full disk a small
   * write may succeed where messages do not, and without traffic nothing else would tell that it is over.
   */
  readonly illMs: number;
  /** One write serves everybody who asks within this time. */
  readonly probeEveryMs: number;
}

const PROBE_KEY = 'health';

/** `commits` tells of every commit whether it worked. */
export function createHealth(options: HealthOptions): Health {
  const { store, checkPlace, clock, logger, commits, illMs, probeEveryMs } = options;
  let failedAt: number | null = null;
  let probe: { readonly at: number; readonly works: Promise<boolean> } | null = null;

  const undo = commits.on((isCommitted) => {
    failedAt = isCommitted ? null : clock.now();
  });

  async function write(): Promise<boolean> {
    try {
      await checkPlace();
      await store.setMeta(PROBE_KEY, String(clock.now()));
      return true;
    } catch (thrown) {
      logger.error('health_probe_failed', { error: describeError(thrown) });
      return false;
    }
  }

  return {
    check() {
      const now = clock.now();
      if (failedAt !== null && Math.abs(now - failedAt) < illMs) return Promise.resolve(false);
      if (!probe || Math.abs(now - probe.at) >= probeEveryMs) probe = { at: now, works: write() };
      return probe.works;
    },
    close: undo,
  };
}
