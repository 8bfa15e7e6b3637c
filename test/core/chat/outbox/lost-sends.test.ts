import type { RoomId } from '../../../../miniprogram/core/protocol/fields';
import type { UpFrameOf } from '../../../../miniprogram/core/protocol/up';
import { bodyText, createChatRig, LOBBY, message, roomState, type ChatRig } from '../../../support/chat-rig';

const TEA = 'tea' as RoomId;
type Publish = UpFrameOf<'publish'>;
const told = (frames: readonly Publish[]): string[] =>
  frames.map(({ head, turn, body }) => `${head ? 'head ' : ''}${turn} ${bodyText(body)}`);
const findLast = (rig: ChatRig, text: string): Publish => {
  const found = [...rig.server.of('publish')].reverse().find(({ body }) => bodyText(body) === text);
  if (!found) throw new Error(`"${text}" was not sent`);
  return found;
};
const nack = ({ id, room, clientId }: Publish, code: string, more: object = {}): object => ({
  ...{ type: 'nack', id, room, clientId, code, reason: 'because' },
  ...more,
});
const pong = (rig: ChatRig): Promise<void> =>
  rig.server.say({ type: 'pong', id: rig.server.last('ping').id, now: 1 });
async function write(...texts: readonly string[]): Promise<ChatRig> {
  const rig = createChatRig();
  await rig.online([roomState(), roomState({ room: TEA })]);
  for (const text of texts) rig.chat.sendText(LOBBY, text);
  return rig;
}

describe('one transmission is lost and the connection lives', () => {
  test('[OB55] {H1} the ack of a later one of its room tells, and it is sent again at once', async () => {
    const rig = await write('one', 'two', 'three');
    await rig.server.ack(findLast(rig, 'two'), 1);
    expect(told(rig.server.of('publish')).slice(3)).toEqual(['4 one']);
    await rig.server.ack(findLast(rig, 'three'), 2);
    // "one" went out after "three" this time, so that answer says nothing about it.
    expect(rig.server.of('publish')).toHaveLength(4);
  });

  test('[OB55] the ack of a former transmission, of another room or of an event tells nothing', async () => {
    const rig = await write('one');
    rig.chat.sendText(TEA, 'elsewhere');
    await rig.server.ack(findLast(rig, 'elsewhere'), 1);
    const { clientId } = findLast(rig, 'one');
    await rig.server.say({
      ...{ type: 'ack', id: 'f0', room: 'lobby', clientId: 'other', epoch: 'e1', seq: 1, at: 1 },
    });
    expect(rig.server.of('publish').filter((frame) => frame.clientId === clientId)).toHaveLength(1);
  });

  test('[OB56] {H1} what the server misses, and what follows it, goes again in order as soon as it says so', async () => {
    const rig = await write('one', 'two', 'three');
    await rig.server.ack(findLast(rig, 'one'), 1);
    await rig.server.say(nack(findLast(rig, 'three'), 'order', { afterMs: 0, missing: 2 }));
    await rig.clock.advance(200);
    expect(told(rig.server.of('publish')).slice(3)).toEqual(['head 4 two', '5 three']);
  });

  test('[OB56, DL10] what went out before the missing one has its answer first', async () => {
    const rig = await write('one', 'two', 'three');
    await rig.server.say(nack(findLast(rig, 'three'), 'order', { afterMs: 0, missing: 2 }));
    await rig.clock.advance(500);
    expect(rig.server.of('publish')).toHaveLength(3);
    await rig.server.ack(findLast(rig, 'one'), 1);
    expect(told(rig.server.of('publish')).slice(3)).toEqual(['head 4 two', '5 three']);
  });

  test('[OB57] {H1} answers in another room give it no more time', async () => {
    const rig = await write('one');
    for (let i = 0; i < 4; i += 1) {
      await rig.clock.advance(1_900);
      rig.chat.sendText(TEA, `t${i}`);
      await rig.server.ack(findLast(rig, `t${i}`), i + 1, { room: 'tea' });
    }
    expect(rig.chat.connection).toMatchObject({ checking: false });
    await rig.clock.advance(400);
    expect(rig.chat.connection).toMatchObject({ checking: true });
    await pong(rig);
    expect(told(rig.server.of('publish')).slice(-1)).toEqual(['head 2 one']);
  });

  test('[OB57] the next one counts from the answer to the one before it', async () => {
    const rig = await write('one', 'two');
    await rig.clock.advance(7_000);
    await rig.server.ack(findLast(rig, 'one'), 1);
    await rig.clock.advance(7_900);
    expect(rig.chat.connection).toMatchObject({ checking: false });
    await rig.clock.advance(100);
    expect(rig.chat.connection).toMatchObject({ checking: true });
  });

  test('[OB58, FM17] {H1} what the phone refused to send goes again when the connection has answered', async () => {
    const rig = await write();
    const { answer } = rig.server.connection;
    rig.server.connection.answer = () => Promise.reject(new Error('send fail'));
    rig.chat.sendText(LOBBY, 'one');
    rig.server.connection.answer = answer;
    await rig.clock.advance(0);
    expect(rig.chat.connection).toMatchObject({ checking: true });
    await pong(rig);
    // Whether the server has number 1 nobody knows, and a head is right either way.
    expect(told(rig.server.of('publish')).slice(-1)).toEqual(['head 2 one']);
  });

  test('[OB90] {H1} a number is never given again: what the phone refused may have arrived, and the next be lost', async () => {
    const rig = await write();
    const { answer } = rig.server.connection;
    rig.server.connection.answer = () => Promise.reject(new Error('send fail'));
    rig.chat.sendText(LOBBY, 'one');
    rig.server.connection.answer = answer;
    await rig.clock.advance(0);
    rig.chat.discard(LOBBY, findLast(rig, 'one').clientId);
    for (const text of ['two', 'three']) rig.chat.sendText(LOBBY, text);
    await pong(rig);
    const texts = rig.server.of('publish').filter(({ body }) => body.kind === 'text');
    // With "1 two" lost on its way, a server that has number 1 would take "2 three".
    expect(told(texts).slice(1)).toEqual(['head 2 two', '3 three']);
  });
});

