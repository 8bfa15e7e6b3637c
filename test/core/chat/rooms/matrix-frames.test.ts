/**
 * Rows of the fault matrix about what comes in: frames that nobody can read, that are none of ours, or that lie.
 */
import { createChatRig, errorOf, LOBBY, message, roomState, type ChatRig } from '../../../support/chat-rig';

const page = (id: string, seqs: readonly number[], more: object = {}): object => {
  const messages = seqs.map((seq) => message(seq));
  return { type: 'page', id, room: 'lobby', epoch: 'e1', messages, more: false, ...more };
};
/** Nobody can tell when it was said. */
const TIMELESS = { at: 'yesterday' };

test('[FM31] a message that cannot be read is dropped; its hole is pulled, and becomes a gap when the page is no better', async () => {
  const rig = createChatRig();
  await rig.online();
  await rig.server.say(message(1));
  await rig.server.say(message(2, TIMELESS));
  await rig.server.say(message(3));
  expect(rig.shown()).toEqual(['1:m1']);
  let answered = 0;
  for (let second = 0; second < 60 && rig.shown().length === 1; second += 1) {
    await rig.clock.advance(1_000);
    await rig.server.say({ type: 'ping', heads: [] });
    const pulls = rig.server.of('pull');
    for (const { id } of pulls.slice(answered)) {
      await rig.server.say({ ...page(id, [3]), messages: [message(2, TIMELESS), message(3)] });
    }
    answered = pulls.length;
  }
  expect(answered).toBe(1);
  expect(rig.shown()).toEqual(['1:m1', 'gap 2-2', '3:m3']);
  expect(rig.transport.connections).toHaveLength(1);
  expect(rig.chat.connection.state).toBe('online');
});

test('[FM33] a binary frame is ignored, before and after the welcome', async () => {
  const rig = createChatRig();
  rig.chat.start();
  await rig.server.accept();
  const data = new TextEncoder().encode(JSON.stringify(message(1))).buffer as ArrayBuffer;
  for (let i = 0; i < 10; i += 1) rig.server.connection.emit({ kind: 'binary', data });
  await rig.server.welcome();
  for (let i = 0; i < 10; i += 1) rig.server.connection.emit({ kind: 'binary', data });
  expect(rig.shown()).toEqual([]);
  expect(rig.chat.connection).toMatchObject({ state: 'online', checking: false });
});

test('[FM34] of a batch with garbage in it the rest is kept', async () => {
  const rig = createChatRig();
  await rig.online();
  const deep = `${'{"a":'.repeat(5_000)}0${'}'.repeat(5_000)}`;
  const text = JSON.stringify(message(2)).replace('"seq":2', '"seq":1e999');
  const nowhere = JSON.stringify(message(3)).replace('"seq":3', '"seq":"three"');
  rig.server.connection.text(
    `[7,${deep},${JSON.stringify(message(1))},${text},${JSON.stringify(message(2))}]`,
  );
  expect(rig.shown()).toEqual(['1:m1', '2:m2']);
  await rig.clock.advance(10_001);
  // A word is no place in the log: the element is refused and asked for again.
  rig.server.connection.text(`[${nowhere},${JSON.stringify(message(4))}]`);
  await rig.clock.advance(500);
  await rig.server.say(page(rig.server.last('pull').id, [3, 4]));
  expect(rig.shown()).toEqual(['1:m1', '2:m2', '3:m3', '4:m4']);
  expect(rig.transport.connections).toHaveLength(1);
});

test('[FM35] unknown types and extra fields are ignored and count as no fault, however many come', async () => {
  const rig = createChatRig();
  await rig.online();
  for (let i = 0; i < 20; i += 1) await rig.server.say({ type: 'hologram', room: 'lobby', seq: i });
  await rig.server.say({ ...message(1), colour: 'red', glitter: [{ deep: [{}] }] });
  expect(rig.shown()).toEqual(['1:m1']);
  const [item] = rig.chat.state.timelines['lobby']?.items ?? [];
  expect(JSON.stringify(item)).not.toContain('colour');
  expect(rig.chat.connection.state).toBe('online');
});

