/** Signing in on a phone whose `wx.login` fails, is silent or gives a code again. */
import type { Client } from '../../miniprogram/services/client-types';
import { createClient, type ClientWx } from '../../miniprogram/services/create-client';
import { createManualClock, flushPromises, type ManualClock } from '../support/manual-clock';
import { createSeededRandom } from '../support/seeded-random';

type Login = NonNullable<ClientWx['login']>;

const ANN = { user: 'u-ann', name: 'Ann', avatar: '' };
const GUEST = { user: 'u-guest', name: 'Guest', avatar: '' };

interface Rig {
  readonly client: Client;
  readonly clock: ManualClock;
  /** Bodies of the sign-ins. */
  readonly asked: { code?: string; guestKey: string }[];
  readonly values: Map<string, unknown>;
  login: Login;
  /** How often the socket was asked for. */
  sockets: number;
}

/** A server that knows Ann by each fresh code, a guest by the key, and refuses a code that it has seen. */
function createRig(values = new Map<string, unknown>(), hasLogin = true): Rig {
  const seen = new Set<string>(['code-used']);
  const asked: Rig['asked'] = [];
  const clock = createManualClock();
  let onFail = (): void => undefined;
  let codes = 0;
  const wx: ClientWx = {
    getStorageSync: (key) => values.get(key) ?? '',
    setStorageSync: (key, value) => void values.set(key, value),
    removeStorageSync: (key) => void values.delete(key),
    getStorageInfoSync: () => ({ keys: [...values.keys()] }),
    ...(hasLogin ? { login: (option: Parameters<Login>[0]) => rig.login(option) } : {}),
    request({ data, success }) {
      const body = data as { code?: string; guestKey: string };
      asked.push(body);
      if (body.code !== undefined && seen.has(body.code))
        return success({ statusCode: 401, data: { error: { kind: 'auth_failed', message: 'used' } } });
      if (body.code !== undefined) seen.add(body.code);
      const who = body.code === undefined ? GUEST : ANN;
      success({ statusCode: 200, data: { ...who, ticket: 't', expiresInMs: 3_600_000 } });
    },
    uploadFile: () => undefined,
    connectSocket({ fail }) {
      rig.sockets += 1;
      onFail = () => fail?.({ errMsg: 'connectSocket:fail' });
      clock.after(0, () => onFail());
    },
    sendSocketMessage: () => undefined,
    closeSocket: () => undefined,
    onSocketOpen: () => undefined,
    onSocketMessage: () => undefined,
    onSocketError: () => undefined,
    onSocketClose: () => undefined,
  } as ClientWx;
  const rig: Rig = {
    clock,
    asked,
    values,
    sockets: 0,
    login: ({ success }) => success({ code: `code-${(codes += 1)}` }),
    client: createClient({
      wx,
      clock,
      random: createSeededRandom(3),
      config: { serverUrl: 'http://chat.test' },
    }),
  };
  return rig;
}

const whoIs = ({ client }: Rig): string | undefined => client.account.profile?.name;

async function isAnn(): Promise<Map<string, unknown>> {
  const rig = createRig();
  rig.client.chat.start();
  await flushPromises();
  expect(whoIs(rig)).toBe('Ann');
  rig.client.close();
  return rig.values;
}

const BAD: Readonly<Record<string, Login>> = {
  fails: ({ fail }) => fail({ errMsg: 'login:fail' }),
  'fails without a word': ({ fail }) => fail(),
  'gives an empty code': ({ success }) => success({ code: '' }),
  'never answers': () => undefined,
  throws: () => {
    throw new Error('login is broken');
  },
  'gives a code that was used': ({ success }) => success({ code: 'code-used' }),
};

test.each(Object.entries(BAD))(
  '[SS110] {H4} a person whose wx.login %s stays who they are, and is in again once it works',
  async (_how, bad) => {
    const values = await isAnn();
    const rig = createRig(values);
    const { login } = rig;
    rig.login = bad;
    rig.client.chat.start();
    await rig.clock.advance(120_000);
    expect(rig.asked.filter(({ code }) => code === undefined)).toEqual([]);
    expect(whoIs(rig)).toBe('Ann');
    rig.login = login;
    await rig.clock.advance(60_000);
    expect(whoIs(rig)).toBe('Ann');
    expect(rig.asked[rig.asked.length - 1]?.code).toMatch(/^code-\d+$/);
    rig.client.close();
  },
);

test('[SS110] {H4} nor does somebody new begin as a guest because of it', async () => {
  const rig = createRig();
  const { login } = rig;
  rig.login = ({ fail }) => fail({ errMsg: 'login:fail' });
  rig.client.chat.start();
  await rig.clock.advance(60_000);
  expect([whoIs(rig), rig.asked]).toEqual([undefined, []]);
  rig.login = login;
  await rig.clock.advance(60_000);
  expect(whoIs(rig)).toBe('Ann');
});

test('[SS111] {H4} only where there is no sign-in at all people are guests', async () => {
  const rig = createRig(new Map(), false);
  rig.client.chat.start();
  await flushPromises();
  expect(whoIs(rig)).toBe('Guest');
});
