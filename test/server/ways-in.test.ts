/** Every way of signing in against every other: nothing that one of them takes opens an account of another. */
import { createHash } from 'node:crypto';
import type { RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import { devKeyOf, guestKeyOf, weixinKeyOf, type SignInKey } from '../../server/auth/keys';
import { startServer } from '../../server/server';
import { SEEDED_ROOMS } from '../../server/seed/seeded-rooms';
import { MemoryStore } from '../../server/storage/memory/memory-store';
import type { ChatStore } from '../../server/storage/port';
import { startFakeWeixin, type FakeWeixin } from '../support/fake-weixin';
import {
  guestKey,
  makeTempFolder,
  startTestServer,
  type Account,
  type TestServer,
} from '../support/test-server';

const APP_ID = 'wx0123456789';
const SECRET = 'the-secret-of-the-app';
/** As long as real ones: 28 characters, of the alphabet that WeChat uses. */
const OPEN_ID = 'oZx-4kQ7_bN2mWc9RtYvL5sHdJ3f';
/** With `dev-` before it as long as a guest key. */
const DEV_NAME = 'BartholomewFitzgerald';
const GUEST_KEY = 'q7Wd-kP0_zR4tY8uLm2NvB';

type Way = 'guest' | 'weixin' | 'dev';
const WAYS: readonly Way[] = ['guest', 'weixin', 'dev'];
const KEYS: { readonly [W in Way]: SignInKey } = {
  guest: guestKeyOf(GUEST_KEY),
  weixin: weixinKeyOf(OPEN_ID),
  dev: devKeyOf(DEV_NAME),
};
const SECRETS: { readonly [W in Way]: string } = { guest: GUEST_KEY, weixin: OPEN_ID, dev: DEV_NAME };

/** Whatever could be taken for the key of another way: the secret, as it was hashed, and its hashes. */
function disguises(victim: Way): readonly string[] {
  const secret = SECRETS[victim];
  const { hash, legacy } = KEYS[victim];
  const plain = [secret, secret.toLowerCase(), ...WAYS.map((way) => `${way}:${secret}`), `dev-${secret}`];
  const hashes = [hash, legacy, hash.slice(hash.indexOf(':') + 1)];
  const once = [...plain, ...hashes];
  return [...once, ...once.map((text) => `${text}\n`), ...once.map((text) => text.padEnd(40, ' '))];
}

let weixin: FakeWeixin;
let server: TestServer;
let store: ChatStore;
let codes = 0;

beforeAll(async () => {
  weixin = await startFakeWeixin(APP_ID, SECRET);
});
afterAll(() => weixin.close());
beforeEach(async () => {
  store = new MemoryStore();
  server = await startTestServer({
    store,
    devLogin: 'near',
    weixin: { appId: APP_ID, secret: SECRET, apiUrl: weixin.url },
    // Hundreds of sign-ins in a moment.
    limits: { loginBurst: 100_000 },
  });
});
afterEach(() => server.close());

const userOf = (body: unknown): string | undefined => (body as Partial<Account>).user;

async function attempt(way: Way, secret: string): Promise<string | undefined> {
  if (way === 'guest') return userOf((await server.post('/api/login', { guestKey: secret })).body);
  codes += 1;
  const code = way === 'weixin' ? `code-${codes}` : `dev-${encodeURIComponent(secret)}`;
  if (way === 'weixin') weixin.issue(code, secret);
  return userOf((await server.post('/api/login', { code, guestKey: '' })).body);
}

const pairs = WAYS.flatMap((thief) =>
  WAYS.flatMap((victim) => (thief === victim ? [] : [[thief, victim] as const])),
);

test.each(pairs)(
  '[SV210] {S1} by the way "%s" nobody becomes a person of the way "%s"',
  async (thief, victim) => {
    const person = await attempt(victim, SECRETS[victim]);
    expect(person).toBeDefined();
    for (const disguise of disguises(victim)) {
      expect([disguise, (await attempt(thief, disguise)) === person]).toEqual([disguise, false]);
    }
    expect(await attempt(victim, SECRETS[victim])).toBe(person);
  },
);

test.each(pairs)(
  '[SV210] {S1} by the way "%s" nobody becomes a person of the way "%s" whom version 0.1.0 stored',
  async (thief, victim) => {
    const old = { user: `u-${victim}` as UserId, name: 'Old', avatar: '', language: 'en', at: 1 };
    await store.createUser({ ...old, keyHash: KEYS[victim].legacy });
    for (const disguise of disguises(victim)) expect(await attempt(thief, disguise)).not.toBe(old.user);
    expect(await attempt(victim, SECRETS[victim])).toBe(old.user);
    expect(await store.findUserByKey(KEYS[victim].legacy)).toBeNull();
    expect(await attempt(victim, SECRETS[victim])).toBe(old.user);
  },
);

test('[SV210] {S1} a hash of version 0.1.0 is what that version wrote', () => {
  const written = (text: string): string => createHash('sha256').update(text).digest('base64url');
  expect(KEYS.guest.legacy).toBe(written(GUEST_KEY));
  expect(KEYS.weixin.legacy).toBe(written(`weixin:${OPEN_ID}`));
  expect(KEYS.dev.legacy).toBe(written(`dev-${DEV_NAME.toLowerCase()}`));
});

test.each([
  ['22 zeros', '0'.repeat(22)],
  ['two characters in turn', 'ab'.repeat(20)],
  ['the alphabet', 'abcdefghijklmnopqrstuvwxyz'],
  ['digits in order', '01234567890123456789012'],
  ['a beginning like that of a development code', `dev-${guestKey('x')}`],
  ['the same in capitals', `DEV-${guestKey('x')}`],
  ['a colon', `guest:${guestKey('x')}`],
  ['a space', `${guestKey('x')} `],
  ['21 characters', guestKey('x').slice(0, 21)],
  ['129 characters', guestKey('x').repeat(5).slice(0, 129)],
])('[SV211] {S1} a guest key that is %s is refused without being told again', async (_name, key) => {
  const { status, body } = await server.post('/api/login', { guestKey: key });
  expect([status, body]).toMatchObject([400, { error: { kind: 'bad_field' } }]);
  expect(JSON.stringify(body)).not.toContain(key.trim());
});

test.each(['guest', 'dev', 'weixin'] as const)(
  '[SV212] a new person of the way "%s" is in the seeded rooms, or there is no such person: a sign-up is one step',
  async (way) => {
    const person = (await attempt(way, SECRETS[way])) as UserId;
    const rooms = (await store.membershipsOf(person)).map(({ room }) => room).sort();
    expect(rooms).toEqual(SEEDED_ROOMS.map(({ room }) => room as RoomId).sort());
  },
);

test('[SV212] a store that ends right after an account was made has it with its rooms', async () => {
  const inner = new MemoryStore();
  let isDead = false;
  const dying = new Proxy(inner, {
    get(target, key): unknown {
      if (isDead && key === 'addMember') return () => Promise.reject(new Error('killed'));
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const dataDir = makeTempFolder();
  const running = await startServer({ port: 0, host: '127.0.0.1', dataDir, bot: false, store: dying });
  isDead = true;
  const answers = await Promise.all(
    [1, 2].map(() =>
      fetch(`http://127.0.0.1:${running.port}/api/login`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ guestKey: GUEST_KEY }),
      }).then((response) => response.json()),
    ),
  );
  await running.close();
  const users = new Set(answers.map(userOf));
  expect(users.size).toBe(1);
  const [user] = [...users] as UserId[];
  expect(await inner.membershipsOf(user as UserId)).toHaveLength(SEEDED_ROOMS.length);
});
