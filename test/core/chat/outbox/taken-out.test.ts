import {
  bodyText,
  createChatRig,
  createMemoryKeyValues,
  LOBBY,
  ME,
  message,
  roomState,
  type ChatRig,
} from '../../../support/chat-rig';

const outKeys = (rig: ChatRig): string[] =>
  [...rig.storage.values.keys()].filter((key) => key.startsWith('mc1:out:'));
const published = (rig: ChatRig): string[] =>
  rig.server.of('publish').map(({ body }) => bodyText(body) || body.kind);

/** "hello" was sent, and the connection broke before its ack. */
async function sentWithoutAck(): Promise<{
  rig: ChatRig;
  clientId: ReturnType<ChatRig['chat']['sendText']>;
}> {
  const rig = createChatRig();
  await rig.online();
  const clientId = rig.chat.sendText(LOBBY, 'hello');
  rig.server.connection.close(1006, 'cut');
  return { rig, clientId };
}
async function comeBack(rig: ChatRig): Promise<void> {
  while (rig.transport.connections.length === 1) await rig.clock.advance(100);
  await rig.server.accept();
}

describe('a message that may have arrived is taken out', () => {
  test('[OB65] {H6} it gives its text back and is recalled when the connection is back, not sent', async () => {
    const { rig, clientId } = await sentWithoutAck();
    expect(rig.chat.state.unsure).toEqual({ [`me/${clientId}`]: true });
    expect(rig.chat.discard(LOBBY, clientId)).toBe('hello');
    expect(rig.chat.state.unsure).toEqual({});
    await comeBack(rig);
    await rig.server.welcome([roomState({ head: 1, from: 1 })]);
    await rig.server.say(message(1, { user: 'me', clientId, body: { kind: 'text', text: 'hello' } }));
    expect(published(rig)).toEqual(['recall']);
    const recall = rig.server.last('publish');
    expect(recall.body).toMatchObject({ of: { user: 'me', clientId } });
    await rig.server.ack(recall, 2);
    await rig.server.say(message(2, { user: 'me', clientId: recall.clientId, body: recall.body }));
    expect(rig.shown()).toEqual(['1:recalled', '2:recall']);
    expect([outKeys(rig), rig.chat.state.unrecalled]).toEqual([[], {}]);
  });

  test('[OB65] {H6} it had not arrived: nothing is left of it', async () => {
    const { rig, clientId } = await sentWithoutAck();
    rig.chat.discard(LOBBY, clientId);
    await comeBack(rig);
    await rig.server.welcome();
    const { id, room, clientId: recall } = rig.server.last('publish');
    await rig.server.say({ type: 'nack', id, room, clientId: recall, code: 'no_message', reason: 'none' });
    expect([rig.shown(), outKeys(rig), rig.chat.state.unrecalled]).toEqual([[], [], {}]);
  });

  test('[OB65] {H6} it cannot be recalled any more: that is told', async () => {
    const { rig, clientId } = await sentWithoutAck();
    rig.chat.discard(LOBBY, clientId);
    await comeBack(rig);
    await rig.server.welcome();
    const { id, room, clientId: recall } = rig.server.last('publish');
    await rig.server.say({ type: 'nack', id, room, clientId: recall, code: 'too_late', reason: 'late' });
    expect(rig.chat.state.unrecalled).toEqual({ [`me/${clientId}`]: 'too_late' });
  });

  test('[OB65] {H6} over a restart on either side of it', async () => {
    const { rig, clientId } = await sentWithoutAck();
    rig.chat.close();
    const next = createChatRig({ storage: rig.storage, self: ME, seed: 2 });
    expect(next.chat.state.unsure).toEqual({ [`me/${clientId}`]: true });
    next.chat.discard(LOBBY, clientId);
    next.chat.close();
    const last = createChatRig({ storage: rig.storage, self: ME, seed: 3 });
    await last.online();
    expect(published(last)).toEqual(['recall']);
  });

  test('[OB65] {H6} what was never sent is just gone, and so is what the server refused', async () => {
    const rig = createChatRig();
    await rig.online();
    const refused = rig.chat.sendText(LOBBY, 'refused');
    const { id, room } = rig.server.last('publish');
    await rig.server.say({ type: 'nack', id, room, clientId: refused, code: 'refused', reason: 'no' });
    rig.server.connection.close(1006, 'cut');
    const never = rig.chat.sendText(LOBBY, 'never');
    for (const clientId of [refused, never]) rig.chat.discard(LOBBY, clientId);
    await comeBack(rig);
    await rig.server.welcome();
    expect(published(rig)).toEqual([]);
  });

  test('[OB66] {H6} a reaction that may have arrived is undone by its opposite', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1));
    rig.chat.react(LOBBY, 'ann/ann-1-1', '👍', true);
    rig.server.connection.close(1006, 'cut');
    rig.chat.react(LOBBY, 'ann/ann-1-1', '👍', false);
    await comeBack(rig);
    await rig.server.welcome([roomState({ head: 1, from: 2 })]);
    expect(rig.server.of('publish').map(({ body }) => body.kind === 'reaction' && body.on)).toEqual([
      true,
      false,
    ]);
  });
});

describe('the phone refuses to remove a message', () => {
  const refuse = (rig: ChatRig): (() => void) => {
    const { remove } = rig.storage;
    rig.storage.remove = () => {
      throw new Error('remove fails');
    };
    return () => (rig.storage.remove = remove);
  };

  test('[OB67] {H6} it is marked as gone, and not sent at the next start', async () => {
    const rig = createChatRig({ self: ME });
    const clientId = rig.chat.sendText(LOBBY, 'taken back');
    refuse(rig);
    rig.chat.discard(LOBBY, clientId);
    const next = createChatRig({ storage: createMemoryKeyValues(rig.storage.values), self: ME, seed: 2 });
    await next.online();
    expect([published(next), next.shown(), outKeys(next)]).toEqual([[], [], []]);
  });

  test('[OB67] {H6} the removal is tried again while the app runs', async () => {
    const rig = createChatRig({ self: ME });
    const clientId = rig.chat.sendText(LOBBY, 'taken back');
    const allow = refuse(rig);
    rig.chat.discard(LOBBY, clientId);
    await rig.clock.advance(5_000);
    expect(outKeys(rig)).toHaveLength(1);
    allow();
    await rig.clock.advance(5_000);
    expect(outKeys(rig)).toEqual([]);
  });

  test('[OB67] {H6} its place is taken by a later message: that one stays', async () => {
    const rig = createChatRig({ self: ME });
    const clientId = rig.chat.sendText(LOBBY, 'taken back');
    const allow = refuse(rig);
    rig.chat.discard(LOBBY, clientId);
    rig.chat.close();
    allow();
    const next = createChatRig({ storage: rig.storage, self: ME, seed: 2 });
    next.chat.sendText(LOBBY, 'stays');
    await next.clock.advance(20_000);
    expect(createChatRig({ storage: rig.storage, self: ME, seed: 3 }).shown()).toEqual(['queued:stays']);
  });
});
