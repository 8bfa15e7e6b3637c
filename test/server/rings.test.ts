/** What the server counts for a person has nothing of those whom they block: at a welcome, and as soon as they do. */
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
let ann: TestPhone;
let room: string;
let eve: TestPhone;
let eveId: string;

const said = (phone: TestPhone, text: string) =>
  phone.next('msg', ({ body }) => body.kind === 'text' && body.text === text);

async function join(name: string): Promise<TestPhone> {
  const phone = await connectPhone(server, name);
  phone.send({ type: 'join', id: 'j', room });
  await phone.next('joined');
  return phone;
}

async function block(phone: TestPhone, on: boolean): Promise<void> {
  phone.send({ type: 'block', id: `b${on}`, user: eveId, on });
  await phone.next('blocked');
}

/** As a device that knows nothing yet sees the room. */
async function newDevice() {
  const phone = await connectPhone(server, 'Ann', { device: 'another' });
  const told = phone.welcome.rooms.find((each) => each.room === room);
  const { unread, mentioned = 0, last } = told ?? {};
  await phone.close();
  return { unread, mentioned, last: last?.body.kind === 'text' ? last.body.text : last?.body.kind };
}

async function say(phone: TestPhone, text: string, mentions?: object): Promise<void> {
  phone.publish(room, text, { body: { kind: 'text', text, ...(mentions ? { mentions } : {}) } });
  await said(ann, text);
}

beforeEach(async () => {
  server = await startTestServer();
  ann = await connectPhone(server, 'Ann');
  ann.send({ type: 'create', id: 'c', name: 'Club' });
  ({ room } = (await ann.next('joined')).room);
  eve = await join('Eve');
  eveId = (await server.login('Eve')).user;
});
afterEach(() => server.close());

const callAnn = async () => ({ users: [(await server.login('Ann')).user] });

test('[SV430] {K6} unread, the first call and the newest message of a welcome are without blocked people', async () => {
  const bob = await join('Bob');
  await say(bob, 'hello');
  for (const text of ['one', 'two', 'three']) await say(eve, text, await callAnn());
  expect(await newDevice()).toEqual({ unread: 4, mentioned: expect.any(Number), last: 'three' });
  await block(ann, true);
  expect(await newDevice()).toEqual({ unread: 1, mentioned: 0, last: 'hello' });
  await say(bob, 'for you', await callAnn());
  await say(eve, 'four', await callAnn());
  expect(await newDevice()).toMatchObject({ unread: 2, last: 'for you' });
  await block(ann, false);
  expect(await newDevice()).toMatchObject({ unread: 6, last: 'four' });
});

test('[SV430] {K6} a room in which nobody else spoke has no newest message', async () => {
  await say(eve, 'one');
  await block(ann, true);
  expect((await newDevice()).last).toBeUndefined();
});

test('[SV431] {K6} every device is told anew what is new in rooms where that changes, at once', async () => {
  const other = await connectPhone(server, 'Ann', { device: 'tablet' });
  const bob = await join('Bob');
  await say(bob, 'hello');
  await say(eve, 'hey', await callAnn());
  await block(ann, true);
  for (const phone of [ann, other]) {
    const { mentioned, last, ...told } = await phone.next('recount');
    expect(told).toMatchObject({ room, unread: 1, read: expect.any(Number) });
    expect(mentioned).toBeUndefined();
    expect(last?.body).toEqual({ kind: 'text', text: 'hello' });
  }
  await block(other, false);
  const { unread, mentioned, head, last } = await ann.next('recount');
  expect({ unread, mentioned, seq: last?.seq }).toEqual({ unread: 2, mentioned: head, seq: head });
});

test('[SV431] {K6} nobody else is told, and nothing is told of rooms where nothing changes', async () => {
  ann.send({ type: 'create', id: 'c2', name: 'Empty' });
  const { room: empty, head } = (await ann.next('joined')).room;
  await ann.next('msg', (message) => message.room === empty);
  ann.send({ type: 'read', room: empty, seq: head + 1 });
  await ann.next('marker', (marker) => marker.room === empty);
  await say(eve, 'hey');
  await block(ann, true);
  await ann.next('recount', (told) => told.room === room);
  ann.send({ type: 'ping', id: 'p' });
  await ann.next('pong');
  expect(ann.frames.filter((frame) => frame.type === 'recount').map((frame) => frame.room)).toEqual([room]);
  eve.send({ type: 'ping', id: 'p' });
  await eve.next('pong');
  expect(eve.frames.some((frame) => frame.type === 'recount' || frame.type === 'blocked')).toBe(false);
});
