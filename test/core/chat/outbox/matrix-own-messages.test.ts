/**
 * Rows of the fault matrix, and symptoms of other chats, about the messages that people send.
 */
import type { UpFrameOf } from '../../../../miniprogram/core/protocol/up';
import { MAX_FRAME_BYTES } from '../../../../miniprogram/core/protocol/limits';
import { ChatError } from '../../../../miniprogram/core/chat/chat-error';
import {
  createChatRig,
  createMemoryKeyValues,
  LOBBY,
  ME,
  message,
  type ChatRig,
} from '../../../support/chat-rig';

const DAY_MS = 24 * 3_600_000;
const mine = (seq: number, clientId: string, text: string, at = 2_000 + seq): object =>
  message(seq, { user: 'me', clientId, body: { kind: 'text', text }, at });
const stored = (rig: ChatRig): string[] =>
  [...rig.storage.values.keys()].filter((key) => key.startsWith('mc1:out:'));

async function sendTwo(): Promise<{ rig: ChatRig; one: UpFrameOf<'publish'>; two: UpFrameOf<'publish'> }> {
  const rig = createChatRig();
  await rig.online();
  rig.chat.sendText(LOBBY, 'one');
  rig.chat.sendText(LOBBY, 'two');
  const [one, two] = rig.server.of('publish');
  if (!one || !two) throw new Error('two messages were not sent');
  return { rig, one, two };
}

test('[FM14] an answer that comes twice, or after the echo, changes nothing', async () => {
  const { rig, one } = await sendTwo();
  await rig.server.say(mine(1, one.clientId, 'one'));
  const { state } = rig.chat;
  for (let i = 0; i < 3; i += 1) await rig.server.ack(one, 1, i === 1 ? { duplicate: true } : {});
  expect(rig.chat.state).toBe(state);
  expect(rig.shown()).toEqual(['1:one', 'sending:two']);
});

test('[FM15] an answer for a message that nobody sent, and a second one with another seq, change nothing', async () => {
  const { rig, one, two } = await sendTwo();
  await rig.server.ack({ ...one, clientId: 'nobody-1-1' as typeof one.clientId }, 9);
  expect(rig.shown()).toEqual(['sending:one', 'sending:two']);
  await rig.server.ack(one, 1);
  await rig.server.ack(one, 7);
  expect(rig.shown()).toEqual(['1:one', 'sending:two']);
  await rig.server.say(mine(1, one.clientId, 'one'), mine(2, two.clientId, 'two'));
  await rig.server.ack(two, 5);
  expect(rig.shown()).toEqual(['1:one', '2:two']);
  expect(stored(rig)).toEqual([]);
});

test('[FM30] what is too long is refused before it is stored, in characters; what may be said always fits its frame, in bytes', async () => {
  const rig = createChatRig();
  await rig.online();
  for (const text of ['字'.repeat(4_001), '👍'.repeat(4_001), 'x'.repeat(5_000_000)]) {
    expect(() => rig.chat.sendText(LOBBY, text)).toThrow(ChatError);
    expect(() => rig.chat.sendText(LOBBY, text)).toThrow('the limit is 4000');
  }
  expect(stored(rig)).toEqual([]);
  // The worst that JSON makes of a character: six bytes for a control character.
  const worst = ['\u0001', '"', '\\', '字', '👍', '\u2028', '\ud800', 'é'];
  for (const character of worst) rig.chat.sendText(LOBBY, `x${character.repeat(3_999)}`);
  const sizes = rig.server.connection.sent.map((text) => Buffer.byteLength(String(text)));
  expect(rig.server.of('publish')).toHaveLength(8);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_FRAME_BYTES);
  expect(Math.max(...sizes)).toBeGreaterThan(20_000);
});

test('[SY30] a phone whose clock is a day wrong shows its message once and in the server’s place', async () => {
  for (const wrong of [-DAY_MS, DAY_MS]) {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1));
    rig.clock.jump(wrong);
    const clientId = rig.chat.sendText(LOBBY, 'mine');
    expect(rig.shown()).toEqual(['1:m1', 'sending:mine']);
    await rig.server.say(message(2));
    await rig.server.ack(rig.server.last('publish'), 3);
    await rig.server.say(mine(3, clientId, 'mine'), message(4));
    expect(rig.shown()).toEqual(['1:m1', '2:m2', '3:mine', '4:m4']);
    expect(
      rig.chat.state.timelines['lobby']?.items.map((item) => item.kind === 'message' && item.at),
    ).toEqual([1_001, 1_002, 2_003, 1_004]);
  }
});

test('[SY108, SY112] a text is on show before the server has it, and a refused one stays with its words and its reason', async () => {
  const { rig, one } = await sendTwo();
  expect(rig.shown()).toEqual(['sending:one', 'sending:two']);
  const { id, room, clientId } = one;
  await rig.server.say({ type: 'nack', id, room, clientId, code: 'muted', reason: 'quiet please' });
  expect(rig.shown()[0]).toBe('failed:one');
  expect(rig.chat.state.timelines['lobby']?.pending[0]?.delivery).toMatchObject({ code: 'muted' });
  rig.chat.resend(LOBBY, one.clientId);
  expect(rig.shown()[0]).toBe('sending:one');
});

test('[SY27, SY118] the platform’s word for a send counts for nothing; answers find their message by its id', async () => {
  const { rig, one, two } = await sendTwo();
  await rig.clock.advance(5_000);
  expect(rig.shown()).toEqual(['sending:one', 'sending:two']);
  await rig.server.ack(two, 2);
  expect(rig.shown()).toEqual(['sending:one', '2:two']);
  await rig.server.ack(one, 1);
  expect(rig.shown()).toEqual(['1:one', '2:two']);
});

test('[SY29] a text typed without a connection waits as such, goes out when there is one, and after a restart too', async () => {
  const before = createChatRig({ self: ME });
  before.chat.start();
  before.server.connection.close();
  before.chat.sendText(LOBBY, 'offline');
  expect(before.shown()).toEqual(['queued:offline']);
  const rig = createChatRig({ storage: createMemoryKeyValues(before.storage.values), self: ME, seed: 4 });
  expect(rig.shown()).toEqual(['queued:offline']);
  await rig.online();
  await rig.server.ack(rig.server.last('publish'), 1);
  expect(rig.shown()).toEqual(['1:offline']);
});

test('[SY109] a message costs one write of its own, however long the history; a lost connection costs none', async () => {
  const writes: string[] = [];
  const storage = createMemoryKeyValues();
  const { set } = storage;
  storage.set = (key, value) => (writes.push(key), set(key, value));
  const rig = createChatRig({ storage });
  await rig.online();
  await rig.server.say(...Array.from({ length: 30 }, (_, i) => message(i + 1)));
  const sizeOf = (key: string): number => JSON.stringify(storage.get(key)).length;
  writes.length = 0;
  rig.chat.sendText(LOBBY, 'hello');
  expect(writes.filter((key) => key.startsWith('mc1:out:'))).toHaveLength(1);
  expect(Math.max(...writes.map(sizeOf))).toBeLessThan(400);
  await rig.server.ack(rig.server.last('publish'), 31);
  expect(rig.shown()).toHaveLength(31);
  rig.server.connection.close();
  expect(rig.shown()).toHaveLength(31);
});
