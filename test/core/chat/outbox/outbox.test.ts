import { ChatError } from '../../../../miniprogram/core/chat/chat-error';
import { OUTBOX_TTL_MS } from '../../../../miniprogram/core/chat/outbox/outbox-rules';
import type { RoomId } from '../../../../miniprogram/core/protocol/fields';
import type { UpFrameOf } from '../../../../miniprogram/core/protocol/up';
import {
  bodyText,
  createChatRig,
  createMemoryKeyValues,
  LOBBY,
  ME,
  message,
  roomState,
} from '../../../support/chat-rig';
import type { ChatRig } from '../../../support/chat-rig';

const outKeys = (rig: ChatRig): string[] =>
  [...rig.storage.values.keys()].filter((key) => key.includes(':out:'));
const texts = (frames: readonly UpFrameOf<'publish'>[]): string[] =>
  frames.map(({ body, head }) => `${head ? 'head ' : ''}${bodyText(body)}`);
const kindOf = (work: () => unknown): string => {
  try {
    work();
  } catch (thrown) {
    return thrown instanceof ChatError ? thrown.kind : String(thrown);
  }
  return 'nothing thrown';
};

describe('sending', () => {
  test('[OB1, SY108] the bubble is there when sendText returns, and the message is stored before it is sent', async () => {
    const rig = createChatRig();
    await rig.online();
    let storedFirst = false;
    const { answer } = rig.server.connection;
    rig.server.connection.answer = () => ((storedFirst = outKeys(rig).length === 1), answer());
    rig.chat.sendText(LOBBY, 'hello');
    expect(rig.shown()).toEqual(['sending:hello']);
    expect(storedFirst).toBe(true);
    expect(rig.server.last('publish')).toMatchObject({ room: 'lobby', head: true, body: { text: 'hello' } });
  });

  test('[OB2] ids are <device 8>-<launch 4>-<n> and never repeat over launches', async () => {
    const first = createChatRig({ seed: 1, self: ME });
    const second = createChatRig({ seed: 2, self: ME });
    const ids = [first, second].flatMap((rig) => [
      rig.chat.sendText(LOBBY, 'a'),
      rig.chat.sendText(LOBBY, 'b'),
    ]);
    for (const id of ids) expect(id).toMatch(/^Device01-[A-Za-z0-9]{4}-[12]$/);
    expect(new Set(ids).size).toBe(4);
  });

  test('[OB3, FM14, FM16] ack before echo and echo before ack end the same: one bubble, sent, nothing stored', async () => {
    for (const order of ['ack first', 'echo first']) {
      const rig = createChatRig();
      await rig.online();
      const clientId = rig.chat.sendText(LOBBY, 'hello');
      const publish = rig.server.last('publish');
      const echo = message(1, { user: 'me', clientId, body: { kind: 'text', text: 'hello' }, at: 2_001 });
      if (order === 'ack first') await rig.server.ack(publish, 1);
      await rig.server.say(echo);
      if (order === 'echo first') await rig.server.ack(publish, 1);
      await rig.server.ack(publish, 1, { duplicate: true });
      expect(rig.shown()).toEqual(['1:hello']);
      expect(rig.chat.state.timelines['lobby']?.pending).toEqual([]);
      expect(outKeys(rig)).toEqual([]);
    }
  });

  test('[OB4, FM16] an acked message that others overtook keeps its place until its echo comes in order', async () => {
    const rig = createChatRig();
    await rig.online();
    const clientId = rig.chat.sendText(LOBBY, 'mine');
    await rig.server.ack(rig.server.last('publish'), 2);
    expect(rig.shown()).toEqual(['2:mine']);
    await rig.server.say(
      message(1),
      message(2, { user: 'me', clientId, body: { kind: 'text', text: 'mine' } }),
    );
    expect(rig.shown()).toEqual(['1:m1', '2:mine']);
  });

  test('[OB5] at most 8 are on their way; each answer lets the next one go, in order', async () => {
    const rig = createChatRig();
    await rig.online();
    for (let i = 0; i < 12; i += 1) rig.chat.sendText(LOBBY, `t${i}`);
    expect(texts(rig.server.of('publish'))).toEqual(['head t0', 't1', 't2', 't3', 't4', 't5', 't6', 't7']);
    const [first] = rig.server.of('publish');
    if (first) await rig.server.ack(first, 1);
    expect(texts(rig.server.of('publish')).slice(8)).toEqual(['t8']);
    expect(rig.shown().slice(-3)).toEqual(['queued:t9', 'queued:t10', 'queued:t11']);
  });

  test('[OB6, FM30] empty, too long and foreign-room texts are refused here and nothing is queued', async () => {
    const rig = createChatRig();
    await rig.online();
    expect(kindOf(() => rig.chat.sendText(LOBBY, '  \n '))).toBe('empty');
    expect(kindOf(() => rig.chat.sendText(LOBBY, '字'.repeat(4_001)))).toBe('too_large');
    expect(kindOf(() => rig.chat.sendText('elsewhere' as RoomId, 'hi'))).toBe('not_joined');
    expect(rig.shown()).toEqual([]);
    expect(outKeys(rig)).toEqual([]);
    rig.chat.sendText(LOBBY, '😀'.repeat(4_000));
    expect(rig.server.of('publish')).toHaveLength(1);
  });
});

