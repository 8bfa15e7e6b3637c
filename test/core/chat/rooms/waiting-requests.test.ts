import { CONNECTION_WAIT_MS } from '../../../../miniprogram/core/chat/rooms/waiting-requests';
import { createChatRig, errorOf, LOBBY, message, roomState, type ChatRig } from '../../../support/chat-rig';

const noNetwork = { kind: 'network', connected: false, type: 'none' } as const;
const MINE = 'me/me-1-1';

async function answerCreation(rig: ChatRig): Promise<void> {
  const { id } = rig.server.last('create');
  await rig.server.say({ type: 'joined', id, room: roomState({ room: 'k3f9', name: 'Tea' }) });
}

describe('what a person asks before there is a connection', () => {
  test('[RM42] waits for the first one, and goes out once, after the welcome', async () => {
    const rig = createChatRig();
    rig.chat.start();
    const creating = rig.chat.createRoom('Tea');
    await rig.server.accept();
    expect(rig.server.of('create')).toEqual([]);
    await rig.server.welcome();
    expect(rig.server.of('create')).toHaveLength(1);
    await answerCreation(rig);
    expect(await creating).toBe('k3f9');
    await rig.reconnect();
    await rig.server.welcome();
    expect(rig.server.of('create')).toEqual([]);
  });

  test('[RM42] ends the pause between two attempts', async () => {
    const rig = createChatRig();
    await rig.online();
    rig.server.connection.close(1006, 'cut');
    expect(rig.chat.connection).toMatchObject({ state: 'reconnecting', offline: false });
    const creating = rig.chat.createRoom('Tea');
    expect(rig.transport.connections).toHaveLength(2);
    await rig.server.accept();
    await rig.server.welcome();
    await answerCreation(rig);
    expect(await creating).toBe('k3f9');
  });

  test('[RM42] what pages read by themselves waits through that pause: all phones would end it at once', async () => {
    const rig = createChatRig();
    await rig.online([roomState({ head: 1, from: 2 })]);
    await rig.server.say({
      type: 'flags',
      room: 'lobby',
      flags: { pinned: false, muted: false, markedUnread: true },
    });
    rig.server.connection.close(1006, 'cut');
    const reading = rig.chat.rooms.members(LOBBY, 0);
    rig.chat.markRead(LOBBY);
    expect(rig.transport.connections).toHaveLength(1);
    while (rig.transport.connections.length === 1) await rig.clock.advance(100);
    await rig.server.accept();
    await rig.server.welcome([roomState({ head: 1, from: 2 })]);
    await rig.server.say({
      type: 'members',
      id: rig.server.last('members').id,
      room: 'lobby',
      members: [],
      more: false,
    });
    expect(await reading).toEqual({ members: [], more: false });
  });

  test('[RM42] is refused when there is none in ten seconds, and is not sent later', async () => {
    const rig = createChatRig();
    rig.chat.start();
    const joining = errorOf(rig.chat.joinRoom('abc9'));
    await rig.clock.advance(CONNECTION_WAIT_MS - 1);
    let isSettled = false;
    void joining.then(() => (isSettled = true));
    await rig.clock.advance(0);
    expect(isSettled).toBe(false);
    await rig.clock.advance(1);
    expect((await joining).kind).toBe('offline');
    await rig.server.accept();
    await rig.server.welcome();
    expect(rig.server.of('join')).toEqual([]);
  });

  test('[RM42] is refused at once without a network, when the network goes, and when nobody connects', async () => {
    const rig = createChatRig();
    expect((await errorOf(rig.chat.createRoom('Tea'))).kind).toBe('offline');
    await rig.online();
    const start = rig.clock.now();
    rig.server.connection.close(1006, 'cut');
    const caught = errorOf(rig.chat.rooms.members(LOBBY, 0));
    rig.server.connection.close(1006, 'cut');
    await rig.host(noNetwork);
    expect((await caught).kind).toBe('offline');
    expect((await errorOf(rig.chat.leaveRoom(LOBBY))).kind).toBe('offline');
    expect(rig.clock.now()).toBe(start);
  });

  test('[RM42] is refused when the chat ends or moves to another server', async () => {
    for (const end of [
      (rig: ChatRig) => rig.chat.close(),
      (rig: ChatRig) => rig.chat.switchServer('ws://other.test/ws', null),
    ]) {
      const rig = createChatRig();
      rig.chat.start();
      const creating = errorOf(rig.chat.createRoom('Tea'));
      end(rig);
      expect((await creating).kind).toBe('offline');
    }
  });

  test('[RM42] what the phone can answer itself is refused at once', async () => {
    const rig = createChatRig();
    rig.chat.start();
    expect((await errorOf(rig.chat.rooms.search(LOBBY, 'm', 0))).kind).toBe('offline');
  });

  test('[RM42, MK22] {C6} a recall waits too, and is one however often it is asked for', async () => {
    const rig = createChatRig();
    await rig.online([roomState({ head: 1, from: 2 })]);
    await rig.server.say(message(2, { user: 'me', clientId: 'me-1-1' }));
    rig.server.connection.close(1006, 'cut');
    const both = [rig.chat.recall(LOBBY, MINE), rig.chat.recall(LOBBY, MINE)];
    await rig.server.accept();
    await rig.server.welcome([roomState({ head: 2, from: 3 })]);
    const recalls = rig.server.of('publish');
    expect(recalls.map(({ body }) => body.kind)).toEqual(['recall']);
    if (recalls[0]) await rig.server.ack(recalls[0], 3);
    await Promise.all(both);
  });
});
