/**
 * The connection in one line that tells the truth, and what a tap on it does. Nothing is shown while all is well, and a
 * connection that is made at once does not flash.
 */
import type { ConnectionView } from '../core/chat/chat-types';
import { t, type Language } from '../i18n/translate';
import type { TextKey } from '../i18n/text-key';

/** Before this, "connecting" is not news. */
const CONNECTING_SHOWN_AFTER_MS = 500;
const SECOND_MS = 1_000;

export interface ConnectionLineView {
  readonly shown: boolean;
  readonly tone: 'info' | 'warn' | 'error';
  readonly busy: boolean;
  readonly text: string;
  /** The label of what a tap does: it always means `retryNow()`. '' when a tap does nothing. */
  readonly action: string;
}

export interface TimedLine {
  readonly line: ConnectionLineView;
  /** When the line changes by the passing of time alone; 0 for never. */
  readonly refreshInMs: number;
}

const HIDDEN: ConnectionLineView = { shown: false, tone: 'info', busy: false, text: '', action: '' };

type Stopped = Extract<ConnectionView, { state: 'stopped' }>;

const STOPPED: Partial<Record<Stopped['code'], readonly [text: TextKey, action: TextKey | null]>> = {
  superseded: ['connection.superseded', 'connection.use_here'],
  auth_failed: ['connection.auth_failed', 'connection.sign_in'],
  auth_expired: ['connection.auth_failed', 'connection.sign_in'],
  banned: ['connection.banned', null],
  version: ['connection.version', null],
  unsupported: ['connection.unsupported', null],
};

function stoppedLine(language: Language, code: Stopped['code']): ConnectionLineView {
  const [text, action] = STOPPED[code] ?? ['connection.stopped', 'connection.retry_now'];
  return {
    shown: true,
    tone: 'error',
    busy: false,
    text: t(language, text),
    action: action === null ? '' : t(language, action),
  };
}

/** Nothing to count down: what is waited for is the phone's network. */
function offlineLine(language: Language): TimedLine {
  const line: ConnectionLineView = {
    shown: true,
    tone: 'warn',
    busy: false,
    text: t(language, 'connection.offline'),
    action: t(language, 'connection.retry_now'),
  };
  return { line, refreshInMs: 0 };
}

type Reconnecting = Extract<ConnectionView, { state: 'reconnecting' }>;

/** What is told with a countdown: what the phone cannot do, or that there is no connection. */
const WAITS: Record<NonNullable<Reconnecting['trouble']> | 'none', TextKey> = {
  sign_in: 'connection.no_sign_in',
  storage: 'connection.unreadable',
  none: 'connection.reconnecting',
};

function reconnectingLine(language: Language, view: Reconnecting, now: number): TimedLine {
  const { retryAt, waitMs = Infinity, trouble = 'none' } = view;
  const leftMs = Math.min(Math.max(0, retryAt - now), waitMs);
  const seconds = Math.ceil(leftMs / SECOND_MS);
  const key = seconds > 0 ? WAITS[trouble] : 'connection.reconnecting_now';
  const line: ConnectionLineView = {
    shown: true,
    tone: 'warn',
    busy: seconds === 0,
    text: t(language, key, { n: seconds }),
    action: seconds > 0 ? t(language, 'connection.retry_now') : '',
  };
  return { line, refreshInMs: seconds > 0 ? leftMs % SECOND_MS || SECOND_MS : 0 };
}

const busyLine = (text: string): ConnectionLineView => ({
  shown: true,
  tone: 'info',
  busy: true,
  text,
  action: '',
});

function onlineLine(
  view: Extract<ConnectionView, { state: 'online' }>,
  language: Language,
): ConnectionLineView {
  if (view.checking) return { ...busyLine(t(language, 'connection.checking')), tone: 'warn' };
  if (view.catchingUp === 0) return HIDDEN;
  return busyLine(t(language, 'connection.catching_up', { n: view.catchingUp }));
}

/** How long a connection that is being made is no news yet; 0 for not, or for no longer. */
export function msUnnoticed(view: ConnectionView, now: number): number {
  if (view.state !== 'connecting') return 0;
  const passedMs = now - view.since;
  return passedMs >= 0 ? Math.max(0, CONNECTING_SHOWN_AFTER_MS - passedMs) : 0;
}

export function connectionLine(view: ConnectionView, language: Language, now: number): TimedLine {
  switch (view.state) {
    case 'online':
      return { line: onlineLine(view, language), refreshInMs: 0 };
    case 'connecting': {
      const refreshInMs = msUnnoticed(view, now);
      if (refreshInMs > 0) return { line: HIDDEN, refreshInMs };
      return { line: busyLine(t(language, 'connection.connecting')), refreshInMs: 0 };
    }
    case 'reconnecting':
      if (view.offline) return offlineLine(language);
      return reconnectingLine(language, view, now);
    case 'stopped':
      return { line: stoppedLine(language, view.code), refreshInMs: 0 };
    case 'paused': {
      // Who can read this is here: a tap goes on, also where the phone forgot to tell that the app is shown again.
      const [text, action] = [t(language, 'connection.paused'), t(language, 'connection.resume')];
      return { line: { ...HIDDEN, shown: true, text, action }, refreshInMs: 0 };
    }
    case 'disconnected': {
      const line: ConnectionLineView = {
        shown: true,
        tone: 'warn',
        busy: false,
        text: t(language, 'connection.disconnected'),
        action: t(language, 'connection.retry_now'),
      };
      return { line, refreshInMs: 0 };
    }
  }
}

/** The same in a word, for the settings page. */
export function connectionStatus(view: ConnectionView, language: Language, now: number): string {
  if (view.state === 'online' && !view.checking && view.catchingUp === 0)
    return t(language, 'connection.online');
  if (view.state === 'connecting') return t(language, 'connection.connecting');
  return connectionLine(view, language, now).line.text;
}
