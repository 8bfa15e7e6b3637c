/**
 * What the phone says about its network, until a connection proves otherwise, and what follows from it: without a network
 * there is no point in trying again and again, and on another one the first attempt need not wait. Ends no connection.
 */
import type { DropOptions, ReconnectRange, SocketService } from '../../socket/socket-types';

/** How often an attempt is made while the phone says that it has no network: its return may not be told. */
const OFFLINE_RETRY_MS = 60_000;
const OFFLINE_RETRY: ReconnectRange = { minMs: OFFLINE_RETRY_MS, maxMs: OFFLINE_RETRY_MS };

/** The phone's word is a hint: whatever arrives over the network weighs more. */
export interface NetworkStatus {
  /** The present wait is for the network. */
  readonly isAwaited: boolean;
  /** Something changed; the present connection may have ended without a word. */
  report(connected: boolean): void;
  /** Something came over the network, whatever the phone says about it. */
  confirm(): void;
  /** How a connection that does not answer is replaced. */
  replacement(): DropOptions;
  /** To be called after each change of the socket's state and of the network. */
  update(): void;
}

/** Takes the network for there until it is told otherwise. */
export function createNetworkStatus(socket: SocketService): NetworkStatus {
  let isDown = false;
  let hasChanged = false;
  let isAwaited = false;
  return {
    get isAwaited() {
      return isAwaited;
    },
    report(connected) {
      isDown = !connected;
      hasChanged = true;
    },
    confirm() {
      isDown = false;
      hasChanged = false;
    },
    replacement: () => (hasChanged && !isDown ? { now: true } : {}),
    update() {
      if (socket.state.state !== 'waiting') isAwaited = false;
      else if (isDown && !isAwaited) {
        isAwaited = true;
        socket.drop('no network', { after: OFFLINE_RETRY });
      }
    },
  };
}
