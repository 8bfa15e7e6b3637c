/** The channel between a page and the one that opened it (`navigateTo` `events`, `getOpenerEventChannel`). */

type Listener = (...values: unknown[]) => void;

export interface EventChannel {
  emit(name: string, ...values: unknown[]): void;
  on(name: string, listener: Listener): void;
  once(name: string, listener: Listener): void;
  off(name: string, listener?: Listener): void;
}

interface ChannelEnd extends EventChannel {
  hear(name: string, values: readonly unknown[]): void;
}

/** Two ends: what one emits, the other hears. What nobody hears yet is kept for the first listener. */
export function createEventChannel(events: Readonly<Record<string, Listener>>): {
  readonly opener: EventChannel;
  readonly opened: EventChannel;
} {
  const opener: ChannelEnd = createEnd((name, values) => opened.hear(name, values));
  const opened: ChannelEnd = createEnd((name, values) => opener.hear(name, values));
  for (const [name, listener] of Object.entries(events)) opener.on(name, listener);
  return { opener, opened };
}

function createEnd(send: (name: string, values: readonly unknown[]) => void): ChannelEnd {
  const listeners = new Map<string, Set<Listener>>();
  const kept = new Map<string, (readonly unknown[])[]>();
  const end: ChannelEnd = {
    emit: (name, ...values) => send(name, values),
    on(name, listener) {
      listeners.set(name, (listeners.get(name) ?? new Set()).add(listener));
      const waiting = kept.get(name) ?? [];
      kept.delete(name);
      for (const values of waiting) listener(...values);
    },
    once(name, listener) {
      const onlyOnce: Listener = (...values) => {
        end.off(name, onlyOnce);
        listener(...values);
      };
      end.on(name, onlyOnce);
    },
    off(name, listener) {
      if (listener === undefined) listeners.delete(name);
      else listeners.get(name)?.delete(listener);
    },
    hear(name, values) {
      const all = listeners.get(name);
      if (all === undefined || all.size === 0) kept.set(name, [...(kept.get(name) ?? []), values]);
      else for (const listener of [...all]) listener(...values);
    },
  };
  return end;
}
