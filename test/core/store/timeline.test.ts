import type { Epoch, RoomId, User, UserId } from '../../../miniprogram/core/protocol/fields';
import { setMarker, setTyping } from '../../../miniprogram/core/store/members';
import { applyWelcome, patchRoom, updateTimeline } from '../../../miniprogram/core/store/rooms';
import { countUnread, selectItems } from '../../../miniprogram/core/store/selectors';
import { EMPTY_STATE, type ChatState, type Timeline } from '../../../miniprogram/core/store/state';
import {
  applyLive,
  createTimeline,
  jumpTo,
  toTimelineMessage,
} from '../../../miniprogram/core/store/timeline';
import { switchEpoch } from '../../../miniprogram/core/store/timeline-epoch';
import { mergeRange, trimTimeline } from '../../../miniprogram/core/store/timeline-pages';
import { addUsers } from '../../../miniprogram/core/store/users';
import { ANN, LOBBY, ME, message, roomState } from '../../support/chat-rig';
import { createSeededRandom } from '../../support/seeded-random';

const E1 = 'e1' as Epoch;
const seqs = (timeline: Timeline): string =>
  selectItems(timeline)
    .map((item) => {
      if (item.kind === 'gap') return `${item.lost ? 'lost' : 'gap'}${item.from}-${item.to}`;
      return item.delivery.status === 'sent' ? item.delivery.seq : item.delivery.status;
    })
    .join(' ');
const page = (from: number, to: number): Parameters<typeof mergeRange>[1] => {
  const messages = Array.from({ length: to - from + 1 }, (_, i) => message(from + i));
  return { epoch: E1, from, to, messages };
};

describe('a timeline', () => {
  test('[TL20] forgetting old messages forgets none that only stood before a divider', () => {
    const E2 = 'e2' as Epoch;
    const again = (seq: number, old: number) => message(seq, { epoch: 'e2', clientId: `ann-1-${old}` });
    const fresh = (seq: number) => message(seq, { epoch: 'e2', clientId: `new-${seq}` });
    const seen = [1, 2, 3].map((seq) => message(seq));
    const old = seen.reduce(applyLive, createTimeline(E1, 0, null));
    const published = [fresh(1), again(2, 3), fresh(3), fresh(4)];
    const both = published.reduce(applyLive, switchEpoch(old, E2, 0, null));
    expect(seqs(both)).toBe('1 2 3 lost4-4 1 3 4');
    // The second message of the new epoch stands before the divider: what is kept without it must begin after it.
    expect(seqs(trimTimeline(both, 4))).toBe('3 4');
    expect(trimTimeline(both, 4).older).toEqual({ state: 'idle' });
    const whole = [fresh(1), fresh(2)].reduce(applyLive, switchEpoch(old, E2, 0, null));
    expect(seqs(trimTimeline(whole, 4))).toBe('3 lost4-4 1 2');
    // With the newest one before the divider there is nothing to begin with.
    const last = applyLive(switchEpoch(old, E2, 0, null), again(1, 1));
    expect(trimTimeline(last, 2)).toBe(last);
  });

  test('[TL21] pages in any order and with any overlap end in the same items, each seq once, gaps between', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = createSeededRandom(seed);
      const pick = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
      let timeline = jumpTo(createTimeline(E1, 0, null), 40);
      const known = new Set<number>();
      for (let i = 0; i < 12; i += 1) {
        const from = pick(1, 45);
        const to = Math.min(from + pick(0, 12), 50);
        timeline = mergeRange(timeline, page(from, to));
        for (let seq = from; seq <= Math.min(to, timeline.cursor); seq += 1) known.add(seq);
        if (random() < 0.4) {
          const next = timeline.cursor + 1;
          timeline = applyLive(applyLive(timeline, message(next)), message(next));
          known.add(next);
        }
      }
      const covered = timeline.items.flatMap((item) =>
        item.kind === 'gap'
          ? Array.from({ length: item.to - item.from + 1 }, (_, i) => -(item.from + i))
          : [item.delivery.status === 'sent' ? item.delivery.seq : 0],
      );
      const all = Array.from({ length: timeline.cursor }, (_, i) => i + 1);
      expect([seed, ...covered]).toEqual([seed, ...all.map((seq) => (known.has(seq) ? seq : -seq))]);
      expect(new Set(timeline.items.map((item) => item.key)).size).toBe(timeline.items.length);
    }
  });

  test('[TL24] only the next message of the same epoch is applied; any other changes nothing', () => {
    const timeline = applyLive(createTimeline(E1, 4, null), message(5));
    for (const other of [message(5), message(3), message(7), message(6, { epoch: 'e2' })]) {
      expect(applyLive(timeline, other)).toBe(timeline);
    }
    expect(seqs(applyLive(timeline, message(6)))).toBe('5 6');
  });

  test('[TL22] a second epoch change keeps both dividers, and gaps of forgotten epochs are lost', () => {
    let timeline = jumpTo(applyLive(createTimeline(E1, 0, null), message(1)), 4);
    timeline = switchEpoch(timeline, 'e2' as Epoch, 2, null);
    timeline = applyLive(timeline, message(3, { epoch: 'e2', clientId: 'x' }));
    timeline = switchEpoch(timeline, 'e3' as Epoch, 0, null);
    expect(seqs(timeline)).toBe('1 lost2-4 lost5-5 lost1-2 3 lost4-4');
    expect(new Set(timeline.items.map((item) => item.key)).size).toBe(timeline.items.length);
  });

  test('[TL23] a message that only the server of another epoch had does not come back through its pages', () => {
    let timeline = applyLive(createTimeline(E1, 0, null), message(1));
    timeline = switchEpoch(timeline, 'e2' as Epoch, 2, null);
    const again = [message(1, { epoch: 'e2' }), message(2, { epoch: 'e2', clientId: 'ann-2-2' })];
    timeline = mergeRange(timeline, { epoch: 'e2' as Epoch, from: 1, to: 2, messages: again });
    expect(seqs(timeline)).toBe('1 lost2-2 2');
  });
});

