import type { UpFrameOf } from '../../../../miniprogram/core/protocol/up';
import { RECALL_PATIENCE_MS } from '../../../../miniprogram/core/chat/rooms/message-commands';
import {
  bodyText,
  createChatRig,
  errorOf,
  LOBBY,
  ME,
  message,
  roomState,
  type ChatRig,
} from '../../../support/chat-rig';

const HOUR_MS = 3_600_000;
const settings = { announcement: '', access: 'public', slowMs: HOUR_MS, closed: false };
const slow = { settings, standing: { role: 'member', mutedUntil: 0 } };
type Publish = UpFrameOf<'publish'>;
const told = ({ body, head }: Publish): string => `${head ? 'head ' : ''}${bodyText(body) || body.kind}`;
const published = (rig: ChatRig): string[] => rig.server.of('publish').map(told);
const deliveries = (rig: ChatRig) =>
  rig.chat.state.timelines['lobby']?.pending.map(({ delivery }) => delivery);

/** "first" is said; "second" has to wait for an hour. */
async function setUp(): Promise<{ rig: ChatRig; key: string }> {
  const rig = createChatRig();
  await rig.online([roomState(slow)]);
  const clientId = rig.chat.sendText(LOBBY, 'first');
  await rig.server.ack(rig.server.last('publish'), 1);
  await rig.server.say(message(1, { user: 'me', clientId, body: { kind: 'text', text: 'first' } }));
  rig.chat.sendText(LOBBY, 'second');
  const { id, room, clientId: second } = rig.server.last('publish');
  const wait = { afterMs: HOUR_MS, until: 7 };
  await rig.server.say({ type: 'nack', id, room, clientId: second, code: 'rate', reason: 'slow', ...wait });
  return { rig, key: `me/${clientId}` };
}
/** Time goes by, and the connection lives all the time. */
async function live(rig: ChatRig, ms: number): Promise<void> {
  for (let i = 0; i < ms / 15_000; i += 1) {
    await rig.clock.advance(15_000);
    await rig.server.say({ type: 'ping', heads: [] });
  }
}
const tell = (rig: ChatRig, more: object): Promise<void> =>
  rig.server.say({ type: 'room', room: 'lobby', name: 'Lobby', settings: { ...settings, ...more } });

test('[OB60] {K1} a recall and reactions go at once while a text waits for an hour, one after the other', async () => {
  const { rig, key } = await setUp();
  const done = rig.chat.recall(LOBBY, key);
  rig.chat.react(LOBBY, key, '👍', true);
  expect(published(rig).slice(2)).toEqual(['head recall']);
  await rig.server.ack(rig.server.last('publish'), 2);
  await done;
  expect(published(rig).slice(3)).toEqual(['head reaction']);
  expect(deliveries(rig)?.[0]).toMatchObject({ status: 'queued', wait: { code: 'rate' } });
});

test('[OB60] {K1} a reaction does not wait behind a hundred texts', async () => {
  const rig = createChatRig();
  await rig.online();
  await rig.server.say(message(1));
  for (let i = 0; i < 100; i += 1) rig.chat.sendText(LOBBY, `t${i}`);
  rig.chat.react(LOBBY, 'ann/ann-1-1', '👍', true);
  await rig.server.ack(rig.server.of('publish')[0] as Publish, 2);
  expect(published(rig).slice(8)).toEqual(['reaction']);
});

test('[OB61] {K1} what waits, and what is written behind it, says why and until when, and is not asked again before', async () => {
  const { rig } = await setUp();
  const wait = { code: 'rate', until: rig.chat.now() + HOUR_MS };
  rig.chat.sendText(LOBBY, 'third');
  expect(deliveries(rig)).toEqual([
    { status: 'queued', wait },
    { status: 'queued', wait },
  ]);
  await live(rig, 90_000);
  expect(published(rig)).toHaveLength(2);
});

test('[OB61] {K1} when the time has come they go out in order, and nothing says that they wait', async () => {
  const { rig } = await setUp();
  rig.chat.sendText(LOBBY, 'third');
  await live(rig, HOUR_MS);
  expect(published(rig).slice(2)).toEqual(['head second', 'third']);
  expect(deliveries(rig)).toEqual([{ status: 'sending' }, { status: 'sending' }]);
});

test.each([
  ['slow mode ends', (rig: ChatRig) => tell(rig, { slowMs: 0 })],
  [
    'the person becomes an admin',
    (rig: ChatRig) =>
      rig.server.say({ type: 'standing', room: 'lobby', standing: { role: 'admin', mutedUntil: 0 } }),
  ],
])('[OB62] {K1} %s: what waits goes out at once', async (_, happen) => {
  const { rig } = await setUp();
  await happen(rig);
  expect(published(rig).slice(2)).toEqual(['head second']);
});

test('[OB62] {K1} a new name of the room changes nothing', async () => {
  const { rig } = await setUp();
  await tell(rig, { announcement: 'news' });
  expect(published(rig)).toHaveLength(2);
});

test('[OB62] {K1} a text that waits gives itself back, and the next one asks at once', async () => {
  const { rig } = await setUp();
  const third = rig.chat.sendText(LOBBY, 'third');
  const second = rig.chat.state.timelines['lobby']?.pending[0]?.clientId;
  expect(rig.chat.discard(LOBBY, second!)).toBe('second');
  expect(rig.server.last('publish')).toMatchObject({ clientId: third, head: true });
});

test('[OB63] {K1, S12} a recall without an answer is over for people after ten seconds, and goes on by itself', async () => {
  const { rig, key } = await setUp();
  const first = errorOf(rig.chat.recall(LOBBY, key));
  await rig.clock.advance(RECALL_PATIENCE_MS);
  expect((await first).kind).toBe('timeout');
  const publish = rig.server
    .of('publish')
    .filter(({ body }) => body.kind === 'recall')
    .slice(-1)[0];
  await rig.server.ack(publish!, 2);
  await rig.server.say(message(2, { user: 'me', clientId: publish!.clientId, body: publish!.body }));
  expect(rig.chat.state.recalledTexts).toEqual({ [key]: 'first' });
});

test('[OB63] {S12} another person signs in: the recall is settled', async () => {
  const { rig, key } = await setUp();
  const failed = errorOf(rig.chat.recall(LOBBY, key));
  await rig.reconnect();
  await rig.server.welcome([roomState()], { self: { ...ME, user: 'other' } });
  expect((await failed).kind).toBe('closed');
});

test('[OB64] {K4} nothing is queued for a closed room, or while one is muted by the server’s clock', async () => {
  const rig = createChatRig();
  const standing = { role: 'member', mutedUntil: 5_000 };
  await rig.online([roomState({ ...slow, standing })]);
  rig.clock.jump(3_600_000);
  const refused = (): string => {
    try {
      rig.chat.sendText(LOBBY, 'x');
    } catch (thrown) {
      return (thrown as { kind: string }).kind;
    }
    return 'taken';
  };
  await rig.server.say({ type: 'pong', id: 'f9', now: 4_999 });
  expect(refused()).toBe('muted');
  await rig.server.say({ type: 'pong', id: 'f9', now: 5_000 });
  expect(refused()).toBe('taken');
  await tell(rig, { closed: true });
  expect([refused(), rig.shown()]).toEqual(['room_closed', ['sending:x']]);
});
