/**
 * From an open socket to the welcome: gets the ticket, says hello behind a fence and waits its time for the answer. Knows
 * neither why connections end nor what comes after the welcome.
 */
import type { Clock, Random } from '../../base/clock';
import type { Cursor } from '../../protocol/fields';
import { PROTOCOL_VERSION } from '../../protocol/version';
import { createNonceGuard, type NonceGuard } from './nonce-guard';
import type { TicketCache } from './ticket-cache';

const WELCOME_TIMEOUT_MS = 10_000;

/** How long a hello of a connection that is gone may still be on its way to the server. */
const LATE_HELLO_MS = 120_000;

export interface HandshakeOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly tickets: TicketCache;
  /** Made once per installation. */
  readonly device: string;
  /** Name and version of the app, for the server's log. */
  readonly app: string;
  /** Up to where each room is known, asked when `hello` is sent. */
  readonly cursors: () => readonly Cursor[];
  readonly send: (hello: object) => void;
  readonly onNoTicket: (thrown: unknown) => void;
  readonly onNoWelcome: () => void;
}

/** Of one connection after the other. */
export interface Handshake {
  /** Of the present connection; null without one. */
  readonly nonceGuard: NonceGuard | null;
  /** The socket is open. */
  begin(): void;
  /** The welcome has come. */
  finish(): void;
  /** The connection is gone, or about to be. */
  stop(): void;
  /**
   * Whether the server may just have taken a late hello of ours, from a connection that is gone, for a newer device. True
   * once for each time that a hello was left without its welcome.
   */
  takeLateHello(): boolean;
  close(): void;
}

/** Without a welcome in time it asks for the end of the connection. */
export function createHandshake(options: HandshakeOptions): Handshake {
  const { clock, random, tickets, device, app } = options;
  let nonceGuard: NonceGuard | null = null;
  let cancelDeadline = (): void => undefined;
  let isAnswerDue = false;
  let cancelLate: (() => void) | null = null;

  const sayHello = ({ nonce }: NonceGuard, ticket: string): void => {
    const rooms = options.cursors();
    isAnswerDue = true;
    options.send({ type: 'hello', version: PROTOCOL_VERSION, nonce, ticket, device, app, rooms });
  };

  const forgetLate = (): void => {
    cancelLate?.();
    cancelLate = null;
  };

  const stop = (): void => {
    nonceGuard = null;
    cancelDeadline();
    if (!isAnswerDue) return;
    isAnswerDue = false;
    forgetLate();
    cancelLate = clock.after(LATE_HELLO_MS, () => (cancelLate = null));
  };

  return {
    get nonceGuard() {
      return nonceGuard;
    },
    begin() {
      stop();
      const own = createNonceGuard(random);
      nonceGuard = own;
      cancelDeadline = clock.after(WELCOME_TIMEOUT_MS, options.onNoWelcome);
      tickets.take().then(
        (ticket) => {
          if (nonceGuard === own) sayHello(own, ticket);
        },
        (thrown: unknown) => {
          if (nonceGuard === own) options.onNoTicket(thrown);
        },
      );
    },
    finish() {
      isAnswerDue = false;
      cancelDeadline();
    },
    stop,
    takeLateHello() {
      const wasLate = cancelLate !== null;
      forgetLate();
      return wasLate;
    },
    close() {
      stop();
      forgetLate();
    },
  };
}