describe('without a connection', () => {
  test('[OB7] texts wait and go out in order after the welcome, the first one as head', async () => {
    const rig = createChatRig();
    await rig.online();
    rig.server.connection.close();
    rig.chat.sendText(LOBBY, 'one');
    rig.chat.sendText(LOBBY, 'two');
    expect(rig.shown()).toEqual(['queued:one', 'queued:two']);
    while (rig.transport.connections.length === 1) await rig.clock.advance(100);
    await rig.server.accept();
    expect(rig.server.of('publish')).toEqual([]);
    await rig.server.welcome();
    expect(texts(rig.server.of('publish'))).toEqual(['head one', 'two']);
  });

  test('[OB8, FM19] what was on its way when the connection died is sent again under the same id, before later ones', async () => {
    const rig = createChatRig();
    await rig.online();
    const ids = [rig.chat.sendText(LOBBY, 'one'), rig.chat.sendText(LOBBY, 'two')];
    rig.server.connection.close();
    ids.push(rig.chat.sendText(LOBBY, 'three'));
    while (rig.transport.connections.length === 1) await rig.clock.advance(100);
    await rig.server.accept();
    await rig.server.welcome();
    expect(rig.server.of('publish').map(({ clientId }) => clientId)).toEqual(ids);
    expect(texts(rig.server.of('publish'))).toEqual(['head one', 'two', 'three']);
  });

  test('[OB9, FM13] one whose echo comes with the resumed messages is not sent again by the answer to it', async () => {
    const rig = createChatRig();
    await rig.online();
    const clientId = rig.chat.sendText(LOBBY, 'one');
    await rig.reconnect();
    await rig.server.welcome([roomState({ head: 1, from: 1 })]);
    await rig.server.say(message(1, { user: 'me', clientId, body: { kind: 'text', text: 'one' } }));
    await rig.clock.advance(15_000);
    expect(rig.shown()).toEqual(['1:one']);
    expect(outKeys(rig)).toEqual([]);
  });

  test('[OB10, FM42, SY29] {D2} a cold start loads what waited and sends it under its old id', async () => {
    const before = createChatRig();
    await before.online();
    const clientId = before.chat.sendText(LOBBY, 'survivor');
    const rig = createChatRig({ storage: createMemoryKeyValues(before.storage.values), self: ME, seed: 9 });
    expect(rig.shown()).toEqual(['queued:survivor']);
    await rig.online();
    expect(rig.server.last('publish')).toMatchObject({ clientId, head: true });
    await rig.server.ack(rig.server.last('publish'), 1);
    expect(outKeys(rig)).toEqual([]);
  });

  test('[OB11] before the first welcome a known person may write, and the text is there after the welcome', async () => {
    const rig = createChatRig({ self: ME });
    rig.chat.start();
    rig.chat.sendText(LOBBY, 'early');
    expect(rig.shown()).toEqual(['queued:early']);
    await rig.server.accept();
    await rig.server.welcome();
    expect(rig.shown()).toEqual(['sending:early']);
  });

  test('[OB12] another person who signs in on this phone neither sees nor sends what waits', async () => {
    const rig = createChatRig({ self: ME });
    rig.chat.sendText(LOBBY, 'private');
    rig.chat.start();
    await rig.server.accept();
    await rig.server.welcome([roomState()], { self: { user: 'other', name: 'Other', avatar: '' } });
    expect(rig.shown()).toEqual([]);
    expect(rig.server.of('publish')).toEqual([]);
    expect(outKeys(rig)).toHaveLength(1);
  });

  test.each(['has room again by then', 'still refuses it'])(
    '[OB81] {H4} what was not stored when another person signs in is sent by its own, on a phone that %s',
    async (how) => {
      const rig = createChatRig({ self: ME });
      const { set } = rig.storage;
      rig.storage.set = (key, value) => {
        if (key.startsWith('mc1:out:')) throw new Error('no');
        set.call(rig.storage, key, value);
      };
      const clientId = rig.chat.sendText(LOBBY, 'private');
      rig.chat.start();
      await rig.server.accept();
      if (how !== 'still refuses it') rig.storage.set = set;
      await rig.server.welcome([roomState()], { self: { user: 'other', name: 'Other', avatar: '' } });
      expect(rig.shown()).toEqual([]);
      expect(rig.server.of('publish')).toEqual([]);
      expect(outKeys(rig)).toHaveLength(how === 'still refuses it' ? 0 : 1);
      await rig.reconnect();
      await rig.server.welcome();
      expect(rig.shown()).toEqual(['sending:private']);
      expect(rig.server.of('publish').map((frame) => frame.clientId)).toEqual([clientId]);
      await rig.server.ack(rig.server.last('publish'), 1);
      expect(rig.shown()).toEqual(['1:private']);
      expect(outKeys(rig)).toEqual([]);
    },
  );
});

