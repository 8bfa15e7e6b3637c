import { ChatError } from '../../miniprogram/core/chat/chat-error';
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import { createClient, type ClientWx } from '../../miniprogram/services/create-client';
import { getClient, installClient } from '../../miniprogram/services/app-client';
import type { Client } from '../../miniprogram/services/client-types';
import { createManualClock, flushPromises, type ManualClock } from '../support/manual-clock';
import { createSeededRandom } from '../support/seeded-random';
import { errorOf } from '../support/chat-rig';

type Call = { url: string; data?: object; header: Record<string, string>; filePath?: string };
type Answer = { statusCode: number; data: unknown } | { errMsg: string };

interface FakePhone {
  readonly wx: ClientWx;
  readonly values: Map<string, unknown>;
  readonly calls: Call[];
  readonly sockets: string[];
  /** What the next HTTP calls get; default: signed in as Ming. */
  readonly answers: Answer[];
  codes: number;
  darken: (theme: string) => void;
  listeners: number;
}

const SIGNED_IN = { user: 'u1', name: 'Ming', avatar: '', ticket: 't', expiresInMs: 3_600_000 };

function createFakePhone(
  values = new Map<string, unknown>(),
  base: { language?: string; theme?: string } = {},
): FakePhone {
  const answer = (
    option: { success: (a: never) => void; fail: (f: never) => void },
    fallback: unknown,
  ): void => {
    const next = phone.answers.shift() ?? { statusCode: 200, data: fallback };
    if ('errMsg' in next) option.fail(next as never);
    else option.success(next as never);
  };
  const on = (): void => void (phone.listeners += 1);
  const off = (): void => void (phone.listeners -= 1);
  const ignore = (): void => undefined;
  const wx: ClientWx = {
    getStorageSync: (key) => values.get(key) ?? '',
    setStorageSync: (key, value) => void values.set(key, value),
    removeStorageSync: (key) => void values.delete(key),
    getStorageInfoSync: () => ({ keys: [...values.keys()] }),
    login: ({ success }) => success({ code: `code-${(phone.codes += 1)}` }),
    request: (option) => (phone.calls.push(option), answer(option, SIGNED_IN)),
    uploadFile: (option) => (
      phone.calls.push(option),
      answer(option, JSON.stringify({ ...SIGNED_IN, avatar: '/media/a.png' }))
    ),
    connectSocket: ({ url }) => void phone.sockets.push(url),
    sendSocketMessage: ignore,
    closeSocket: ignore,
    onSocketOpen: ignore,
    onSocketMessage: ignore,
    onSocketError: ignore,
    onSocketClose: ignore,
    getAppBaseInfo: () => base,
    onThemeChange: (listener) => (on(), void (phone.darken = (theme) => listener({ theme }))),
    offThemeChange: off,
    onAppShow: on,
    offAppShow: off,
    onAppHide: on,
    offAppHide: off,
    onNetworkStatusChange: on,
    offNetworkStatusChange: off,
    getAccountInfoSync: () => ({ miniProgram: { envVersion: 'develop' } }),
    env: { PREVIEW_SERVER_URL: 'http://preview.test:8080' },
  };
  const phone: FakePhone = {
    wx,
    values,
    calls: [],
    sockets: [],
    answers: [],
    codes: 0,
    darken: ignore,
    listeners: 0,
  };
  return phone;
}

const build = (phone: FakePhone, clock: ManualClock = createManualClock(), more: object = {}): Client =>
  createClient({ wx: phone.wx, clock, random: createSeededRandom(5), ...more });

async function started(phone: FakePhone, clock?: ManualClock): Promise<Client> {
  const client = build(phone, clock);
  client.chat.start();
  await flushPromises();
  return client;
}

