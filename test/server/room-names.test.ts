/**
 * What the rooms are called that every server starts with: a name in each language until somebody gives them another one.
 */
import { once } from 'node:events';
import type { DownFrame } from '../../miniprogram/core/protocol/down';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

const LOBBY = { zh: '大厅', en: 'Lobby' };
let server: TestServer;
let asked = 0;

beforeEach(async () => {
  server = await startTestServer();
  await server.login('Ann');
  await server.restart({ roomsOwner: 'Ann' });
});
afterEach(() => server.close());

async function ask(phone: TestPhone, frame: { readonly type: string }): Promise<DownFrame> {
  const id = `q-${(asked += 1)}`;
  phone.send({ ...frame, id });
  for (;;) {
    const answer = phone.frames.find((each) => 'id' in each && each.id === id);
    if (answer) return answer;
    await once(phone.socket, 'message');
  }
}

const rename = (phone: TestPhone, name: string): Promise<DownFrame> =>
  ask(phone, { type: 'room_action', room: 'lobby', action: { kind: 'rename', name } } as { type: string });

async function found(phone: TestPhone, query: string): Promise<readonly object[]> {
  const answer = await ask(phone, { type: 'directory', query, skip: 0 } as { type: string });
  return answer.type === 'directory' ? answer.rooms : [];
}

test('[SV507] the seeded rooms are told with a name in each language, and found by both', async () => {
  const ann = await connectPhone(server, 'Ann');
  const told = new Map(ann.welcome.rooms.map(({ room, name, names }) => [String(room), { name, names }]));
  expect(Object.fromEntries(told)).toEqual({
    lobby: { name: '大厅', names: LOBBY },
    tea: { name: '茶水间', names: { zh: '茶水间', en: 'Tea room' } },
    help: { name: '新手帮助', names: { zh: '新手帮助', en: 'First steps' } },
  });
  for (const query of ['LOBBY', '大厅', 'obb']) {
    expect(await found(ann, query)).toEqual([
      expect.objectContaining({ room: 'lobby', name: '大厅', names: LOBBY }),
    ]);
  }
});

test('[SV507] a rename takes both names away for everybody, and the seeded name brings them back', async () => {
  const [ann, bob] = [await connectPhone(server, 'Ann'), await connectPhone(server, 'Bob')];
  expect(await rename(ann, 'Hall')).toMatchObject({ type: 'done' });
  const told = await bob.next('room', ({ name }) => name === 'Hall');
  expect(told.names).toBeUndefined();
  expect(await found(bob, 'obb')).toEqual([]);
  const later = await connectPhone(server, 'Cleo');
  const state = later.welcome.rooms.find(({ room }) => room === 'lobby');
  expect([state?.name, state?.names]).toEqual(['Hall', undefined]);
  expect(await rename(ann, '大厅')).toMatchObject({ type: 'done' });
  expect((await bob.next('room', ({ name }) => name === '大厅')).names).toEqual(LOBBY);
});

test.each(['Lobby', 'tea  ROOM', 'First steps', '大厅'])(
  '[SV507] nobody calls another room "%s"',
  async (name) => {
    const bob = await connectPhone(server, 'Bob');
    const refused = { type: 'error', code: 'name_taken' };
    expect(await ask(bob, { type: 'create', name, access: 'public' } as { type: string })).toMatchObject(
      refused,
    );
  },
);