describe('a server that does not look at numbers', () => {
  const limits = { frameBytes: 32_768, textCodePoints: 4_000, inFlight: 8, dedupeDays: 14 };
  async function beginWithOlder(): Promise<ChatRig> {
    const rig = createChatRig();
    rig.chat.start();
    await rig.server.accept();
    await rig.server.welcome([roomState(), roomState({ room: TEA })], { limits });
    return rig;
  }

  test('[OB91] {H1} gets one message of a room at a time, so that nothing overtakes what is lost', async () => {
    const rig = await beginWithOlder();
    for (const text of ['one', 'two', 'three']) rig.chat.sendText(LOBBY, text);
    expect(told(rig.server.of('publish'))).toEqual(['head 1 one']);
    await rig.clock.advance(8_000);
    await pong(rig);
    expect(told(rig.server.of('publish')).slice(1)).toEqual(['head 2 one']);
    await rig.server.ack(findLast(rig, 'one'), 1);
    expect(told(rig.server.of('publish')).slice(2)).toEqual(['3 two']);
  });

  test('[OB91] {H1} rooms do not wait for each other, nor events for texts', async () => {
    const rig = await beginWithOlder();
    await rig.server.say(message(1));
    rig.chat.sendText(LOBBY, 'one');
    rig.chat.sendText(TEA, 'elsewhere');
    rig.chat.react(LOBBY, 'ann/ann-1-1', '👍', true);
    expect(rig.server.of('publish').map(({ body }) => body.kind)).toEqual(['text', 'text', 'reaction']);
  });
});

describe('the rate', () => {
  /** Tells `rate` for the oldest one without an answer. */
  const refuse = (rig: ChatRig, from: number, afterMs: number, more: object = {}): Promise<void> =>
    rig.server.say(
      ...rig.server
        .of('publish')
        .slice(from)
        .map((frame, i) => nack(frame, i === 0 ? 'rate' : 'order', { afterMs, ...more })),
    );

  test('[OB59, OB92] {H10} one refusal halves the window, a second one sets the pace, and a later burst is as large as there was time for', async () => {
    const rig = await write(...Array.from({ length: 12 }, (_, i) => `t${i}`));
    await refuse(rig, 0, 300);
    await rig.clock.advance(300);
    expect(told(rig.server.of('publish')).slice(8)).toEqual(['head 9 t0', '10 t1', '11 t2', '12 t3']);
    const [first] = rig.server.of('publish').slice(8);
    await rig.server.ack(first as Publish, 1);
    await refuse(rig, 9, 200);
    await rig.clock.advance(200);
    expect(told(rig.server.of('publish')).slice(13)).toEqual(['head 14 t1']);
    await rig.clock.advance(219);
    expect(rig.server.of('publish')).toHaveLength(14);
    await rig.clock.advance(1);
    expect(told(rig.server.of('publish')).slice(14)).toEqual(['15 t2']);
    for (let i = 1; i < 12; i += 1) {
      await rig.clock.advance(220);
      await rig.server.ack(findLast(rig, `t${i}`), i + 1);
    }
    const before = rig.server.of('publish').length;
    await rig.clock.advance(440);
    for (let i = 0; i < 8; i += 1) rig.chat.sendText(LOBBY, `n${i}`);
    expect(rig.server.of('publish')).toHaveLength(before + 3);
    await rig.clock.advance(220);
    expect(rig.server.of('publish')).toHaveLength(before + 4);
  });

  test('[OB59] a room’s own rule slows that room only', async () => {
    const rig = await write('one');
    await refuse(rig, 0, 400, { until: 90_000 });
    await rig.clock.advance(400);
    await refuse(rig, 1, 400, { until: 90_000 });
    for (let i = 0; i < 8; i += 1) rig.chat.sendText(TEA, `t${i}`);
    expect(rig.server.of('publish').filter(({ room }) => room === TEA)).toHaveLength(8);
  });
});
