/** What waits takes room as long as it waits, and what lies in the storage and is no message is none. */
import { ChatError } from '../../../../miniprogram/core/chat/chat-error';
import type { RoomId } from '../../../../miniprogram/core/protocol/fields';
import {
  bodyText,
  createChatRig,
  createMemoryKeyValues,
  LOBBY,
  ME,
  RIG_URL,
  roomState,
  type ChatRig,
} from '../../../support/chat-rig';

const LONG = '字'.repeat(4_000);
const FITTING = 43;
const isTaken = (rig: ChatRig): boolean => {
  try {
    rig.chat.sendText(LOBBY, LONG);
    return true;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ChatError);
    return false;
  }
};

test('[OB101] what arrived, and what was taken out, makes room for as much again', async () => {
  const rig = createChatRig();
  await rig.online();
  const ids = Array.from({ length: FITTING }, () => rig.chat.sendText(LOBBY, LONG));
  expect(isTaken(rig)).toBe(false);
  await rig.server.ack(rig.server.of('publish')[0]!, 1);
  expect([isTaken(rig), isTaken(rig)]).toEqual([true, false]);
  rig.chat.discard(LOBBY, ids[FITTING - 1]!);
  expect([isTaken(rig), isTaken(rig)]).toEqual([true, false]);
});

const ENTRY = { clientId: 'Device01-1-1', room: 'lobby', text: 'hello', at: 1_790_000_000_000 };

test.each([
  ['no object', 7],
  ['null', null],
  ['a client id that is none', { ...ENTRY, clientId: 'a/b' }],
  ['no client id', { ...ENTRY, clientId: 1 }],
  ['a room that is none', { ...ENTRY, room: 'a/b' }],
  ['no room', { ...ENTRY, room: 1 }],
  ['no words', { ...ENTRY, text: 1 }],
  ['no time', { ...ENTRY, at: 'now' }],
])('[OB102] a stored message with %s is put aside, and the others go out', async (_what, value) => {
  const prefix = `mc1:out:${RIG_URL}:me:`;
  const stored = new Map<string, unknown>([
    [`${prefix}000000000001`, value],
    [`${prefix}000000000002`, { ...ENTRY, clientId: 'Device01-1-2' }],
  ]);
  const rig = createChatRig({ storage: createMemoryKeyValues(stored), self: ME });
  await rig.online();
  expect(rig.server.of('publish').map(({ clientId }) => clientId)).toEqual(['Device01-1-2']);
  expect(rig.storage.values.get(`mc1:bad:${prefix}000000000001`)).toEqual(value);
  expect(rig.storage.values.has(`${prefix}000000000001`)).toBe(false);
});

test('[OB102] a message under a number that is none is put aside, and the next one gets a number all the same', () => {
  const prefix = `mc1:out:${RIG_URL}:me:`;
  const storage = createMemoryKeyValues(new Map<string, unknown>([[`${prefix}many`, ENTRY]]));
  const rig = createChatRig({ storage, self: ME });
  expect(rig.shown()).toEqual([]);
  expect(storage.values.get(`mc1:bad:${prefix}many`)).toEqual(ENTRY);
  rig.chat.sendText(LOBBY, 'next');
  expect([...storage.values.keys()].filter((key) => key.startsWith(prefix))).toEqual([
    `${prefix}000000000001`,
  ]);
});

test('[OB102] what was taken out, while the phone did not remove it, is removed at the next start and put nowhere', () => {
  const prefix = `mc1:out:${RIG_URL}:me:`;
  const before = createChatRig({ self: ME });
  const [first] = [before.chat.sendText(LOBBY, 'one'), before.chat.sendText(LOBBY, 'two')];
  before.storage.remove = () => {
    throw new Error('busy');
  };
  before.chat.discard(LOBBY, first);
  const rig = createChatRig({ storage: createMemoryKeyValues(before.storage.values), self: ME, seed: 4 });
  expect(rig.shown()).toEqual(['queued:two']);
  expect([...rig.storage.values.keys()]).toEqual([`${prefix}000000000002`]);
});

test('[OB61] {K1} of two rooms that ask for time each says why it waits until its own time has come', async () => {
  const settings = { announcement: '', access: 'public', slowMs: 1_000, closed: false };
  const standing = { role: 'member', mutedUntil: 0 };
  const rig = createChatRig();
  const tea = 'tea' as RoomId;
  await rig.online([roomState({ settings, standing }), roomState({ room: 'tea', settings, standing })]);
  for (const [room, afterMs] of [
    [LOBBY, 6_000],
    [tea, 15_000],
  ] as const) {
    rig.chat.sendText(room, `in ${room}`);
    const { id, clientId } = rig.server.last('publish');
    await rig.server.say({ type: 'nack', id, room, clientId, code: 'rate', reason: 'slow', afterMs });
  }
  const waits = (): boolean[] =>
    [LOBBY, tea].map((room) => 'wait' in (rig.chat.state.timelines[room]?.pending[0]?.delivery ?? {}));
  expect(waits()).toEqual([true, true]);
  await rig.clock.advance(6_000);
  expect(waits()).toEqual([false, true]);
  expect(bodyText(rig.server.last('publish').body)).toBe('in lobby');
  await rig.clock.advance(1_000);
  rig.chat.sendText(tea, 'more');
  expect(rig.chat.state.timelines['tea']?.pending[1]?.delivery).toHaveProperty('wait');
});