describe('no answer', () => {
  test('[OB13] without an ack for 8 s the connection is probed and nothing is sent until it has answered', async () => {
    const rig = createChatRig();
    await rig.online();
    rig.chat.sendText(LOBBY, 'one');
    await rig.clock.advance(8_000);
    expect(rig.chat.connection).toMatchObject({ state: 'online', checking: true });
    rig.chat.sendText(LOBBY, 'two');
    expect(texts(rig.server.of('publish'))).toEqual(['head one']);
    await rig.server.say({ type: 'pong', id: rig.server.last('ping').id, now: 1 });
    expect(texts(rig.server.of('publish'))).toEqual(['head one', 'head one', 'two']);
  });

  test('[OB14, FM13, SY28, FM12, FM18] {D3} a dead connection while sending is found in 11 s, and the message goes over the next one', async () => {
    const rig = createChatRig();
    await rig.online();
    const clientId = rig.chat.sendText(LOBBY, 'one');
    await rig.clock.advance(11_000);
    expect(rig.shown()).toEqual(['queued:one']);
    while (rig.transport.connections.length === 1) await rig.clock.advance(100);
    await rig.server.accept();
    await rig.server.welcome();
    expect(rig.server.last('publish').clientId).toBe(clientId);
    await rig.server.ack(rig.server.last('publish'), 1, { duplicate: true });
    await rig.server.say(message(1, { user: 'me', clientId, body: { kind: 'text', text: 'one' } }));
    expect(rig.shown()).toEqual(['1:one']);
  });
});

const nack = (publish: UpFrameOf<'publish'>, code: string, afterMs?: number): object => {
  const { id, room, clientId } = publish;
  return { type: 'nack', id, room, clientId, code, reason: 'because', ...(afterMs ? { afterMs } : {}) };
};

describe('refusals', () => {
  test('[OB15, FM20] after a retryable one it and the later ones of its room are sent again in order, the first as head', async () => {
    const rig = createChatRig();
    await rig.online();
    for (const text of ['one', 'two', 'three']) rig.chat.sendText(LOBBY, text);
    const [one, two, three] = rig.server.of('publish');
    if (!one || !two || !three) throw new Error('three were sent');
    await rig.server.ack(one, 1);
    await rig.server.say(nack(two, 'rate', 1_500), nack(three, 'order', 1_000));
    await rig.clock.advance(1_499);
    expect(rig.server.of('publish')).toHaveLength(3);
    await rig.clock.advance(1);
    expect(texts(rig.server.of('publish')).slice(3)).toEqual(['head two', 'three']);
  });

  test('[OB16, FM20] an answer to an earlier transmission is not taken for one to the latest', async () => {
    const rig = createChatRig();
    await rig.online();
    rig.chat.sendText(LOBBY, 'one');
    const first = rig.server.last('publish');
    await rig.server.say(nack(first, 'rate', 500));
    await rig.clock.advance(500);
    await rig.server.say(nack(first, 'muted'));
    expect(rig.shown()).toEqual(['sending:one']);
  });

  test('[OB17] a room that waits does not hold another room up', async () => {
    const rig = createChatRig();
    const tea = 'tea' as RoomId;
    await rig.online([roomState(), roomState({ room: tea })]);
    rig.chat.sendText(LOBBY, 'slow');
    await rig.server.say(nack(rig.server.last('publish'), 'overload', 5_000));
    rig.chat.sendText(tea, 'quick');
    expect(rig.server.last('publish')).toMatchObject({ room: 'tea', head: true });
  });

  test('[OB18, SY112, FM21] a permanent one fails the message with its code, the following ones go on, and it is kept over a restart', async () => {
    const rig = createChatRig();
    await rig.online();
    rig.chat.sendText(LOBBY, 'bad');
    rig.chat.sendText(LOBBY, 'good');
    const [bad, good] = rig.server.of('publish');
    if (!bad || !good) throw new Error('two were sent');
    await rig.server.say(nack(bad, 'muted'));
    await rig.server.ack(good, 1);
    const failed = rig.chat.state.timelines['lobby']?.pending[0];
    expect(failed?.delivery).toEqual({ status: 'failed', code: 'muted', reason: 'because' });
    const later = createChatRig({ storage: createMemoryKeyValues(rig.storage.values), self: ME });
    expect(later.shown()).toEqual(['failed:bad']);
  });

  test('[OB19] a failed message is sent again under its own id when a person asks', async () => {
    const rig = createChatRig();
    await rig.online();
    const clientId = rig.chat.sendText(LOBBY, 'once more');
    await rig.server.say(nack(rig.server.last('publish'), 'forbidden'));
    rig.chat.resend(LOBBY, clientId);
    expect(rig.shown()).toEqual(['sending:once more']);
    expect(rig.server.last('publish').clientId).toBe(clientId);
  });

  test('[OB20] a failed or waiting message can be taken out and gives its text back; one on its way cannot', async () => {
    const rig = createChatRig();
    await rig.online();
    const clientId = rig.chat.sendText(LOBBY, 'edit me');
    expect(rig.chat.discard(LOBBY, clientId)).toBeNull();
    await rig.server.say(nack(rig.server.last('publish'), 'forbidden'));
    expect(rig.chat.discard(LOBBY, clientId)).toBe('edit me');
    expect(rig.shown()).toEqual([]);
    expect(outKeys(rig)).toEqual([]);
    expect(rig.chat.state.rooms.byId['lobby']?.last).toBeNull();
  });
});

