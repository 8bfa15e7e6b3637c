import type { ConnectionView } from '../../../miniprogram/core/chat/chat-types';
import { viewConnection } from '../../../miniprogram/core/chat/connection-view';
import type { SessionState } from '../../../miniprogram/core/chat/session/session-types';
import { peopleText, roomPeopleText, whoIsOnline } from '../../../miniprogram/utils/who-is-online';

const NOW = 1_000_000;
const READY: SessionState = { state: 'ready', since: 0, checking: false };
const CONNECTING: SessionState = { state: 'connecting', since: NOW };
const PAUSED: SessionState = { state: 'paused' };
const WAITING: SessionState = {
  state: 'waiting',
  attempt: 1,
  retryAt: NOW,
  waitMs: 0,
  reason: '',
  offline: true,
};

/** What people are told after all of these. */
const after = (...states: readonly SessionState[]): ConnectionView =>
  states.reduce<ConnectionView>((before, next) => viewConnection(next, 0, before), { state: 'disconnected' });
const isKnown = (...states: readonly SessionState[]): boolean => whoIsOnline(after(...states), NOW).isKnown;

test.each([
  ['a connection', [READY], true],
  ['a connection that is checked', [READY, { ...READY, checking: true }], true],
  ['one that is made anew at once', [READY, CONNECTING], true],
  ['one that is made anew after a rest', [READY, PAUSED, CONNECTING], true],
  ['a loss', [READY, WAITING], false],
  ['the next attempt after a loss', [READY, WAITING, CONNECTING], false],
  ['a rest after a loss', [READY, WAITING, PAUSED, CONNECTING], false],
  ['the first attempt', [CONNECTING], false],
  ['an end', [READY, { state: 'off' }], false],
  ['another device', [READY, { state: 'stopped', code: 'superseded', reason: '' }], false],
] as const)(
  '[UI405] {R7} with %s as the last that was told, who is online is known or not',
  (_, states, known) => {
    expect(isKnown(...states)).toBe(known);
  },
);

test('[UI405] {R7} a connection that takes longer than half a second is none, and that is seen by itself', () => {
  const connecting = after(READY, CONNECTING);
  expect(whoIsOnline(connecting, NOW + 100)).toEqual({ isKnown: true, refreshInMs: 400 });
  expect(whoIsOnline(connecting, NOW + 500)).toEqual({ isKnown: false, refreshInMs: 0 });
  expect(whoIsOnline(connecting, NOW - 60_000).isKnown).toBe(false);
});

test('[UI405] {R7} the words name the members alone where more is not known, and nobody where nothing is', () => {
  expect(peopleText('en', { online: 0, members: 9 }, true)).toBe('0 online · 9 in the room');
  expect(peopleText('en', { online: 4, members: 9 }, false)).toBe('9 in the room');
  expect(peopleText('zh-CN', { online: 4, members: 0 }, false)).toBe('');
  expect(roomPeopleText('zh-CN', { online: 0, members: 9 }, true)).toBe('9 位成员');
});
