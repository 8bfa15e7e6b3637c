/** Who may sign in as a preview person, who may read answers from a browser, and what the terminal says of both. */
import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { describeAddresses } from '../../server/announcement';
import { readConfig, type ServerConfig } from '../../server/config';
import { isNear } from '../../server/client-address';
import { guestKey, startTestServer, type Account, type TestServer } from '../support/test-server';

interface Answer {
  readonly name: string | undefined;
  readonly readableBy: string | undefined;
}

/** Signs in as the preview person Ann, or as whatever else the server makes of it. */
function signIn(server: TestServer, headers: OutgoingHttpHeaders): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: server.running.port,
      path: '/api/login',
      method: 'POST',
      agent: false,
      headers: { 'Content-Type': 'application/json', ...headers },
    };
    const request = httpRequest(options, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        const { name } = JSON.parse(text) as Partial<Account>;
        resolve({ name, readableBy: response.headers['access-control-allow-origin'] });
      });
    });
    request.on('error', reject);
    request.end(JSON.stringify({ code: 'dev-Ann', guestKey: guestKey('near'), language: 'en' }));
  });
}

describe('preview people', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ allowedOrigins: ['https://chat.example'] });
  });
  afterAll(() => server.close());

  const port = (): number => server.running.port;

  test.each([
    ['no page', () => ({})],
    ['the own page', () => ({ Host: `127.0.0.1:${port()}`, Origin: `http://127.0.0.1:${port()}` })],
    [
      'the own page by a name of the local network',
      () => ({ Host: 'mac.local:8080', Origin: 'http://mac.local:8080' }),
    ],
    ['the own page by a private address', () => ({ Host: '192.168.1.20', Origin: 'http://192.168.1.20' })],
    ['another page of this machine', () => ({ Origin: 'http://localhost:5173' })],
    ['WeChat DevTools', () => ({ Origin: 'https://servicewechat.com' })],
    ['a listed page', () => ({ Origin: 'https://chat.example' })],
    ['a listed host', () => ({ Host: 'chat.example', Origin: 'https://chat.example' })],
  ])('[SV213] [SV214] {S5} sign in from %s', async (_from, headers) => {
    const { Origin: origin } = headers() as { Origin?: string };
    expect(await signIn(server, headers())).toEqual({ name: 'Ann', readableBy: origin });
  });

  test.each([
    ['a page of the internet', () => ({ Origin: 'https://evil.example' })],
    ['a page whose name begins alike', () => ({ Origin: 'https://chat.example.evil.example' })],
    ['a listed host of another scheme', () => ({ Origin: 'http://chat.example' })],
    ['a page without an origin', () => ({ Origin: 'null' })],
    ['a page that looks like WeChat', () => ({ Origin: 'https://servicewechat.com.evil.example' })],
  ])('[SV213] [SV214] {S5} are closed to %s, which can read nothing', async (_from, headers) => {
    const { name, readableBy } = await signIn(server, headers());
    expect([name === 'Ann', readableBy]).toEqual([false, undefined]);
  });

  test('[SV213] {S5} are closed to a page whose name was pointed to this machine', async () => {
    const headers = { Host: `evil.example:${port()}`, Origin: `http://evil.example:${port()}` };
    expect((await signIn(server, headers)).name).toMatch(/^Guest/);
  });

  test.each(['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'Via', 'CF-Connecting-IP', 'True-Client-IP'])(
    '[SV213] {S5} are closed to what came through a proxy that nobody told of (%s)',
    async (header) => {
      expect((await signIn(server, { [header]: '203.0.113.7' })).name).toMatch(/^Guest/);
    },
  );

  test('[SV214] {S5} a page that may not read is not told that it may ask', async () => {
    const preflight = await server.request('/api/profile', {
      method: 'OPTIONS',
      headers: { 'Access-Control-Request-Method': 'POST', Origin: 'https://evil.example' },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    const listed = await server.request('/api/profile', {
      method: 'OPTIONS',
      headers: { 'Access-Control-Request-Method': 'POST', Origin: 'https://chat.example' },
    });
    expect(listed.headers.get('access-control-allow-origin')).toBe('https://chat.example');
    expect(listed.headers.get('access-control-allow-headers')).toMatch(/Authorization/i);
    expect(listed.headers.get('access-control-allow-credentials')).toBeNull();
  });
});

test('[SV213] {S5} behind a trusted proxy nobody is near, and all means all', async () => {
  const behind = await startTestServer({ trustProxy: true });
  expect((await signIn(behind, { 'X-Forwarded-For': '127.0.0.1' })).name).toMatch(/^Guest/);
  expect((await signIn(behind, {})).name).toMatch(/^Guest/);
  await behind.close();
  const open = await startTestServer({ trustProxy: true, devLogin: 'all' });
  const headers = { 'X-Forwarded-For': '203.0.113.7', Origin: 'https://evil.example' };
  expect(await signIn(open, headers)).toEqual({ name: 'Ann', readableBy: undefined });
  await open.close();
});

test.each([
  ['127.0.0.1', true],
  ['192.168.1.2', true],
  ['10.0.0.1', true],
  ['172.16.0.1', true],
  ['172.32.0.1', false],
  ['169.254.1.1', true],
  ['fd00:1::/48', true],
  ['fe80::/48', true],
  ['::1', true],
  ['203.0.113.7', false],
  ['2001:db8::/48', false],
  ['unknown', false],
])('[SV213] {S5} %s is near: %s', (address, near) => {
  expect(isNear(address)).toBe(near);
});

const configOf = (env: Record<string, string>): ServerConfig => {
  const config = readConfig(env);
  if (!config.ok) throw new Error(config.error);
  return config.value;
};

test('[SV213] [SV214] {S5} the environment says who may, and a wrong value is named with what is allowed', () => {
  const weixin = { WX_APPID: 'wx1', WX_SECRET: 's' };
  expect(configOf({}).devLogin).toBe('near');
  expect(configOf({ DEV_LOGIN: '1', ...weixin }).devLogin).toBe('near');
  expect(configOf(weixin).devLogin).toBe('off');
  expect(configOf({ DEV_LOGIN: '0' }).devLogin).toBe('off');
  expect(configOf({ DEV_LOGIN: 'all' }).devLogin).toBe('all');
  expect(readConfig({ DEV_LOGIN: 'maybe' })).toMatchObject({
    error: expect.stringMatching(/DEV_LOGIN "maybe".*all or 0/) as string,
  });
  expect(configOf({ ALLOWED_ORIGINS: ' https://a.example , http://b.example:81 ' }).allowedOrigins).toEqual([
    'https://a.example',
    'http://b.example:81',
  ]);
  for (const wrong of [
    'a.example',
    'https://a.example/',
    'https://a.example:443',
    'ftp://a.example',
    'https://A.example',
  ]) {
    const read = readConfig({ ALLOWED_ORIGINS: `https://ok.example,${wrong}` });
    expect(read).toMatchObject({ error: expect.stringContaining(`ALLOWED_ORIGINS "${wrong}"`) as string });
  }
});

test('[SV215] {S5} the terminal says who can reach the server, and as whom they get in', () => {
  const say = (host: string, env: Record<string, string>): string =>
    describeAddresses({ host, port: 8_080, hasPreview: true, access: configOf(env) });
  expect(say('127.0.0.1', {})).toMatch(/this machine only.*仅本机/);
  expect(say('127.0.0.1', {})).toMatch(/private addresses also as any preview person/);
  expect(say('127.0.0.1', { DEV_LOGIN: '0' })).not.toMatch(/preview person/);
  expect(say('127.0.0.1', { DEV_LOGIN: '0' })).toMatch(/Everybody gets in as a guest.*任何人/);
  expect(say('127.0.0.1', { DEV_LOGIN: 'all' })).toMatch(
    /WARNING: everybody may sign in as any preview person/,
  );
  expect(say('127.0.0.1', { WX_APPID: 'wx1', WX_SECRET: 's' })).toMatch(/sign in by WeChat/);
  expect(say('127.0.0.1', { TRUST_PROXY: '1' })).not.toMatch(/preview person/);
});
