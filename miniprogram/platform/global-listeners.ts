/**
 * The four `wx.onSocket*` listeners of one wx object. There is no off, and a second registration replaces the first or runs
 * beside it, so each is registered once; only when somebody has taken their place they are registered anew, and then those
 * of before are deaf, so that nothing is told twice. Knows no connection.
 */
import type { WxFailure, WxGlobalSocketApi } from './wx-socket-api';

/** Who is told what the four listeners hear, as the platform words it. */
export interface GlobalNews {
  opened(): void;
  received(message: unknown): void;
  failed(failure: WxFailure): void;
  closed(close: unknown): void;
}

/** What is registered stays so: there is no way to take it off. */
export interface GlobalListeners {
  /** Registers what is not registered yet. @throws when the platform has no such function */
  listen(): void;
  /** Only the close events. */
  listenToClose(): void;
  /** They hear nothing: registers all of them again. */
  renew(): void;
}

/** Registers nothing before `listen`. */
export function createGlobalListeners(wx: WxGlobalSocketApi, news: GlobalNews): GlobalListeners {
  const registered = new Set<string>();
  let generation = 0;
  const once = (name: string, register: () => void): void => {
    if (registered.has(name)) return;
    register();
    registered.add(name);
  };
  /** Deaf as soon as there are younger ones. */
  const young = <Event extends readonly unknown[]>(tell: (...event: Event) => void) => {
    const own = generation;
    return (...event: Event): void => {
      if (own === generation) tell(...event);
    };
  };
  const listenToClose = (): void => once('close', () => wx.onSocketClose(young(news.closed)));
  const listen = (): void => {
    listenToClose();
    once('open', () => wx.onSocketOpen(young(news.opened)));
    once('message', () => wx.onSocketMessage(young(news.received)));
    once('error', () => wx.onSocketError(young(news.failed)));
  };
  return {
    listen,
    listenToClose,
    renew() {
      generation += 1;
      registered.clear();
      listen();
    },
  };
}
