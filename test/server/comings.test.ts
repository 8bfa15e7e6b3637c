/** What a device that knows nothing yet is told of a room into which many came: what was said last, and when one came oneself. */
import type { RoomState } from '../../miniprogram/core/protocol/fields';
import { createManualClock } from '../support/manual-clock';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

const clock = createManualClock();
let server: TestServer;
let ann: TestPhone;
let room: string;

beforeEach(async () => {
  server = await startTestServer({ clock });
  ann = await connectPhone(server, 'Ann');
  ann.send({ type: 'create', id: 'c', name: 'Club' });
  ({ room } = (await ann.next('joined')).room);
});
afterEach(() => server.close());

const noticed = (event: string) =>
  ann.next('msg', ({ body }) => body.kind === 'notice' && body.event === event);

async function come(name: string): Promise<{ readonly phone: TestPhone; readonly state: RoomState }> {
  const phone = await connectPhone(server, name);
  phone.send({ type: 'join', id: 'j', room });
  const { room: state } = await phone.next('joined');
  await noticed('joined');
  return { phone, state };
}

/** As another device sees the room. */
async function told(name = 'Ann'): Promise<RoomState | undefined> {
  const phone = await connectPhone(server, name, { device: 'another' });
  const found = phone.welcome.rooms.find((each) => each.room === room);
  await phone.close();
  return found;
}

test('[SV433] {K8} the newest message of a room is what was said, whoever came, went or was removed since', async () => {
  const { phone: bob } = await come('Bob');
  expect((await told())?.last?.body).toEqual({ kind: 'notice', event: 'created' });
  bob.publish(room, 'hello');
  await ann.next('msg', ({ body }) => body.kind === 'text');
  const { phone: eve } = await come('Eve');
  await come('Cat');
  eve.send({ type: 'leave', id: 'l', room });
  await noticed('left');
  const { user } = await server.login('Cat');
  ann.send({ type: 'room_action', id: 'r', room, action: { kind: 'remove', user } });
  await noticed('removed');
  const state = await told();
  expect(state?.last?.body).toEqual({ kind: 'text', text: 'hello' });
  expect(state?.head).toBe((state?.last?.seq ?? 0) + 4);
  await server.restart();
  expect((await told())?.last?.body).toEqual({ kind: 'text', text: 'hello' });
});

test('[SV434] {K8} each member is told when they came, at once and by every welcome', async () => {
  const made = (await told())?.joined ?? 0;
  await clock.advance(5_000);
  const { state } = await come('Bob');
  expect(state.joined).toBe(made + 5_000);
  await clock.advance(5_000);
  expect([(await told('Bob'))?.joined, (await told())?.joined]).toEqual([made + 5_000, made]);
});
