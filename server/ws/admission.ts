/**
 * Who may open another WebSocket: counts connections per address, and those that have not said who they are, per address
 * and in all. This machine itself is no stranger, so only the count in all holds for it.
 */
import { err, ok, type Result } from '../../miniprogram/core/base/result';
import { isLoopback, type ClientAddress } from '../client-address';
import type { ServerLimits } from '../limits';

interface AdmissionRefusal {
  readonly status: 429 | 503;
  readonly reason: string;
}

/** One connection that was let in. */
export interface Guest {
  /** It has shown a good ticket. */
  signedIn(): void;
  /** It is gone. Idempotent, both ways round with `signedIn`. */
  left(): void;
}

/** Counts are of now: who has gone is not counted any more. */
export interface Admission {
  admit(address: ClientAddress): Result<Guest, AdmissionRefusal>;
  /** How many addresses are held in memory: for leak tests. */
  readonly addresses: number;
}

type AdmissionLimits = Pick<
  ServerLimits,
  'maxConnectionsPerAddress' | 'maxUnauthenticatedPerAddress' | 'maxUnauthenticated'
>;

interface Count {
  all: number;
  strangers: number;
}

/** Nobody is connected. */
export function createAdmission(limits: AdmissionLimits): Admission {
  const byAddress = new Map<ClientAddress, Count>();
  let strangers = 0;

  function refusal(address: ClientAddress): AdmissionRefusal | null {
    const { maxConnectionsPerAddress, maxUnauthenticatedPerAddress, maxUnauthenticated } = limits;
    if (strangers >= maxUnauthenticated) {
      const reason = `${strangers} connections have not said hello yet, the limit is ${maxUnauthenticated}.`;
      return { status: 503, reason };
    }
    const count = byAddress.get(address);
    if (!count || isLoopback(address)) return null;
    if (count.all >= maxConnectionsPerAddress) {
      const reason = `${count.all} connections come from this address, the limit is ${maxConnectionsPerAddress}.`;
      return { status: 429, reason };
    }
    if (count.strangers < maxUnauthenticatedPerAddress) return null;
    const reason = `${count.strangers} connections of this address have not said hello yet, the limit is ${maxUnauthenticatedPerAddress}.`;
    return { status: 429, reason };
  }

  function enter(address: ClientAddress): Guest {
    const count = byAddress.get(address) ?? { all: 0, strangers: 0 };
    byAddress.set(address, count);
    count.all += 1;
    count.strangers += 1;
    strangers += 1;
    let isStranger = true;
    let isHere = true;
    function signedIn(): void {
      if (!isStranger) return;
      isStranger = false;
      count.strangers -= 1;
      strangers -= 1;
    }
    return {
      signedIn,
      left() {
        if (!isHere) return;
        isHere = false;
        signedIn();
        count.all -= 1;
        if (count.all === 0) byAddress.delete(address);
      },
    };
  }

  return {
    admit(address) {
      const refused = refusal(address);
      return refused ? err(refused) : ok(enter(address));
    },
    get addresses() {
      return byAddress.size;
    },
  };
}