describe('a client', () => {
  test('[SS25] {P1, P2} signs in with a platform code and a guest key that is made once, and connects to /ws', async () => {
    const phone = createFakePhone();
    const client = await started(phone);
    expect(phone.sockets).toEqual(['ws://preview.test:8080/ws']);
    expect(phone.calls).toHaveLength(1);
    expect(phone.calls[0]).toMatchObject({
      url: 'http://preview.test:8080/api/login',
      data: { code: 'code-1' },
    });
    const { guestKey } = phone.calls[0]?.data as { guestKey: string };
    expect(guestKey.length).toBeGreaterThanOrEqual(22);
    expect(client.account.profile).toEqual({ name: 'Ming', avatar: '' });
    client.close();

    const again = createFakePhone(phone.values);
    const next = build(again);
    expect(next.account.profile?.name).toBe('Ming');
    next.chat.start();
    await flushPromises();
    expect(again.calls[0]?.data).toMatchObject({ guestKey });
  });

  test('[SS26] every key on the phone carries the prefix with the schema version', async () => {
    const phone = createFakePhone();
    const client = await started(phone);
    client.settings.update({ theme: 'dark' });
    for (const key of phone.values.keys()) expect(key).toMatch(/^mc1:/);
    expect(phone.values.size).toBe(4);
  });

  test('[FM60] after its storage was wiped a phone has a new device id, so that no message id comes again, and no cursor', () => {
    const phone = createFakePhone();
    const write = (seed: number): string => {
      const me = { user: 'u1', name: 'Ming', avatar: '' };
      phone.values.set('mc1:me:http://preview.test:8080', me);
      const { chat } = build(phone, createManualClock(), { random: createSeededRandom(seed) });
      expect(chat.state.loaded).toBe(false);
      return chat.sendText('lobby' as RoomId, 'hello');
    };
    const first = write(1);
    const second = write(2);
    expect(second.slice(0, 8)).toBe(first.slice(0, 8));
    phone.values.clear();
    const third = write(3);
    expect(third.slice(0, 8)).not.toBe(first.slice(0, 8));
    expect(new Set([first, second, third]).size).toBe(3);
  });

  test('[SS27, SY20] {P2} one sign-in at a time, a ticket is used again, and a fresh code per try', async () => {
    const phone = createFakePhone();
    const client = build(phone);
    await Promise.all([
      client.account.updateProfile({ avatar: 'tint-1' }),
      client.account.updateProfile({ avatar: 'tint-2' }),
    ]);
    expect(phone.calls.filter(({ url }) => url.endsWith('/api/login'))).toHaveLength(1);
    phone.answers.push({ statusCode: 401, data: { error: { kind: 'auth_expired', message: 'old' } } });
    await client.account.updateProfile({ avatar: 'tint-3' });
    expect(phone.codes).toBe(2);
    expect(phone.calls[phone.calls.length - 1]?.header).toMatchObject({ Authorization: 'Bearer t' });
  });

  test('[SS28] another server: own guest key, own profile, new connection; the settings are kept', async () => {
    const phone = createFakePhone();
    const clock = createManualClock();
    const client = await started(phone, clock);
    client.settings.update({ serverUrl: ' 192.168.1.5:9000/ ' });
    expect(client.settings.current.serverUrl).toBe('http://192.168.1.5:9000');
    expect(client.account.profile).toBeNull();
    await clock.advance(20_000);
    expect(phone.sockets[phone.sockets.length - 1]).toBe('ws://192.168.1.5:9000/ws');
    const [first, ...rest] = phone.calls.map(({ data }) => (data as { guestKey: string }).guestKey);
    expect(rest.length).toBeGreaterThan(0);
    expect(rest).not.toContain(first);
    client.close();
    expect(build(createFakePhone(phone.values)).settings.current.serverUrl).toBe('http://192.168.1.5:9000');
  });

  test('[SS29] closed it leaves no listener and no timer behind', async () => {
    const phone = createFakePhone();
    const clock = createManualClock();
    const client = await started(phone, clock);
    expect(phone.listeners).toBe(4);
    client.close();
    expect(phone.listeners).toBe(0);
    await clock.advance(30_000);
    expect(clock.pending).toBe(0);
  });

  test('[SS35] the task transport is one setting away', async () => {
    const phone = createFakePhone();
    const tasks: string[] = [];
    const ignore = (): void => undefined;
    const task = {
      send: ignore,
      close: ignore,
      onOpen: ignore,
      onMessage: ignore,
      onError: ignore,
      onClose: ignore,
    };
    const wx: ClientWx = { ...phone.wx, connectSocket: ({ url }) => (tasks.push(url), task) };
    const client = build({ ...phone, wx }, createManualClock(), {
      config: { transport: 'task', serverUrl: 'https://c.test' },
    });
    client.chat.start();
    expect(tasks).toEqual(['wss://c.test/ws']);
    expect(client.fileUrl('/media/x.png')).toBe('');
    expect(client.fileUrl('tint-3')).toBe('');
    expect(client.fileUrl('http://evil.test/x.png')).toBe('');
  });

  test('[SS36] app code gets the installed client', () => {
    expect(() => getClient()).toThrow('installClient');
    const client = build(createFakePhone());
    installClient(client);
    expect(getClient()).toBe(client);
  });
});

