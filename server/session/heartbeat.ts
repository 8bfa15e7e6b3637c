/**
 * The server's pulse on one connection: a ping with the heads of rooms that moved, so that a lost last message is found,
 * and the end of connections whose other side has gone silent. Counts intervals, not time: the clock may jump.
 */
import type { ServerContext } from './context';
import type { Peer } from './peer';

/** Of one connection, from its making to `close`. */
export interface Heartbeat {
  /** Something came from the other side. */
  seen(): void;
  close(): void;
}

/** Pings without any frame in between that end a connection. */
const MAX_SILENT_PINGS = 2;

function sendPing({ clock }: ServerContext, peer: Peer): void {
  const heads = [];
  for (const seat of peer.seats.values()) {
    const { room, epoch, lastSeq } = seat.room;
    if (seat.announced === lastSeq) continue;
    seat.announced = lastSeq;
    heads.push({ room, epoch, seq: lastSeq });
  }
  peer.send({ type: 'ping', tag: peer.tag, heads, now: clock.now() });
}

/** `onDead` is called once. */
export function createHeartbeat(context: ServerContext, peer: Peer, onDead: () => void): Heartbeat {
  let silent = 0;
  let cancel = schedule();

  function schedule(): () => void {
    return context.clock.after(context.limits.heartbeatMs, beat);
  }

  function beat(): void {
    if (silent >= MAX_SILENT_PINGS) {
      onDead();
      return;
    }
    silent += 1;
    sendPing(context, peer);
    cancel = schedule();
  }

  return {
    seen() {
      silent = 0;
    },
    close() {
      cancel();
    },
  };
}