describe('sharing', () => {
  const open = (): ChatState =>
    applyWelcome(EMPTY_STATE, { self: ME, rooms: [roomState(), roomState({ room: 'tea', name: 'Tea' })] });

  test('[RM11] a change makes new objects along its path and leaves the rest as it was', () => {
    const before = open();
    const after = updateTimeline(before, LOBBY, (timeline) => applyLive(timeline, message(1)));
    expect(after).not.toBe(before);
    expect(after.timelines['tea']).toBe(before.timelines['tea']);
    expect(after.rooms.byId['tea']).toBe(before.rooms.byId['tea']);
    expect(after.users).toBe(before.users);
    const next = updateTimeline(after, LOBBY, (timeline) => applyLive(timeline, message(2)));
    expect(next.timelines['lobby']?.items[0]).toBe(after.timelines['lobby']?.items[0]);
    expect(next.rooms.ids).toBe(after.rooms.ids);
  });

  test('[RM12] what changes nothing gives the same state back', () => {
    const state = updateTimeline(open(), LOBBY, (timeline) => applyLive(timeline, message(1)));
    expect(updateTimeline(state, LOBBY, (timeline) => applyLive(timeline, message(1)))).toBe(state);
    expect(patchRoom(state, LOBBY, { online: 1 })).toBe(state);
    expect(patchRoom(state, 'nowhere' as RoomId, { online: 1 })).toBe(state);
    expect(setTyping(state, LOBBY, ANN, false)).toBe(state);
    expect(addUsers(state, [ME])).toBe(state);
    const read = setMarker(state, LOBBY, ANN, 1);
    expect(setMarker(read, LOBBY, ANN, 1)).toBe(read);
    expect(read.rooms.byId['lobby']?.markers).toEqual({ ann: 1 });
  });

  test('[RM13] unread counts messages that are not loaded, and neither own ones nor notices', () => {
    const notice = message(10, { body: { kind: 'notice', event: 'joined' } });
    const rooms = [roomState({ head: 10, from: 11, read: 4, last: notice })];
    let state = applyWelcome(EMPTY_STATE, { self: ME, rooms });
    expect(countUnread(state, LOBBY)).toBe(5);
    state = updateTimeline(state, LOBBY, (now) => applyLive(now, message(11, { user: 'me' })));
    state = updateTimeline(state, LOBBY, (now) => applyLive(now, message(12)));
    expect(countUnread(state, LOBBY)).toBe(6);
  });

  test('[RM14] a renamed person is renamed everywhere, the own name too', () => {
    const state = addUsers(open(), [
      { ...ME, name: 'Ming Li' },
      { user: 'bob' as UserId, name: 'Bob', avatar: '' } as User,
    ]);
    expect(state.self?.name).toBe('Ming Li');
    expect(state.users['bob']?.name).toBe('Bob');
  });

  test('[RM15] the row of a room shows its newest message, also while a resume is under way', () => {
    const last = message(9);
    let state = applyWelcome(EMPTY_STATE, { self: ME, rooms: [roomState({ head: 9, from: 8, last })] });
    expect(state.rooms.byId['lobby']?.last).toEqual(toTimelineMessage(last));
    state = updateTimeline(state, LOBBY, (now) => applyLive(now, message(8)));
    expect(state.rooms.byId['lobby']?.last?.clientId).toBe('ann-1-9');
  });
});
