/**
 * Holds the one state and tells when it changed: once per batch, always with the newest state, also when a listener changes
 * it again.
 */
import { createEmitter, type Undo } from '../base/emitter';
import type { Logger } from '../base/logger';
import type { ChatState } from '../store/state';

/** `update` must hand back the state that it was given when nothing changes: then nobody is told. */
export interface StateBox {
  readonly state: ChatState;
  update(change: (state: ChatState) => ChatState): void;
  /** Listeners hear of all changes inside as one. */
  batch<T>(work: () => T): T;
  onChange(listener: (state: ChatState) => void): Undo;
}

/** A listener that throws is logged and keeps nobody from hearing. */
export function createStateBox(initial: ChatState, logger: Logger): StateBox {
  const changes = createEmitter<ChatState>('chat state', logger);
  let state = initial;
  let emitted = initial;
  let depth = 0;
  let isTelling = false;

  const tell = (): void => {
    if (depth > 0 || isTelling) return;
    isTelling = true;
    while (emitted !== state) {
      emitted = state;
      changes.emit(emitted);
    }
    isTelling = false;
  };

  return {
    get state() {
      return state;
    },
    update(change) {
      state = change(state);
      tell();
    },
    batch(work) {
      depth += 1;
      try {
        return work();
      } finally {
        depth -= 1;
        tell();
      }
    },
    onChange: (listener) => changes.on(listener),
  };
}