test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
  '[FM36] "%s" is no name of a room, a person or a message, whoever says it',
  async (name) => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1, { room: name }));
    await rig.server.say(message(1, { user: name }));
    await rig.server.say(message(1, { clientId: name }));
    await rig.server.raw(
      JSON.parse(`{"type":"presence","room":"lobby","online":2,"members":3,"${name}":{"x":1}}`),
    );
    expect(rig.shown()).toEqual([]);
    expect(Object.keys(rig.chat.state.timelines)).toEqual(['lobby']);
    // A code is written in small letters, which makes some of these names harmless.
    const joining = rig.chat.joinRoom(name);
    void joining.catch(() => undefined);
    expect(rig.server.of('join').map(({ room }) => room as string)).not.toContain(name);
    if (name === name.toLowerCase()) expect((await errorOf(joining)).kind).toBe('no_room');
    expect(Object.prototype).not.toHaveProperty('x');
    expect(rig.chat.connection.state).toBe('online');
  },
);

/** Two rooms, one of which has a hole. */
async function openTwoRooms(): Promise<ChatRig> {
  const rig = createChatRig();
  await rig.online([roomState(), roomState({ room: 'tea' })]);
  await rig.server.say(message(1), message(3));
  return rig;
}

test('[SY115] what comes for another room while one is catching up goes to that other room, at once', async () => {
  const rig = await openTwoRooms();
  await rig.server.say(message(1, { room: 'tea' }), message(2, { room: 'tea' }));
  expect(rig.shown('tea')).toEqual(['1:m1', '2:m2']);
  await rig.clock.advance(500);
  await rig.server.say(message(3, { room: 'tea' }));
  await rig.server.say(page(rig.server.last('pull').id, [2, 3]));
  expect(rig.shown()).toEqual(['1:m1', '2:m2', '3:m3']);
  expect(rig.shown('tea')).toEqual(['1:m1', '2:m2', '3:m3']);
});

test('[SY104] a message marks nothing as read, in no room; only the page that shows it does', async () => {
  const rig = await openTwoRooms();
  await rig.server.say(message(2), message(1, { room: 'tea' }));
  await rig.host({ kind: 'hide' });
  await rig.server.say(message(2, { room: 'tea' }));
  expect(rig.server.of('read')).toEqual([]);
  expect(rig.chat.state.rooms.byId['lobby']?.read).toBe(0);
  await rig.host({ kind: 'show' });
  rig.chat.markRead(LOBBY);
  expect(rig.server.of('read')).toMatchObject([{ room: 'lobby', seq: 3 }]);
  expect(rig.chat.state.rooms.byId['tea']?.read).toBe(0);
});

test('[SY116] a message that races with joining is not lost', async () => {
  const rig = createChatRig();
  await rig.online();
  const joining = rig.chat.joinRoom('tea');
  const { id } = rig.server.last('join');
  await rig.server.say(
    { type: 'joined', id, room: roomState({ room: 'tea', head: 1, from: 1 }) },
    message(1, { room: 'tea' }),
    message(2, { room: 'tea' }),
  );
  await joining;
  expect(rig.shown('tea')).toEqual(['1:m1', '2:m2']);
});

test('[SY117, SY111] messages of one millisecond, or of a clock that runs backwards, are all shown, in the server’s order', async () => {
  const rig = createChatRig();
  await rig.online([roomState({ head: 3, from: 4, last: message(3, { at: 5_000 }) })]);
  await rig.server.say(message(4, { at: 5_000 }), message(5, { at: 5_000 }), message(6, { at: 1 }));
  const loading = rig.chat.loadOlder(LOBBY);
  const messages = [message(1, { at: 5_000 }), message(2, { at: 5_000 })];
  await rig.server.say({ ...page(rig.server.last('history').id, []), messages });
  await loading;
  expect(rig.shown()).toEqual([1, 2, 3, 4, 5, 6].map((seq) => `${seq}:m${seq}`));
  const keys = rig.chat.state.timelines['lobby']?.items.map(({ key }) => key);
  expect(new Set(keys).size).toBe(6);
});

test('[SY107, SY110] a history request that fails blocks no later one and does not look like the beginning', async () => {
  const rig = createChatRig();
  await rig.online([roomState({ head: 40, from: 41, last: message(40) })]);
  const older = (): unknown => rig.chat.state.timelines['lobby']?.older;
  const failing = errorOf(rig.chat.loadOlder(LOBBY));
  const { id } = rig.server.last('history');
  await rig.server.say({ type: 'error', id, code: 'storage', reason: 'disk', fatal: false });
  expect((await failing).kind).toBe('storage');
  expect(older()).toMatchObject({ state: 'failed' });
  const again = rig.chat.loadOlder(LOBBY);
  await rig.server.say(page(rig.server.last('history').id, [38, 39], { more: true }));
  await again;
  expect(rig.shown()).toEqual(['38:m38', '39:m39', '40:m40']);
  expect(older()).toEqual({ state: 'idle' });
});
