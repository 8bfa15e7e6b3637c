import { createChatRig, errorOf, LOBBY, message, roomState, type ChatRig } from '../../../support/chat-rig';

const page = (id: string, seqs: readonly number[], more: object = {}): object => {
  const messages = seqs.map((seq) => message(seq));
  return { type: 'page', id, room: 'lobby', epoch: 'e1', messages, more: false, ...more };
};
const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
const at = (head: number, more: object = {}): ReturnType<typeof roomState> =>
  roomState({ head, from: head + 1, last: message(head), ...more });

describe('live messages', () => {
  test('[TL1, FM27] {D4} are shown in order of seq, once each, and the cursor has moved before listeners run', async () => {
    const rig = createChatRig();
    await rig.online();
    const cursors: number[] = [];
    rig.chat.onChange((state) => cursors.push(state.timelines['lobby']?.cursor ?? -1));
    await rig.server.say(message(1), message(2));
    await rig.server.say(message(2));
    await rig.server.say(message(1));
    expect(rig.shown()).toEqual(['1:m1', '2:m2']);
    expect(cursors.filter((cursor) => cursor === 2).length).toBeGreaterThan(0);
    expect(cursors).not.toContain(1);
  });

  test('[TL2, SY117] listeners hear at most one change per incoming message, whatever it holds', async () => {
    const rig = createChatRig();
    await rig.online();
    let changes = 0;
    rig.chat.onChange(() => (changes += 1));
    await rig.server.say(...range(1, 20).map((seq) => message(seq, { user: 'me' })));
    expect(changes).toBe(1);
  });

  test('[TL3, FM61] a listener that throws or calls back does not lose or repeat messages', async () => {
    const rig = createChatRig();
    await rig.online();
    rig.chat.onChange(() => {
      throw new Error('page is broken');
    });
    rig.chat.onChange(() => rig.chat.markRead(LOBBY));
    await rig.server.say(message(1));
    await rig.server.say(message(2));
    expect(rig.shown()).toEqual(['1:m1', '2:m2']);
    expect(rig.server.of('read').map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test('[TL4, FM26] one that comes too early is held, and shown when the missing one arrives', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1), message(3));
    expect(rig.shown()).toEqual(['1:m1']);
    await rig.server.say(message(2));
    expect(rig.shown()).toEqual(['1:m1', '2:m2', '3:m3']);
    await rig.clock.advance(5_000);
    expect(rig.server.of('pull')).toEqual([]);
  });

  test('[TL5, FM28] a hole is pulled after half a second', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1), message(4));
    expect(rig.chat.connection).toMatchObject({ catchingUp: 3 });
    await rig.clock.advance(500);
    const pull = rig.server.last('pull');
    expect(pull).toMatchObject({ room: 'lobby', epoch: 'e1', after: 1 });
    await rig.server.say(page(pull.id, [2, 3, 4]));
    expect(rig.shown()).toEqual(['1:m1', '2:m2', '3:m3', '4:m4']);
    expect(rig.chat.connection).toMatchObject({ catchingUp: 0 });
  });

  test('[TL6, FM29] {D5} a lost last message is found by the heads of a ping', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say({ type: 'ping', heads: [{ room: 'lobby', epoch: 'e1', seq: 2 }] });
    await rig.clock.advance(500);
    await rig.server.say(page(rig.server.last('pull').id, [1, 2]));
    expect(rig.shown()).toEqual(['1:m1', '2:m2']);
  });

  test('[TL7, FM28] what cannot be pulled in three tries becomes a gap that people can load', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1), message(3));
    for (let i = 0; i < 3; i += 1) {
      while (rig.server.of('pull').length === i) await rig.clock.advance(500);
      await rig.server.say({
        type: 'error',
        id: rig.server.last('pull').id,
        code: 'storage',
        reason: 'x',
        fatal: false,
      });
    }
    expect(rig.shown()).toEqual(['1:m1', 'gap 2-2', '3:m3']);
    const gap = rig.chat.state.timelines['lobby']?.items[1];
    const filled = rig.chat.fillGap(LOBBY, gap?.key ?? '');
    await rig.server.say(page(rig.server.last('history').id, [1, 2], { more: false }));
    await filled;
    expect(rig.shown()).toEqual(['1:m1', '2:m2', '3:m3']);
  });

  test('[TL8] of a room nobody is in, or of another epoch, nothing is shown', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1, { room: 'elsewhere' }), message(1, { epoch: 'e9' }));
    expect(rig.shown()).toEqual([]);
    expect(rig.chat.state.timelines['elsewhere']).toBeUndefined();
  });
});

