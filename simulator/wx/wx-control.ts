/**
 * What the host or a test does to a simulated phone: hide and show the app, change the network, press the theme switch.
 * Puts the parts of the runtime together; each part decides itself what an event means for it.
 */
import type { AppPhase, AppState } from './app-state';
import type { AppTimers } from './app-timers';
import type { EventHub, EventName } from './event-hub';
import type { NetworkState, NetworkType } from './network';
import type { PrivacyControl } from './privacy';
import type { SocketControl } from './sockets';
import type { StorageControl } from './storage';
import type { SystemState } from './ui-ports';

/** What happens to the phone from outside the app. */
export interface WxControl {
  readonly phase: AppPhase;
  /** The app goes to the background: `onAppHide`, and after 5 s it is suspended. `reason` as in 3.5.7. */
  hide(reason?: number): void;
  /** Back to the foreground: `onAppShow`, late timers, and the events that waited. */
  show(): void;
  /** Another type ends or silences the connections, as `quirks.networkLoss` says, and fails running requests. */
  setNetwork(type: NetworkType): void;
  setWeak(weak: boolean): void;
  setTheme(theme: SystemState['theme']): void;
  setKeyboardHeight(height: number): void;
  /** Android levels: 5, 10, 15. */
  memoryWarning(level: 5 | 10 | 15): void;
  /** A call comes in while the app records. */
  interruptRecording(): void;
  /** Any event by the name after `on`, for example `WindowResize`. */
  emit(name: EventName, payload: unknown): void;
  listenerCount(name: EventName): number;
  readonly sockets: SocketControl;
  readonly storage: StorageControl;
  readonly privacy: PrivacyControl;
  /** The app's timers: they stop while it is suspended. */
  readonly timers: AppTimers;
  /** The app is gone: connections and timers end without a word, nothing is delivered any more. Idempotent. */
  destroy(): void;
}

export interface ControlParts {
  readonly app: AppState;
  readonly events: EventHub;
  readonly network: NetworkState;
  readonly timers: AppTimers;
  readonly sockets: SocketControl;
  readonly storage: StorageControl;
  readonly privacy: PrivacyControl;
  readonly interruptRecording: () => void;
  readonly endRequests: (reason: string) => void;
  readonly themeChanged: (theme: SystemState['theme']) => void;
}

export function createControl(parts: ControlParts): WxControl {
  const { app, endRequests, events, network, privacy, sockets, storage, themeChanged, timers } = parts;
  return {
    get phase() {
      return app.phase;
    },
    hide: (reason = 3) => app.hide(() => events.emit('AppHide', { reason })),
    show: () =>
      app.show(() => events.emit('AppShow', { path: '', query: {}, scene: 1001 }), sockets.quirks.replay),
    setNetwork(type) {
      if (type === network.type) return;
      if (sockets.quirks.networkLoss === 'silent') sockets.silenceAll();
      else sockets.breakAll('network changed');
      endRequests('net::ERR_NETWORK_CHANGED');
      network.setType(type);
    },
    setWeak: (weak) => network.setWeak(weak),
    setTheme: themeChanged,
    setKeyboardHeight: (height) => events.emit('KeyboardHeightChange', { height }),
    memoryWarning: (level) => events.emit('MemoryWarning', { level }),
    interruptRecording: parts.interruptRecording,
    emit: (name, payload) => events.emit(name, payload),
    listenerCount: (name) => events.listenerCount(name),
    sockets,
    storage,
    privacy,
    timers,
    destroy() {
      app.destroy();
      sockets.discardAll();
      endRequests('abort');
      timers.destroy();
    },
  };
}
