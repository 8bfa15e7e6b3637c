/** Signing in by WeChat, against a stand-in for WeChat's server. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LogFields, Logger } from '../../miniprogram/core/base/logger';
import { readConfig } from '../../server/config';
import { startFakeWeixin, type FakeWeixin } from '../support/fake-weixin';
import { guestKey, startTestServer, type Account, type TestServer } from '../support/test-server';

const APP_ID = 'wx0123456789';
const SECRET = 'the-secret-of-the-app';
const OPEN_ID = 'oOpenIdOfMing';

let weixin: FakeWeixin;
let server: TestServer;
const lines: string[] = [];

const note = (event: string, fields?: LogFields): void =>
  void lines.push(`${event} ${JSON.stringify(fields)}`);
const logger: Logger = { debug: note, info: note, warn: note, error: note };

beforeAll(async () => {
  weixin = await startFakeWeixin(APP_ID, SECRET);
  server = await startTestServer({ weixin: { appId: APP_ID, secret: SECRET, apiUrl: weixin.url }, logger });
});
afterAll(async () => {
  await server.close();
  await weixin.close();
});

const login = (code: string, guestKey: string) => server.post('/api/login', { code, guestKey });

test('[SV180] {P2} a code signs in the person whom WeChat names, on every phone, and a fresh one is needed each time', async () => {
  weixin.issue('code-1', OPEN_ID);
  weixin.issue('code-2', OPEN_ID);
  weixin.issue('code-3', 'oSomebodyElse');
  const first = await login('code-1', guestKey('a'));
  const second = await login('code-2', guestKey('b'));
  const other = await login('code-3', guestKey('a'));
  expect([first.status, second.status, other.status]).toEqual([200, 200, 200]);
  expect((second.body as Account).user).toBe((first.body as Account).user);
  expect((other.body as Account).user).not.toBe((first.body as Account).user);
  expect(weixin.asked[0]).toEqual({
    appid: APP_ID,
    secret: SECRET,
    js_code: 'code-1',
    grant_type: 'authorization_code',
  });
  const used = await login('code-1', guestKey('a'));
  expect([used.status, used.body]).toMatchObject([401, { error: { kind: 'auth_failed' } }]);
});

test('[SV180] {P1} without a code, and on a server that does not ask WeChat, the guest key counts', async () => {
  const guest = await server.post('/api/login', { guestKey: guestKey('g') });
  const again = await server.post('/api/login', { guestKey: guestKey('g') });
  expect((again.body as Account).user).toBe((guest.body as Account).user);
});

test('[SV181] {P2} WeChat out of order or out of reach can be tried again, and nothing secret is told or kept', async () => {
  weixin.failWith(-1);
  const busy = await login('code-5', '');
  await weixin.close();
  const away = await login('code-6', '');
  for (const { status, body } of [busy, away]) {
    expect([status, body]).toMatchObject([503, { error: { kind: 'overload' } }]);
  }
  expect(lines.filter((line) => line.startsWith('weixin_')).length).toBeGreaterThanOrEqual(3);
  const told = [...lines, JSON.stringify([busy.body, away.body])].join('\n');
  const kept = readdirSync(server.dataDir)
    .filter((name) => name.startsWith('minichat.db'))
    .map((name) => readFileSync(join(server.dataDir, name), 'latin1'))
    .join('');
  for (const secret of [SECRET, OPEN_ID, 'code-5', 'code-6']) {
    expect([secret, told.includes(secret), kept.includes(secret)]).toEqual([secret, false, false]);
  }
});

test('[SV180] both variables or none: one alone is a wrong value, and neither is in the sentence', () => {
  const both = readConfig({ WX_APPID: APP_ID, WX_SECRET: SECRET });
  expect(both).toMatchObject({ ok: true, value: { weixin: { appId: APP_ID, secret: SECRET } } });
  const none = readConfig({});
  expect(none.ok && none.value.weixin).toBeUndefined();
  const alone = readConfig({ WX_SECRET: SECRET });
  expect(alone.ok ? '' : alone.error).toContain('WX_APPID and WX_SECRET belong together');
  expect(JSON.stringify(alone)).not.toContain(SECRET);
});
