/** Everybody who comes into a room is answered, whoever else asks at the same time and over however many connections. */
import { act, ask, createRoom, join, outcome, settle } from '../support/room-steps';
import { connectPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ limits: { publishBurst: 500, frameBurst: 2_000 } });
});
afterEach(() => server.close());

test('[SV370] {S9} who comes, comes back and makes rooms over two phones at once is answered by all of them', async () => {
  const ann = await connectPhone(server, 'Ann');
  const { room, epoch } = await createRoom(ann, 'Club');
  for (let i = 0; i < 8; i += 1) ann.publish(room, `word ${i}`);
  await settle(ann);

  const bob = await connectPhone(server, 'Bob');
  const pad = await connectPhone(server, 'Bob', { device: 'bobs-pad' });
  const since = { epoch, seq: 1 };
  const answers = await Promise.all([
    join(bob, room),
    join(pad, room, { since }),
    join(bob, room, { since }),
    outcome(pad, { type: 'create', name: 'Attic' }),
    join(pad, room, { since }),
  ]);
  expect(answers).toEqual(Array(answers.length).fill('joined'));
  await settle(bob);
  const seen = bob.frames.filter((each) => each.type === 'msg' && each.user === ann.welcome.self.user);
  expect(seen.length).toBeGreaterThanOrEqual(8);
});

test('[SV370] {S9} who asks again while they are let in, and who lets them in, wait for each other never', async () => {
  const ann = await connectPhone(server, 'Ann');
  const { room } = await createRoom(ann, 'Club', 'invite');
  expect(await act(ann, room, { kind: 'entry', entry: 'approval' })).toBe('done');
  for (const name of ['Bob', 'Cid', 'Dan']) {
    const phone = await connectPhone(server, name);
    const user = phone.welcome.self.user;
    expect(await join(phone, room, { knock: true })).toBe('knocked');
    const again = [join(phone, room, { knock: true }), join(phone, room, { knock: true })];
    expect(await act(ann, room, { kind: 'admit', user })).toBe('done');
    for (const answer of await Promise.all(again)) expect(['knocked', 'joined']).toContain(answer);
    await phone.next('joined');
    expect((await ask(phone, { type: 'flags', room, pinned: true })).type).toBe('flags');
  }
});
