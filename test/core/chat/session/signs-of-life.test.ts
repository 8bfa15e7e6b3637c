/** A phone that tells that the app is hidden, and never that it is shown again. */
import { createChatRig, LOBBY, message, type ChatRig } from '../../../support/chat-rig';

const wifi = { kind: 'network', connected: true, type: 'wifi' } as const;
const attempts = (rig: ChatRig): number => rig.transport.connections.length;

/** Hidden for long enough to rest. */
async function rest(): Promise<ChatRig> {
  const rig = createChatRig();
  await rig.online();
  await rig.server.say(message(1));
  await rig.host({ kind: 'hide' });
  await rig.clock.advance(9_000);
  expect(rig.chat.connection.state).toBe('paused');
  return rig;
}

const SIGNS: Readonly<Record<string, (rig: ChatRig) => unknown>> = {
  'a tap on the line': ({ chat }) => chat.retryNow(),
  'a page that is shown': ({ chat }) => chat.wake(),
  'a text': ({ chat }) => chat.sendText(LOBBY, 'hello'),
  'a picture': ({ chat }) =>
    chat.sendMedia(LOBBY, { kind: 'image', path: 'a.jpg', bytes: 9, width: 1, height: 1 }),
  'what is being typed': ({ chat }) => chat.setTyping(LOBBY, true),
  'earlier messages that are asked for': ({ chat }) => chat.loadOlder(LOBBY).catch(() => undefined),
  'a surrounding that is asked for': ({ chat }) => chat.loadAround(LOBBY, 1).catch(() => undefined),
  'a reaction': ({ chat }) => chat.react(LOBBY, 'ann/ann-1-1', '👍', true),
  'a message that is deleted here': ({ chat }) => chat.deleteForMe(LOBBY, 'ann/ann-1-1'),
  'a voice that is listened to': ({ chat }) => chat.markHeard(LOBBY, 'ann/ann-1-1'),
  'a room that is made': ({ chat }) => void chat.createRoom('tea').catch(() => undefined),
  'a room that is joined': ({ chat }) => void chat.joinRoom('abcdef').catch(() => undefined),
  'a flag of a room': ({ chat }) => void chat.rooms.setFlags(LOBBY, { muted: true }).catch(() => undefined),
};

test.each(Object.entries(SIGNS))('[SS100] {H8} %s wakes a connection that rests', async (_what, give) => {
  const rig = await rest();
  const before = attempts(rig);
  void give(rig);
  await rig.clock.advance(500);
  expect(attempts(rig)).toBe(before + 1);
  await rig.server.accept();
  await rig.server.welcome();
  expect(rig.chat.connection.state).toBe('online');
  expect(rig.transport.mostLive).toBe(1);
});

test('[SS100] {H8} so does a network that is there, and none that is gone', async () => {
  const rig = await rest();
  const before = attempts(rig);
  await rig.host({ ...wifi, connected: false, type: 'none' });
  await rig.clock.advance(5_000);
  expect(attempts(rig)).toBe(before);
  await rig.host(wifi);
  await rig.clock.advance(500);
  expect(attempts(rig)).toBe(before + 1);
});

test('[SS100] {H8} what comes while the former connection ends is not forgotten', async () => {
  const rig = createChatRig();
  await rig.online();
  await rig.host({ kind: 'hide' });
  await rig.clock.advance(3_999);
  rig.transport.newest.emit({ kind: 'uncertain', why: 'odd' });
  await rig.clock.advance(1);
  rig.chat.sendText(LOBBY, 'now');
  await rig.clock.advance(1_000);
  expect(attempts(rig)).toBe(2);
  expect(rig.transport.mostLive).toBe(1);
});

test('[SS101] {H8} whoever acts before the connection rests is here: it goes on', async () => {
  const rig = createChatRig();
  await rig.online();
  await rig.host({ kind: 'hide' });
  await rig.clock.advance(2_000);
  rig.chat.sendText(LOBBY, 'still here');
  await rig.clock.advance(9_000);
  expect(rig.chat.connection.state).toBe('online');
  expect(attempts(rig)).toBe(1);
});

test('[SS102] {H8} a sign of life does not connect what a person has to start, nor what has stopped', async () => {
  const rig = createChatRig();
  rig.chat.wake();
  expect(attempts(rig)).toBe(0);
  await rig.online();
  await rig.server.say({ type: 'bye', code: 'banned', reconnect: false });
  await rig.clock.advance(0);
  rig.chat.wake();
  await rig.host({ kind: 'hide' });
  await rig.clock.advance(9_000);
  rig.chat.wake();
  await rig.clock.advance(60_000);
  expect(rig.chat.connection.state).toBe('stopped');
  expect(attempts(rig)).toBe(1);
  rig.chat.close();
  rig.chat.wake();
  expect(rig.clock.pending).toBe(0);
});

test('[SS102] {H8} pages that read by themselves, and a wait between two attempts, are left alone', async () => {
  const rig = await rest();
  rig.chat.markRead(LOBBY);
  void rig.chat.rooms.members(LOBBY, 0).catch(() => undefined);
  await rig.clock.advance(9_000);
  expect(rig.chat.connection.state).toBe('paused');
  const waiting = createChatRig();
  await waiting.online();
  waiting.server.connection.close(1006);
  waiting.chat.wake();
  expect(attempts(waiting)).toBe(1);
});
