/**
 * One kind of event, many listeners. A listener that throws is logged and the others still run; a listener that is
 * added or removed during an emit takes part from the next emit on (a removed one is not called any more).
 */
import { describeError, type Logger } from './logger';

/** Removes what was added. Calling it again does nothing. */
export type Undo = () => void;

/** Listeners hear events in the order in which they were added; `on` returns what takes the listener off again. */
export interface Emitter<T> {
  on(listener: (event: T) => void): Undo;
  emit(event: T): void;
  /** How many listeners are registered: for leak tests. */
  readonly size: number;
}

/** `name` tells in the log whose listener has thrown. */
export function createEmitter<T>(name: string, logger: Logger): Emitter<T> {
  const entries = new Set<{ readonly listener: (event: T) => void }>();
  return {
    on(listener) {
      const entry = { listener };
      entries.add(entry);
      return () => {
        entries.delete(entry);
      };
    },
    emit(event) {
      for (const entry of [...entries]) {
        if (!entries.has(entry)) continue;
        try {
          entry.listener(event);
        } catch (thrown) {
          logger.error('listener_threw', { emitter: name, error: describeError(thrown) });
        }
      }
    },
    get size() {
      return entries.size;
    },
  };
}