describe('storage', () => {
  test('[OB21] 200 messages wait; the 201st is refused and none is dropped', () => {
    const rig = createChatRig({ self: ME });
    for (let i = 0; i < 200; i += 1) rig.chat.sendText(LOBBY, `t${i}`);
    expect(kindOf(() => rig.chat.sendText(LOBBY, 'one too many'))).toBe('outbox_full');
    expect(rig.shown()).toHaveLength(200);
    expect(outKeys(rig)).toHaveLength(200);
  });

  test('[OB22] more than 512 KB of waiting text is refused', () => {
    const rig = createChatRig({ self: ME });
    const long = '字'.repeat(4_000);
    for (let i = 0; i < 43; i += 1) rig.chat.sendText(LOBBY, long);
    expect(kindOf(() => rig.chat.sendText(LOBBY, long))).toBe('outbox_full');
    expect(kindOf(() => rig.chat.sendText(LOBBY, 'short'))).toBe('nothing thrown');
  });

  test('[OB22] so it is with what was written before a restart, and however often one was sent again', async () => {
    const long = '字'.repeat(4_000);
    const before = createChatRig({ self: ME });
    for (let i = 0; i < 43; i += 1) before.chat.sendText(LOBBY, long);
    const rig = createChatRig({ storage: before.storage, self: ME });
    expect(kindOf(() => rig.chat.sendText(LOBBY, long))).toBe('outbox_full');

    const again = createChatRig();
    await again.online();
    const first = again.chat.sendText(LOBBY, long);
    for (let i = 0; i < 5; i += 1) {
      await again.server.say(nack(again.server.last('publish'), 'forbidden'));
      again.chat.resend(LOBBY, first);
    }
    for (let i = 0; i < 42; i += 1) again.chat.sendText(LOBBY, long);
    expect(kindOf(() => again.chat.sendText(LOBBY, long))).toBe('outbox_full');
  });

  test('[OB23, FM59] a corrupt entry is put aside and the others load', () => {
    const before = createChatRig({ self: ME });
    before.chat.sendText(LOBBY, 'one');
    before.chat.sendText(LOBBY, 'two');
    const [key] = outKeys(before);
    before.storage.values.set(key ?? '', { text: 7 });
    const rig = createChatRig({ storage: before.storage, self: ME });
    expect(rig.shown()).toEqual(['queued:two']);
    expect(rig.storage.get(`mc1:bad:${key}`)).toEqual({ text: 7 });
    expect(outKeys(rig).filter((name) => !name.startsWith('mc1:bad:'))).toHaveLength(1);
  });

  test('[OB24, SY50] a phone that cannot store still sends', async () => {
    const rig = createChatRig();
    await rig.online();
    rig.storage.failWith = new ChatError('storage_full', 'full');
    rig.chat.sendText(LOBBY, 'anyway');
    await rig.server.ack(rig.server.last('publish'), 1);
    expect(rig.shown()).toEqual(['1:anyway']);
  });

  test('[OB25] a message that waited for more than 7 days is not sent silently', async () => {
    const before = createChatRig({ self: ME });
    before.chat.sendText(LOBBY, 'old news');
    const rig = createChatRig({ storage: before.storage, self: null });
    rig.clock.jump(OUTBOX_TTL_MS + 1);
    await rig.online();
    expect(rig.shown()).toEqual(['failed:old news']);
    expect(rig.server.of('publish')).toEqual([]);
  });
});
