/**
 * `wx.onX(listener)` and `wx.offX(listener)` for the events of app, network, theme, keyboard and memory.
 * As in WeChat, registrations accumulate, and `offX()` without a function removes everybody's listeners.
 */
import type { AppState } from './app-state';

/** The part of the names after `on` and `off`. The global socket events have no `off` and live elsewhere. */
const EVENT_NAMES = [
  'AppShow',
  'AppHide',
  'NetworkStatusChange',
  'NetworkWeakChange',
  'MemoryWarning',
  'ThemeChange',
  'KeyboardHeightChange',
  'WindowResize',
  'Error',
  'UnhandledRejection',
  'PageNotFound',
] as const;

export type EventName = (typeof EVENT_NAMES)[number];

type Listener = (payload: unknown) => void;

export interface EventHub {
  /** `onX` and `offX` members for the wx object. */
  readonly api: Readonly<Record<string, (listener?: unknown) => void>>;
  /** Tells the listeners that are registered when the app may run: now, or on its return. */
  emit(name: EventName, payload: unknown): void;
  listenerCount(name: EventName): number;
}

export function createEventHub(app: AppState): EventHub {
  const listeners = new Map<EventName, readonly Listener[]>();
  const api: Record<string, (listener?: unknown) => void> = {};
  const of = (name: EventName): readonly Listener[] => listeners.get(name) ?? [];

  for (const name of EVENT_NAMES) {
    api[`on${name}`] = (listener) => {
      if (typeof listener === 'function') listeners.set(name, [...of(name), listener as Listener]);
    };
    api[`off${name}`] = (listener) => {
      const kept = typeof listener === 'function' ? of(name).filter((one) => one !== listener) : [];
      listeners.set(name, kept);
    };
  }
  return {
    api,
    emit(name, payload) {
      app.deliver(() => {
        for (const listener of of(name)) app.deliver(() => listener(payload));
      });
    },
    listenerCount: (name) => of(name).length,
  };
}
