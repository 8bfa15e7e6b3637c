/**
 * What the phone tells about the app and the network, as one stream of events. Registers each listener of `wx` once, and
 * takes off its own only: `wx.offX()` without a function would remove everybody's.
 */
import { createEmitter } from '../core/base/emitter';
import type { Logger } from '../core/base/logger';
import type { HostEvent, HostEvents } from '../core/chat/ports';
import { eachCarefully, fieldsOf } from './careful-call';

/** All are optional: plugins have no app events, old phones no weak network. */
export interface WxHostApi {
  onAppShow?(listener: () => void): void;
  offAppShow?(listener: () => void): void;
  onAppHide?(listener: (news: unknown) => void): void;
  offAppHide?(listener: () => void): void;
  getNetworkType?(option: { success: (news: { networkType: string }) => void; fail: () => void }): unknown;
  onNetworkStatusChange?(listener: (news: WxNetworkNews) => void): void;
  offNetworkStatusChange?(listener: () => void): void;
  onNetworkWeakChange?(listener: (news: { weakNet: boolean }) => void): void;
  offNetworkWeakChange?(listener: (news: { weakNet: boolean }) => void): void;
  onMemoryWarning?(listener: (news: { level: number }) => void): void;
  offMemoryWarning?(listener: (news: { level: number }) => void): void;
}

interface WxNetworkNews {
  readonly isConnected: boolean;
  readonly networkType: string;
}

/** Without a word about either the news tell nothing. */
function readNetwork(news: unknown): HostEvent | null {
  const { isConnected, networkType } = fieldsOf(news);
  const type = typeof networkType === 'string' ? networkType : 'unknown';
  if (typeof isConnected === 'boolean') return { kind: 'network', connected: isConnected, type };
  return typeof networkType === 'string' ? { kind: 'network', connected: type !== 'none', type } : null;
}

/** wx: `reason` of onAppHide (3.5.7): a page of WeChat's own, such as the picker of pictures, covers the app. */
const COVERED_BY_NATIVE_PAGE = 2;

/** The port of the chat, and its end. */
export interface ClosableHostEvents extends HostEvents {
  /** Takes the listeners off the phone. Idempotent. */
  close(): void;
}

/** Listens at once; a function that this phone has not got tells nothing. */
export function createHostEvents(wx: WxHostApi, logger: Logger): ClosableHostEvents {
  const events = createEmitter<HostEvent>('host', logger);
  const show = (): void => events.emit({ kind: 'show' });
  let isClosed = false;
  let hasNews = false;
  // wx: before 3.5.7 nothing says why.
  const hide = (news: unknown): void => {
    events.emit({ kind: 'hide', covered: fieldsOf(news)['reason'] === COVERED_BY_NATIVE_PAGE });
  };
  const network = (news: unknown): void => {
    const event = readNetwork(news);
    hasNews ||= event !== null;
    if (event) events.emit(event);
  };
  const weak = (news: unknown): void =>
    events.emit({ kind: 'weak_network', weak: fieldsOf(news)['weakNet'] === true });
  // wx: iOS gives no level.
  const memory = (news: unknown): void => {
    const { level } = fieldsOf(news);
    events.emit({ kind: 'memory_warning', level: typeof level === 'number' ? level : 0 });
  };
  // An answer that comes late is older than what was told meanwhile.
  const answer = (news: unknown): void => {
    if (!isClosed && !hasNews && fieldsOf(news)['networkType'] === 'none') network(news);
  };

  // A phone that refuses one of these can chat without it.
  eachCarefully([
    () => wx.onAppShow?.(show),
    () => wx.onAppHide?.(hide),
    () => wx.onNetworkStatusChange?.(network),
    () => wx.onNetworkWeakChange?.(weak),
    () => wx.onMemoryWarning?.(memory),
    // Only changes are told, so a phone that starts without a network has to be asked.
    () => wx.getNetworkType?.({ success: answer, fail: () => undefined }),
  ]);
  return {
    on: (listener) => events.on(listener),
    close() {
      isClosed = true;
      eachCarefully([
        () => wx.offAppShow?.(show),
        // wx: the typings say that the listener to take off gets nothing it could use.
        () => wx.offAppHide?.(hide as () => void),
        () => wx.offNetworkStatusChange?.(network as () => void),
        () => wx.offNetworkWeakChange?.(weak),
        () => wx.offMemoryWarning?.(memory),
      ]);
    },
  };
}
