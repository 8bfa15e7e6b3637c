/**
 * Who is connected: every peer by user and device. Knows no room.
 */
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { Peer } from './peer';

/** All connections that have said who they are. */
export interface Hub {
  /**
   * Returns the connections that this one takes over from: that of the same user and device, and of more than `max` of a user
   * the one that came first.
   */
  add(peer: Peer, max: number): readonly Peer[];
  /** Does nothing when the peer was taken over. */
  remove(peer: Peer): void;
  peersOf(user: UserId): readonly Peer[];
  /** How many people are connected, each counted once. */
  readonly people: number;
}

/** Nobody is connected. */
export function createHub(): Hub {
  const byUser = new Map<UserId, Map<string, Peer>>();
  return {
    add(peer, max) {
      const devices = byUser.get(peer.user) ?? new Map<string, Peer>();
      const older = devices.get(peer.device);
      // Setting it anew moves it to the end: the first one is the oldest.
      devices.delete(peer.device);
      devices.set(peer.device, peer);
      byUser.set(peer.user, devices);
      const [first] = devices.values();
      const over = devices.size > max ? first : undefined;
      return [older, over].filter((each) => each !== undefined);
    },
    remove(peer) {
      const devices = byUser.get(peer.user);
      if (devices?.get(peer.device) !== peer) return;
      devices.delete(peer.device);
      if (devices.size === 0) byUser.delete(peer.user);
    },
    peersOf: (user) => [...(byUser.get(user)?.values() ?? [])],
    get people() {
      return byUser.size;
    },
  };
}
