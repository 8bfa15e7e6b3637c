/**
 * Whether anybody knows who is online, and the words for how many are. Only a connection tells it: without one nobody is
 * said to be online. What a connection told stands until its loss is told, so that a quick new one changes nothing.
 */
import type { ConnectionView } from '../core/chat/chat-types';
import { t, type Language } from '../i18n/translate';
import { msUnnoticed } from './connection-line-view';

interface WhoIsOnline {
  readonly isKnown: boolean;
  /** When that changes by the passing of time alone; 0 for never. */
  readonly refreshInMs: number;
}

interface Counts {
  readonly online: number;
  readonly members: number;
}

/** `phoneNow`: the time by which the connection counts. */
export function whoIsOnline(connection: ConnectionView, phoneNow: number): WhoIsOnline {
  if (connection.state === 'online') return { isKnown: true, refreshInMs: 0 };
  const wasOnline = connection.state === 'connecting' && connection.wasOnline === true;
  const refreshInMs = wasOnline ? msUnnoticed(connection, phoneNow) : 0;
  return { isKnown: refreshInMs > 0, refreshInMs };
}

/** `isKnown`: how many are online; else the members alone, or nothing where not even these are known. */
export function peopleText(language: Language, { online, members }: Counts, isKnown: boolean): string {
  if (isKnown) return t(language, 'people.online', { n: online, members });
  return members > 0 ? t(language, 'people.members', { n: members }) : '';
}

/** Of a room that one is in, where oneself is online: none means that the server has not told yet. */
export function roomPeopleText(language: Language, room: Counts, isKnown: boolean): string {
  return peopleText(language, room, isKnown && room.online > 0);
}
