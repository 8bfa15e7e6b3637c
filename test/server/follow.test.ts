/** Members who are looked at: what the server tells of them by itself, over real sockets. */
import type { DownFrameOf } from '../../miniprogram/core/protocol/down';
import { act, ask, createRoom, join, settle } from '../support/room-steps';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
let ann: TestPhone;
let bob: TestPhone & { welcome: DownFrameOf<'welcome'> };
let room: string;
let bobId: string;

beforeEach(async () => {
  server = await startTestServer({ limits: { presenceIntervalMs: 20 } });
  ann = await connectPhone(server, 'Ann');
  bob = await connectPhone(server, 'Bob');
  bobId = bob.welcome.self.user;
  ({ room } = await createRoom(ann, 'Tea', 'public'));
  await join(bob, room);
});
afterEach(() => server.close());

async function look(phone: TestPhone, more: object = {}): Promise<DownFrameOf<'members'>> {
  const page = await ask(phone, { type: 'members', room, skip: 0, ...more });
  if (page.type !== 'members') throw new Error(JSON.stringify(page));
  return page;
}
const news = (phone: TestPhone, match: (frame: DownFrameOf<'member_news'>) => boolean) =>
  phone.next('member_news', (frame) => frame.room === room && match(frame));

test('[SV564] {K25} whoever looks is told who goes, comes back, has another role or silence, is new, and is gone', async () => {
  expect(await look(ann, { follow: true })).toMatchObject({ following: true });
  await bob.close();
  await news(ann, ({ offline }) => offline?.includes(bob.welcome.self.user) ?? false);
  bob = await connectPhone(server, 'Bob');
  await news(ann, ({ online }) => online?.includes(bobId as never) ?? false);
  expect(await act(ann, room, { kind: 'role', user: bobId, role: 'admin' })).toBe('done');
  const { members } = await news(ann, (frame) => frame.members !== undefined);
  expect(members).toMatchObject([{ user: bobId, name: 'Bob', role: 'admin', online: true }]);
  await act(ann, room, { kind: 'mute', user: bobId, forMs: 60_000 });
  await news(ann, (frame) => (frame.members?.[0]?.mutedUntil ?? 0) > 0);
  const cid = await connectPhone(server, 'Cid');
  await join(cid, room);
  await news(ann, (frame) => frame.members?.[0]?.name === 'Cid');
  await act(ann, room, { kind: 'remove', user: bobId });
  await news(ann, ({ gone }) => gone?.includes(bobId as never) ?? false);
  expect(await ask(cid, { type: 'leave', room })).toMatchObject({ type: 'left' });
  await news(ann, ({ gone }) => gone?.includes(cid.welcome.self.user) ?? false);
});

test('[SV564, PR67] {K25} nobody is told who did not ask for it, looks no more, or is no member any more', async () => {
  const cid = await connectPhone(server, 'Cid');
  await join(cid, room);
  expect(await look(cid)).not.toHaveProperty('following');
  await look(ann, { follow: true });
  expect((await look(ann, { users: [], follow: false })).members).toEqual([]);
  await look(bob, { follow: true });
  await act(ann, room, { kind: 'remove', user: bobId });
  await bob.next('left');
  const dan = await connectPhone(server, 'Dan');
  await join(dan, room);
  await look(dan, { follow: true });
  await cid.close();
  await news(dan, ({ offline }) => offline?.includes(cid.welcome.self.user) ?? false);
  await settle(ann);
  await settle(bob);
  for (const phone of [ann, bob, cid])
    expect(phone.frames.some(({ type }) => type === 'member_news')).toBe(false);
});

test('[PR68] {K25} some are asked about by name, as far as they are members', async () => {
  const cid = await connectPhone(server, 'Cid');
  const { user } = cid.welcome.self;
  const page = await look(ann, { users: [user, bobId, 'nobody'], follow: true, skip: 700 });
  expect(page.members.map(({ name }) => name)).toEqual(['Bob']);
  expect(page.more).toBe(false);
  await bob.close();
  await news(ann, ({ offline }) => offline?.includes(bob.welcome.self.user) ?? false);
});
