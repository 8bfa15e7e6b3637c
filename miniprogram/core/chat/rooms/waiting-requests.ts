/**
 * Questions that a person asks: while a connection is being made they wait for it, so that nobody is refused for being quicker
 * than the phone, or for a lift's door. Does not know what is asked, and repeats nothing: what went out has one try.
 */
import type { Clock } from '../../base/clock';
import { ChatError } from '../chat-error';
import type { Question, Requests } from './requests';
import type { SessionState } from '../session/session-types';
import type { Session } from '../session/session';

/** As long as for an answer: longer looks as if nothing happened. */
export const CONNECTION_WAIT_MS = 10_000;

/** Pages read by themselves, many phones at the same moment; to change something takes a finger. */
const READING: readonly Question['type'][] = ['members', 'directory', 'search', 'locate'];

/** As `Requests`, but without a connection `ask` waits for one. */
export interface WaitingRequests extends Pick<Requests, 'ask'> {
  /** Resolves at once with a connection, else with the next one, which is made now. `what` is for the error. @throws ChatError `offline` */
  connected(what: string): Promise<void>;
  /** Nothing is waited for any more. */
  failAll(): void;
}

/** No connection is being made, or none can be. */
const cannotConnect = (state: SessionState): boolean =>
  state.state === 'off' || state.state === 'stopped' || (state.state === 'waiting' && state.offline);

/** Makes the session connect when somebody waits. */
export function createWaitingRequests(session: Session, requests: Requests, clock: Clock): WaitingRequests {
  const waiting = new Set<(isConnected: boolean) => void>();

  const release = (isConnected: boolean): void => {
    for (const go of [...waiting]) go(isConnected);
  };

  const connection = (): Promise<boolean> =>
    new Promise((resolve) => {
      const go = (isConnected: boolean): void => {
        waiting.delete(go);
        cancel();
        resolve(isConnected);
      };
      const cancel = clock.after(CONNECTION_WAIT_MS, () => go(false));
      waiting.add(go);
    });

  const wait = async (what: string, isPressed: boolean): Promise<void> => {
    const { state } = session;
    if (state.state === 'ready') return;
    if (!cannotConnect(state)) {
      const soon = connection();
      // Somebody is there who wants something: no time to sit out a pause between two attempts.
      if (isPressed) session.wake();
      if (await soon) return;
    }
    throw new ChatError('offline', `Not connected: ${what}.`);
  };

  session.onState((state) => {
    if (state.state === 'ready') release(true);
    else if (cannotConnect(state)) release(false);
  });

  return {
    connected: (what) => wait(what, true),
    async ask(question, answer) {
      // With a connection it goes out in this turn, in the order of the calls.
      if (session.state.state !== 'ready') await wait(question.type, !READING.includes(question.type));
      return requests.ask(question, answer);
    },
    failAll: () => release(false),
  };
}
