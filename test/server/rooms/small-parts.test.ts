/**
 * Read markers that wait, presence that is told now and then, and who may not speak now, each on a clock moved by hand.
 */
import { silentLogger } from '../../../miniprogram/core/base/logger';
import type { Epoch, MessageBody, RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import type { ClientMessageId } from '../../../miniprogram/core/protocol/ids';
import type { Membership } from '../../../miniprogram/core/protocol/governance';
import { createPresence } from '../../../server/rooms/presence';
import { createReadMarks } from '../../../server/rooms/read-marks';
import { createRoom, type Room, type Subscriber } from '../../../server/rooms/room';
import {
  findSlowModeRefusal,
  findMuteRefusal,
  notePublication,
  type Publication,
} from '../../../server/rooms/publish-rules';
import { newSettings } from '../../../server/storage/governance-port';
import type { ReadMark } from '../../../server/storage/port';
import { createManualClock } from '../../support/manual-clock';

const ANN = 'ann' as UserId;
const TEA = 'tea' as RoomId;
const MEMBER: Membership = { role: 'member', mutedUntil: 0 };

function teaRoom(settings: Partial<Room['settings']> = {}): Room {
  const stored = { room: TEA, name: 'Tea', epoch: 'e1' as Epoch, head: 0, oldest: 1, members: 2, last: null };
  return createRoom({ ...stored, settings: { ...newSettings(TEA), ...settings }, emptiedAt: 0 });
}

describe('[SV58] read markers that wait to be stored', () => {
  function rig() {
    const clock = createManualClock();
    const saved: ReadMark[][] = [];
    const disk = { isBroken: false };
    const saveReads = (marks: readonly ReadMark[]): Promise<void> => {
      if (disk.isBroken) return Promise.reject(new Error('disk'));
      saved.push([...marks]);
      return Promise.resolve();
    };
    const marks = createReadMarks({ store: { saveReads }, clock, logger: silentLogger, intervalMs: 1_000 });
    const read = (seq: number, user = ANN): void => marks.set({ room: TEA, user, seq });
    return { clock, saved, disk, marks, read };
  }

  test('the furthest of each member is written once per interval, and again after the next one', async () => {
    const { clock, saved, marks, read } = rig();
    for (const seq of [3, 5, 4]) read(seq);
    read(1, 'bob' as UserId);
    await clock.advance(999);
    expect(saved).toEqual([]);
    expect([marks.latest(TEA, ANN, 2), marks.latest(TEA, ANN, 9)]).toEqual([5, 9]);
    await clock.advance(1);
    expect(saved.map((marked) => marked.map(({ user, seq }) => [user, seq]))).toEqual([
      [
        ['ann', 5],
        ['bob', 1],
      ],
    ]);
    read(6);
    await clock.advance(1_000);
    expect(saved).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });

  test('of a member of whom nothing waits, what is stored counts, from 0 on', () => {
    const { marks, read } = rig();
    expect(marks.latest(TEA, ANN, 0)).toBe(0);
    read(0);
    expect(marks.latest(TEA, ANN, 0)).toBe(0);
  });

  test('what could not be written is tried again, unless a further one has come meanwhile', async () => {
    const { clock, saved, disk, read } = rig();
    disk.isBroken = true;
    read(3);
    await clock.advance(1_000);
    read(4);
    disk.isBroken = false;
    await clock.advance(1_000);
    expect(saved.map((marked) => marked.map(({ seq }) => seq))).toEqual([[4]]);
    disk.isBroken = true;
    read(5);
    await clock.advance(1_000);
    disk.isBroken = false;
    await clock.advance(1_000);
    expect(saved.at(-1)?.map(({ seq }) => seq)).toEqual([5]);
  });

  test('nothing is written after the end, and no timer is left', async () => {
    const { clock, saved, marks, read } = rig();
    read(3);
    marks.close();
    await clock.advance(5_000);
    expect([saved, clock.pending]).toEqual([[], 0]);
  });
});

describe('[SV56] presence', () => {
  function rig() {
    const clock = createManualClock();
    const presence = createPresence({ clock, intervalMs: 1_000 });
    const room = teaRoom();
    const told: number[] = [];
    const sendShared = (bytes: Buffer): void => {
      told.push(Number(/"online":(\d+)/.exec(bytes.toString('latin1'))?.[1]));
    };
    room.subscribers.add({ user: ANN, sendShared } as unknown as Subscriber);
    const come = (count: number): void => {
      for (let i = 0; i < count; i += 1) room.online.set(`u${room.online.size}` as UserId, 1);
      presence.changed(room);
    };
    return { clock, presence, told, come };
  }

  test('the first change is told at once, those of the interval together at its end', async () => {
    const { clock, told, come } = rig();
    come(1);
    expect(told).toEqual([1]);
    come(1);
    come(1);
    await clock.advance(999);
    expect(told).toEqual([1]);
    await clock.advance(1);
    expect(told).toEqual([1, 3]);
    come(1);
    await clock.advance(1_000);
    expect(told).toEqual([1, 3, 4]);
  });

  test('an interval without news says nothing, and the change after it is told at once', async () => {
    const { clock, told, come } = rig();
    come(1);
    await clock.advance(1_000);
    expect([told, clock.pending]).toEqual([[1], 0]);
    come(1);
    expect(told).toEqual([1, 2]);
  });

  test('what waits is dropped at the end', async () => {
    const { clock, presence, told, come } = rig();
    come(1);
    come(1);
    presence.close();
    await clock.advance(5_000);
    expect([told, clock.pending]).toEqual([[1], 0]);
  });
});

describe('who may not speak now', () => {
  const said = (now: number, clientId = 'c1', body: object = { kind: 'text', text: 'a' }): Publication => ({
    user: ANN,
    clientId: clientId as ClientMessageId,
    body: body as MessageBody,
    now,
  });
  const reaction = { kind: 'reaction', emoji: '👍', on: true, of: { user: 'ann', clientId: 'c0', seq: 1 } };

  test.each([
    [999, 'You are muted for 1 ms more.'],
    [400, 'You are muted for 600 ms more.'],
    [1_000, undefined],
  ])('[SV165] at %i of a silence until 1000 they read %p', (now, reason) => {
    const found = findMuteRefusal(teaRoom(), { ...MEMBER, mutedUntil: 1_000 }, now);
    expect(found?.reason).toBe(reason);
    if (reason !== undefined) expect(found).toMatchObject({ code: 'muted', until: 1_000 });
  });

  test.each([
    [0, 100],
    [60, 40],
    [99, 1],
    [100, null],
    // A clock that was set back.
    [-500, 100],
  ])('[SV166] %i ms after a message, in a room of one per 100 ms, %p are left', (later, afterMs) => {
    const room = teaRoom({ slowMs: 100 });
    notePublication(room, said(1_000));
    const found = findSlowModeRefusal(room, MEMBER, said(1_000 + later, 'c2'));
    expect(found?.afterMs ?? null).toBe(afterMs);
    if (afterMs !== null) expect(found).toMatchObject({ code: 'rate', until: 1_000 + later + afterMs });
  });

  test('[SV166] the same message again does not wait, nor begin the time anew', () => {
    const room = teaRoom({ slowMs: 100 });
    notePublication(room, said(1_000));
    expect(findSlowModeRefusal(room, MEMBER, said(1_050))).toBeNull();
    notePublication(room, said(1_090));
    expect(findSlowModeRefusal(room, MEMBER, said(1_100, 'c2'))).toBeNull();
  });

  test('[SV166] reactions neither wait nor count, nor does anything where slow mode is off', () => {
    const slow = teaRoom({ slowMs: 100 });
    notePublication(slow, said(1_000, 'c0', reaction));
    expect(findSlowModeRefusal(slow, MEMBER, said(1_001))).toBeNull();
    notePublication(slow, said(1_001));
    expect(findSlowModeRefusal(slow, MEMBER, said(1_002, 'c2', reaction))).toBeNull();
    expect(findSlowModeRefusal(slow, { ...MEMBER, role: 'admin' }, said(1_002, 'c2'))).toBeNull();
    const open = teaRoom();
    notePublication(open, said(1_000));
    expect(open.spokeAt.size).toBe(0);
    expect(findSlowModeRefusal(open, MEMBER, said(1_001, 'c2'))).toBeNull();
  });
});