describe('the account', () => {
  test('[SS37] a taken name is told with its suggestion, a bad one is refused here', async () => {
    const phone = createFakePhone();
    const client = await started(phone);
    phone.answers.push({
      statusCode: 409,
      data: { error: { kind: 'name_taken', message: 'taken', suggestion: 'Ming 2' } },
    });
    expect(await errorOf(client.account.updateProfile({ name: 'Ann' }))).toMatchObject({
      kind: 'name_taken',
      suggestion: 'Ming 2',
    });
    expect((await errorOf(client.account.updateProfile({ name: '  ' }))).kind).toBe('empty');
    expect((await errorOf(client.account.updateProfile({ name: 'x'.repeat(25) }))).kind).toBe('too_large');
    expect(client.account.profile?.name).toBe('Ming');
  });

  test('[SS38] an uploaded avatar is set from the answer', async () => {
    const phone = createFakePhone();
    const client = await started(phone);
    await client.account.uploadAvatar('wxfile://tmp/1.png');
    expect(phone.calls[1]).toMatchObject({
      url: 'http://preview.test:8080/api/avatar',
      filePath: 'wxfile://tmp/1.png',
    });
    expect(client.account.profile?.avatar).toBe('/media/a.png');
  });

  test('[SS39, SY22] no answer, a slow answer, a broken proxy and a foreign server each have their kind', async () => {
    const phone = createFakePhone();
    const client = await started(phone);
    const kindAfter = async (answer: Answer): Promise<string> => {
      phone.answers.push(answer);
      return (await errorOf(client.account.updateProfile({ name: 'Ann' }))).kind;
    };
    expect(await kindAfter({ errMsg: 'request:fail url not in domain list' })).toBe('network');
    expect(await kindAfter({ errMsg: 'request:fail timeout' })).toBe('timeout');
    expect(await kindAfter({ statusCode: 502, data: '<html>' })).toBe('network');
    expect(await kindAfter({ statusCode: 200, data: '<html>' })).toBe('bad_answer');
    expect(await kindAfter({ statusCode: 404, data: '<html>' })).toBe('bad_answer');
  });
});

describe('the settings', () => {
  test('[SS40] {P5, P8} language and theme follow the system until people choose', () => {
    const phone = createFakePhone(new Map(), { language: 'en_GB', theme: 'dark' });
    const { settings } = build(phone);
    expect([settings.language, settings.theme]).toEqual(['en', 'dark']);
    let changes = 0;
    settings.onChange(() => (changes += 1));
    phone.darken('light');
    expect([settings.theme, changes]).toEqual(['light', 1]);
    settings.update({ theme: 'dark', language: 'zh-CN' });
    phone.darken('light');
    expect([settings.language, settings.theme, changes]).toEqual(['zh-CN', 'dark', 2]);
    expect(build(createFakePhone(phone.values)).settings.current).toMatchObject({
      theme: 'dark',
      language: 'zh-CN',
    });
  });

  test.each([
    '',
    'ftp://x',
    'http://',
    'http://a b',
    'http://host:99999',
    'http://host/path',
    'javascript:alert(1)',
  ])('[SS41] "%s" is not a server address and changes nothing', (serverUrl) => {
    const { settings } = build(createFakePhone());
    expect(() => settings.update({ serverUrl })).toThrow(ChatError);
    expect(settings.current.serverUrl).toBe('http://preview.test:8080');
  });

  test('[SS42] unreadable stored settings are as good as none', () => {
    for (const stored of [7, 'x', null, { serverUrl: 5, theme: 'pink', language: 'none' }]) {
      const { settings } = build(createFakePhone(new Map([['mc1:settings', stored]])));
      expect(settings.current).toEqual({
        serverUrl: 'http://preview.test:8080',
        language: 'auto',
        theme: 'auto',
      });
    }
  });
});
