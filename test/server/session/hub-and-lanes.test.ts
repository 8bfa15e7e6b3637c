/** The small tables of the sessions: who is connected, and what came before in a lane. */
import type { UserId } from '../../../miniprogram/core/protocol/fields';
import { createHub } from '../../../server/session/hub';
import { createPublishLanes, publishLaneOf, takeTurn } from '../../../server/session/publish-lanes';
import type { Peer } from '../../../server/session/peer';

const peer = (device: string, user = 'ann'): Peer => ({ user, device }) as unknown as Peer;
const ANN = 'ann' as UserId;

test('[SV550] as many devices as are allowed stay; one more takes over from the one that came first', () => {
  const hub = createHub();
  const [first, second, third] = [peer('1'), peer('2'), peer('3')];
  expect([hub.add(first, 2), hub.add(second, 2)]).toEqual([[], []]);
  expect(hub.add(third, 2)).toEqual([first]);
});

test('[SV550] a device that comes again takes over from itself alone, and is the newest one then', () => {
  const hub = createHub();
  const [first, second, again] = [peer('1'), peer('2'), peer('1')];
  hub.add(first, 2);
  hub.add(second, 2);
  expect(hub.add(again, 2)).toEqual([first]);
  hub.remove(first);
  expect(hub.peersOf(ANN)).toEqual([second, again]);
  expect(hub.add(peer('3'), 2)).toEqual([second]);
});

test('[SV550] people are counted once, and not any more when their last device has gone', () => {
  const hub = createHub();
  const [first, second] = [peer('1'), peer('2')];
  for (const each of [first, second, peer('1', 'bob')]) hub.add(each, 9);
  expect(hub.people).toBe(2);
  hub.remove(first);
  expect([hub.people, hub.peersOf(ANN)]).toEqual([2, [second]]);
  hub.remove(second);
  hub.remove(second);
  expect([hub.people, hub.peersOf(ANN)]).toEqual([1, []]);
});

test('[SV551] a lane goes on by one number; a repetition is taken, a hole is told by its first number, a head begins anew', () => {
  const lane = publishLaneOf(createPublishLanes(), { kind: 'text' });
  expect([takeTurn(lane, { turn: 1 }), takeTurn(lane, { turn: 2 }), takeTurn(lane, { turn: 2 })]).toEqual([
    null,
    null,
    null,
  ]);
  expect([takeTurn(lane, { turn: 4 }), lane.turn]).toEqual([3, 2]);
  expect([takeTurn(lane, { turn: 1 }), lane.turn]).toEqual([null, 2]);
  expect([takeTurn(lane, { turn: 9, head: true }), lane.turn]).toEqual([null, 9]);
  expect([takeTurn(lane, { turn: 5, head: true }), lane.turn]).toEqual([null, 5]);
  expect([takeTurn(lane, { turn: 7 }), takeTurn(lane, { turn: 6 })]).toEqual([6, null]);
});

test('[SV551] whoever does not count is told of no hole, and moves no number', () => {
  const lane = publishLaneOf(createPublishLanes(), { kind: 'text' });
  takeTurn(lane, { turn: 1 });
  expect([takeTurn(lane, {}), takeTurn(lane, { head: true }), lane.turn]).toEqual([null, null, 1]);
});

test('[SV551] what is said and what is done to messages stand in two lines', () => {
  const lines = createPublishLanes();
  const kinds = ['text', 'image', 'voice', 'file', 'recall', 'reaction'] as const;
  expect(kinds.map((kind) => (publishLaneOf(lines, { kind }) === lines.event ? 'event' : 'content'))).toEqual(
    ['content', 'content', 'content', 'content', 'event', 'event'],
  );
});
