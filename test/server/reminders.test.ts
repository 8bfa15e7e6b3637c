/** What a reminder hook is told: the first message that somebody misses. */
import type { ReminderHook } from '../../server/reminders';
import { startFakeWeixin } from '../support/fake-weixin';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type Account, type TestServer } from '../support/test-server';

let server: TestServer;
let ann: Awaited<ReturnType<typeof connectPhone>>;
let told: string[];
let wake: () => void;
let broken = false;

const hook: ReminderHook = {
  notifyOffline(user, room, message) {
    const text = message.body.kind === 'text' ? message.body.text : message.body.kind;
    told.push(`${user} ${room} ${text}`);
    wake();
    if (broken) throw new Error('no network');
  },
};

const untilTold = (): Promise<void> => new Promise((resolve) => (wake = resolve));

beforeEach(async () => {
  told = [];
  broken = false;
  wake = () => undefined;
  server = await startTestServer({ reminders: hook });
  ann = await connectPhone(server, 'Ann');
});
afterEach(() => server.close());

async function makeClub(): Promise<{ room: string; bob: TestPhone; bobId: string }> {
  ann.send({ type: 'create', id: 'c', name: 'Club' });
  const { room } = (await ann.next('joined')).room;
  const bob = await connectPhone(server, 'Bob');
  bob.send({ type: 'join', id: 'j', room });
  await bob.next('joined');
  return { room, bob, bobId: (await server.login('Bob')).user };
}

async function leaveTheApp(phone: TestPhone): Promise<void> {
  await phone.close();
  await ann.next('presence', ({ online }) => online === 1);
}

test('[SV182] {P12} the first message that a member misses is told, once, and again after the member was here', async () => {
  const { room, bob, bobId } = await makeClub();
  ann.publish(room, 'seen by Bob');
  await bob.next('msg', ({ body }) => body.kind === 'text');
  expect(told).toEqual([]);
  await leaveTheApp(bob);
  const first = untilTold();
  ann.publish(room, 'first');
  await first;
  ann.publish(room, 'second');
  await ann.next('msg', ({ body }) => body.kind === 'text' && body.text === 'second');
  const again = await connectPhone(server, 'Bob');
  await leaveTheApp(again);
  const third = untilTold();
  ann.publish(room, 'third');
  await third;
  expect(told).toEqual([`${bobId} ${room} first`, `${bobId} ${room} third`]);
});

test('[SV201] {P12, R5} who muted the room, or blocked who speaks, is not reminded', async () => {
  const { room, bob, bobId } = await makeClub();
  const others: string[] = [];
  for (const [name, frame] of [
    ['Cid', { type: 'flags', id: 'f', room, muted: true }],
    ['Dan', { type: 'block', id: 'b', user: ann.welcome.self.user, on: true }],
  ] as const) {
    const phone = await connectPhone(server, name);
    phone.send({ type: 'join', id: 'j', room });
    await phone.next('joined');
    phone.send(frame);
    await (name === 'Cid' ? phone.next('flags') : phone.next('blocked'));
    others.push(phone.welcome.self.user);
    await phone.close();
  }
  await leaveTheApp(bob);
  const first = untilTold();
  ann.publish(room, 'first');
  await first;
  const eve = await connectPhone(server, 'Eve');
  eve.send({ type: 'join', id: 'j', room });
  await eve.next('joined');
  const second = untilTold();
  eve.publish(room, 'second');
  await second;
  expect(told).toEqual([`${bobId} ${room} first`, `${others[1]} ${room} second`]);
});

test('[SV201] {P12} a recall or a reaction reminds nobody', async () => {
  const { room, bob, bobId } = await makeClub();
  const clientId = ann.publish(room, 'seen by Bob');
  await bob.next('msg', ({ body }) => body.kind === 'text');
  await leaveTheApp(bob);
  const of = { user: ann.welcome.self.user, clientId, seq: 0 };
  for (const body of [
    { kind: 'reaction', of, emoji: '👍', on: true },
    { kind: 'recall', of },
  ]) {
    ann.publish(room, '', { body });
    await ann.next('msg', (message) => message.body.kind === body.kind);
  }
  const first = untilTold();
  ann.publish(room, 'news');
  await first;
  expect(told).toEqual([`${bobId} ${room} news`]);
});

test('[SV182] {P12} a hook that fails harms nothing', async () => {
  const { room, bob } = await makeClub();
  await leaveTheApp(bob);
  broken = true;
  const first = untilTold();
  ann.publish(room, 'one');
  await first;
  ann.publish(room, 'two');
  expect(await ann.next('ack')).toMatchObject({ seq: 3 });
  await ann.next('msg', ({ body }) => body.kind === 'text' && body.text === 'two');
});

test('[SV182] {P12, P2} the hook learns who is who in WeChat at the sign-in', async () => {
  const weixin = await startFakeWeixin('wx1', 'secret');
  const known: string[][] = [];
  const other = await startTestServer({
    weixin: { appId: 'wx1', secret: 'secret', apiUrl: weixin.url },
    reminders: { ...hook, signedIn: (user, openId) => known.push([user, openId]) },
  });
  weixin.issue('code', 'oMing');
  const { body } = await other.post('/api/login', { code: 'code' });
  expect(known).toEqual([[(body as Account).user, 'oMing']]);
  await other.close();
  await weixin.close();
});

test('[SV470] {K14} who has not been told of a message yet is not told once it was recalled', async () => {
  const heard: string[] = [];
  let goOn = (): void => undefined;
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const slow: ReminderHook = {
    async notifyOffline(_, __, { body }) {
      heard.push(body.kind === 'text' ? body.text : body.kind);
      begin();
      await new Promise<void>((resolve) => (goOn = resolve));
    },
  };
  const other = await startTestServer({ reminders: slow });
  const eve = await connectPhone(other, 'Eve');
  eve.send({ type: 'create', id: 'c', name: 'Club' });
  const { room } = (await eve.next('joined')).room;
  for (const name of ['Fay', 'Gus']) {
    const phone = await connectPhone(other, name);
    phone.send({ type: 'join', id: 'j', room });
    await phone.next('joined');
    await phone.close();
    await eve.next('presence', ({ online }) => online === 1);
  }
  const clientId = eve.publish(room, 'secret words');
  await begun;
  const of = { user: eve.welcome.self.user, clientId, seq: 0 };
  eve.publish(room, '', { body: { kind: 'recall', of } });
  await eve.next('msg', ({ body }) => body.kind === 'recall');
  goOn();
  const news = new Promise<void>((resolve) => (begin = resolve));
  eve.publish(room, 'news');
  await news;
  goOn();
  expect(heard).toEqual(['secret words', 'news']);
  await other.close();
});