describe('resume', () => {
  test('[TL9, SY25] hello names the cursor of each room, and what was missed follows without a gap', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1), message(2));
    await rig.reconnect();
    expect(rig.server.last('hello').rooms).toEqual([{ room: 'lobby', epoch: 'e1', seq: 2 }]);
    await rig.server.welcome([roomState({ head: 4, from: 3 })]);
    expect(rig.chat.connection).toMatchObject({ state: 'online', catchingUp: 2 });
    await rig.server.say(message(3), message(4));
    expect(rig.shown()).toEqual(['1:m1', '2:m2', '3:m3', '4:m4']);
    expect(rig.chat.connection).toMatchObject({ catchingUp: 0 });
  });

  test('[TL10] a run that the server cannot replay whole leaves a gap, and pages fill it from its newest end', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1), message(2));
    await rig.reconnect();
    const gap = { from: 3, to: 62, code: 'trimmed' };
    await rig.server.welcome([roomState({ head: 63, from: 63, gap })]);
    await rig.server.say(message(63));
    expect(rig.shown()).toEqual(['1:m1', '2:m2', 'gap 3-62', '63:m63']);
    const key = rig.chat.state.timelines['lobby']?.items[2]?.key ?? '';
    const first = rig.chat.fillGap(LOBBY, key);
    expect(rig.server.last('history')).toMatchObject({ before: 63 });
    await rig.server.say(page(rig.server.last('history').id, range(33, 62), { more: true }));
    await first;
    expect(rig.shown().slice(0, 4)).toEqual(['1:m1', '2:m2', 'gap 3-32', '33:m33']);
    const second = rig.chat.fillGap(LOBBY, key);
    await rig.server.say(page(rig.server.last('history').id, range(1, 32)));
    await second;
    expect(rig.shown()).toEqual(range(1, 63).map((seq) => `${seq}:m${seq}`));
  });

  test('[TL11] a resumed run that stops half way is pulled', async () => {
    const rig = createChatRig();
    await rig.online([roomState({ head: 3, from: 1 })]);
    await rig.server.say(message(1));
    await rig.clock.advance(5_000);
    await rig.server.say(page(rig.server.last('pull').id, [2, 3]));
    expect(rig.shown()).toEqual(['1:m1', '2:m2', '3:m3']);
  });

  test('[TL12] {D5} another epoch keeps what was seen behind a divider, and messages published again are not shown twice', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1), message(2), message(3));
    await rig.reconnect();
    const gap = { from: 1, to: 2, code: 'epoch' };
    await rig.server.welcome([roomState({ epoch: 'e2', head: 2, from: 1, gap })]);
    const again = message(1, { epoch: 'e2', clientId: 'ann-1-3', body: { kind: 'text', text: 'm3' } });
    await rig.server.say(again, message(2, { epoch: 'e2', clientId: 'ann-2-1' }));
    expect(rig.shown()).toEqual(['1:m1', '2:m2', '3:m3', 'lost 4-4', '2:m2']);
    expect(rig.chat.state.timelines['lobby']).toMatchObject({ epoch: 'e2', cursor: 2 });
    expect(rig.chat.state.rooms.byId['lobby']?.last?.clientId).toBe('ann-2-1');
  });

  test('[TL13] reset on a live connection starts the new epoch, and live messages go on', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1));
    await rig.server.say({ type: 'reset', room: 'lobby', epoch: 'e2', head: 0 });
    await rig.server.say(
      message(1, { epoch: 'e2', clientId: 'ann-2-1', body: { kind: 'text', text: 'new' } }),
    );
    expect(rig.shown()).toEqual(['1:m1', 'lost 2-2', '1:new']);
  });

  test('[TL14] heads of an epoch nobody told lead to a new handshake', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say({ type: 'ping', heads: [{ room: 'lobby', epoch: 'e7', seq: 2 }] });
    await rig.clock.advance(0);
    expect(rig.transport.connections).toHaveLength(2);
  });
});

