/** A server that is too busy for a question and says when to ask again. */
import { REQUEST_TIMEOUT_MS } from '../../../../miniprogram/core/chat/rooms/requests';
import { createChatRig, errorOf, roomState, type ChatRig } from '../../../support/chat-rig';

async function refuse(rig: ChatRig, code: string, more: object = {}): Promise<void> {
  const { id } = rig.server.last('create');
  await rig.server.say({ type: 'error', id, code, reason: 'not now', fatal: false, ...more });
}
async function ask(): Promise<{ rig: ChatRig; creating: Promise<string> }> {
  const rig = createChatRig();
  await rig.online();
  return { rig, creating: rig.chat.createRoom('Tea') };
}
const asked = (rig: ChatRig): number => rig.server.of('create').length;

test('[SS130] {H10} a question that was refused for now is asked again as late as the server wants', async () => {
  const { rig, creating } = await ask();
  await refuse(rig, 'rate', { afterMs: 1_500 });
  await rig.clock.advance(1_499);
  expect(asked(rig)).toBe(1);
  await rig.clock.advance(1);
  expect(asked(rig)).toBe(2);
  const { id } = rig.server.last('create');
  await rig.server.say({ type: 'joined', id, room: roomState({ room: 'k3f9', name: 'Tea' }) });
  expect(await creating).toBe('k3f9');
});

test.each([
  ['for longer than anybody waits', 'rate', { afterMs: 5_001 }],
  ['for good', 'name_taken', { afterMs: 100 }],
  ['without a time', 'storage', {}],
])('[SS130] {H10} one that was refused %s fails at once', async (_how, code, more) => {
  const { rig, creating } = await ask();
  const failing = errorOf(creating);
  await refuse(rig, code, more);
  expect(await failing).toMatchObject({ kind: code });
  await rig.clock.advance(REQUEST_TIMEOUT_MS);
  expect(asked(rig)).toBe(1);
});

test('[SS130] {H10} it ends: no question is asked again after the time of an answer', async () => {
  const { rig, creating } = await ask();
  const failing = errorOf(creating);
  for (let i = 0; i < 6; i += 1) {
    await refuse(rig, 'overload', { afterMs: 3_000 });
    await rig.clock.advance(3_000);
  }
  expect(await failing).toMatchObject({ kind: 'overload' });
  expect(asked(rig)).toBe(4);
});

test.each([-600_000, 600_000])(
  '[UI372] {K9} a clock that is set by %d ms meanwhile makes nobody give up',
  async (off) => {
    const { rig, creating } = await ask();
    rig.clock.jump(off);
    await refuse(rig, 'rate', { afterMs: 1_500 });
    await rig.clock.advance(1_500);
    expect(asked(rig)).toBe(2);
    const { id } = rig.server.last('create');
    await rig.server.say({ type: 'joined', id, room: roomState({ room: 'k3f9', name: 'Tea' }) });
    expect(await creating).toBe('k3f9');
  },
);

test('[SS130] {H10} a connection that is lost meanwhile ends it, and a server that asks for no pause is given a short one', async () => {
  const { rig, creating } = await ask();
  const failing = errorOf(creating);
  await refuse(rig, 'overload', { afterMs: 0 });
  expect(asked(rig)).toBe(1);
  await rig.clock.advance(200);
  expect(asked(rig)).toBe(2);
  await refuse(rig, 'overload', { afterMs: 1_000 });
  rig.server.connection.close(1006, 'cut');
  expect(await failing).toMatchObject({ kind: 'offline' });
  await rig.reconnect().catch(() => undefined);
  expect(rig.server.frames.filter(({ type }) => type === 'create')).toEqual([]);
});
