/**
 * Room for one connection. By construction there is never more than one that is neither ended nor abandoned, and news of
 * one that has left the slot reaches nobody. Knows no states.
 */
import { assert } from '../../base/assert';
import type { OnLiving, SocketOptions, Transport, TransportConnection, TransportEvent } from '../transport';

/** Holds the one connection that counts; one that was abandoned has left it and reaches nobody. */
export interface ConnectionSlot {
  /** @throws what the transport throws; the slot is empty then */
  open(
    transport: Transport,
    options: SocketOptions,
    onEvent: (event: TransportEvent) => void,
    /** Told also of a connection that has left the slot. */
    onLiving: OnLiving,
  ): void;
  /** Null when the slot is empty. `onRefusal` is told only while the connection is still here. */
  send(frame: string | ArrayBuffer, onRefusal: (thrown: unknown) => void): Promise<void> | null;
  /** Frames that the last connection took. */
  handedOver(): number;
  end(code: number | undefined, reason: string | undefined): void;
  /** As those of `TransportConnection`. */
  unheard(): void;
  proven(): void;
  /** The connection has ended. */
  empty(): void;
  /** The connection's end is not waited for any more. As `TransportConnection.abandon`. */
  abandon: TransportConnection['abandon'];
}

/** A transport that throws instead of rejecting must not stop what comes after. */
async function sendSafely(connection: TransportConnection, frame: string | ArrayBuffer): Promise<void> {
  return connection.send(frame);
}

/** Begins empty. */
export function createConnectionSlot(): ConnectionSlot {
  let present: TransportConnection | null = null;
  let generation = 0;
  let handedOver = 0;
  const empty = (): void => {
    present = null;
    generation += 1;
  };
  return {
    open(transport, options, onEvent, onLiving) {
      assert(!present, 'one connection at a time');
      const own = generation;
      handedOver = 0;
      const tell = (event: TransportEvent): void => {
        if (own === generation) onEvent(event);
      };
      const connection = transport.open(options, tell, onLiving);
      if (own === generation) present = connection;
    },
    send(frame, onRefusal) {
      if (!present) return null;
      const own = generation;
      handedOver += 1;
      const answer = sendSafely(present, frame);
      answer.catch((thrown: unknown) => {
        if (own !== generation) return;
        handedOver -= 1;
        onRefusal(thrown);
      });
      return answer;
    },
    handedOver: () => handedOver,
    end: (code, reason) => present?.end(code, reason),
    unheard: () => present?.unheard?.(),
    proven: () => present?.proven?.(),
    empty,
    abandon(onEnded) {
      const release = present?.abandon(onEnded);
      empty();
      return release ?? (() => undefined);
    },
  };
}