describe('history', () => {
  const older = (rig: ChatRig): string | undefined => rig.chat.state.timelines['lobby']?.older.state;

  test('[TL15] pages go upwards from the oldest known message to the first one', async () => {
    const rig = createChatRig();
    await rig.online([at(40)]);
    expect(rig.shown()).toEqual(['40:m40']);
    const first = rig.chat.loadOlder(LOBBY);
    expect(older(rig)).toBe('loading');
    expect(rig.server.last('history')).toMatchObject({ before: 40, epoch: 'e1' });
    await rig.server.say(page(rig.server.last('history').id, range(10, 39), { more: true }));
    await first;
    expect(older(rig)).toBe('idle');
    const second = rig.chat.loadOlder(LOBBY);
    await rig.server.say(page(rig.server.last('history').id, range(1, 9)));
    await second;
    expect(rig.shown()).toEqual(range(1, 40).map((seq) => `${seq}:m${seq}`));
    expect(older(rig)).toBe('complete');
    await rig.chat.loadOlder(LOBBY);
    expect(rig.server.of('history')).toHaveLength(2);
  });

  test('[TL16] asked twice at once it is one request', async () => {
    const rig = createChatRig();
    await rig.online([at(40)]);
    const both = [rig.chat.loadOlder(LOBBY), rig.chat.loadOlder(LOBBY)];
    expect(rig.server.of('history')).toHaveLength(1);
    await rig.server.say(page(rig.server.last('history').id, [39], { more: true }));
    await Promise.all(both);
  });

  test('[TL17] live messages during the load, and pages that overlap, double nothing', async () => {
    const rig = createChatRig();
    await rig.online([at(3)]);
    const load = rig.chat.loadOlder(LOBBY);
    await rig.server.say(message(4));
    await rig.server.say(page(rig.server.last('history').id, [1, 2, 3, 4, 5]));
    await load;
    await rig.server.say(message(5));
    expect(rig.shown()).toEqual(['1:m1', '2:m2', '3:m3', '4:m4', '5:m5']);
  });

  test('[TL18, SY110] a failure is told and can be repeated; it never looks like the end', async () => {
    const rig = createChatRig();
    await rig.online([at(40)]);
    const failing = errorOf(rig.chat.loadOlder(LOBBY));
    await rig.clock.advance(10_000);
    expect((await failing).kind).toBe('timeout');
    expect(rig.chat.state.timelines['lobby']?.older).toEqual({ state: 'failed', reason: 'timeout' });
    await rig.clock.advance(5_000);
    expect((await errorOf(rig.chat.loadOlder(LOBBY))).kind).toBe('offline');
    expect(older(rig)).toBe('failed');
  });

  test('[TL19] a connection that breaks ends the request with offline', async () => {
    const rig = createChatRig();
    await rig.online([at(40)]);
    const failing = errorOf(rig.chat.loadOlder(LOBBY));
    rig.server.connection.close();
    expect((await failing).kind).toBe('offline');
  });

  test('[TL20] {P10} a memory warning forgets old messages, which can be loaded again', async () => {
    const rig = createChatRig();
    await rig.online([roomState({ head: 150, from: 1 })]);
    for (const start of [1, 31, 61, 91, 121]) {
      await rig.server.say(...range(start, start + 29).map((seq) => message(seq)));
    }
    expect(older(rig)).toBe('complete');
    await rig.host({ kind: 'memory_warning', level: 10 });
    expect(rig.shown()).toHaveLength(100);
    expect(older(rig)).toBe('idle');
    void rig.chat.loadOlder(LOBBY);
    expect(rig.server.last('history')).toMatchObject({ before: 51 });
  });
});
