/**
 * Who is connected: every peer by user and device. Knows no room.
 */
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { Peer } from './peer';

export interface Hub {
  /** Returns the connection of the same user and device that this one takes over from. */
  add(peer: Peer): Peer | null;
  /** Does nothing when the peer was taken over. */
  remove(peer: Peer): void;
  peersOf(user: UserId): readonly Peer[];
  /** How many people are connected, each counted once. */
  readonly people: number;
}

export function createHub(): Hub {
  const byUser = new Map<UserId, Map<string, Peer>>();
  return {
    add(peer) {
      const devices = byUser.get(peer.user) ?? new Map<string, Peer>();
      const older = devices.get(peer.device) ?? null;
      devices.set(peer.device, peer);
      byUser.set(peer.user, devices);
      return older;
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
