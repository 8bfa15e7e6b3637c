/**
 * A whole client on a phone whose sign-in and storage fail as a test says, and a server that answers sign-ins only: it knows Ann
 * by each fresh code, a guest by the key, and refuses a code that it has seen.
 */
import type { Client } from '../../miniprogram/services/client-types';
import { createClient, type ClientWx } from '../../miniprogram/services/create-client';
import { createManualClock, type ManualClock } from './manual-clock';
import { createSeededRandom } from './seeded-random';

export type Login = NonNullable<ClientWx['login']>;

const ANN = { user: 'u-ann', name: 'Ann', avatar: '' };
const GUEST = { user: 'u-guest', name: 'Guest', avatar: '' };

export interface SignInRig {
  readonly client: Client;
  readonly clock: ManualClock;
  /** Bodies of the sign-ins. */
  readonly asked: { code?: string; guestKey: string }[];
  readonly values: Map<string, unknown>;
  login: Login;
  isUnreadable: (key: string | null) => boolean;
  /** What reads as nothing, without an error: a value as '', the list of keys, `null`, as one that is empty. */
  isBlank: (key: string | null) => boolean;
  /** Writes of this key are refused. */
  isRefused: (key: string) => boolean;
  /** Addresses of the sockets that were asked for. */
  readonly sockets: string[];
}

export interface SignInOptions {
  readonly hasLogin?: boolean;
  /** What the phone cannot read from the start; the list of keys is `null`. */
  readonly isUnreadable?: (key: string | null) => boolean;
  readonly isBlank?: (key: string | null) => boolean;
}

export function createSignInRig(
  values = new Map<string, unknown>(),
  { hasLogin = true, isUnreadable = () => false, isBlank = () => false }: SignInOptions = {},
): SignInRig {
  const seen = new Set<string>(['code-used']);
  const asked: SignInRig['asked'] = [];
  const clock = createManualClock();
  let onFail = (): void => undefined;
  let codes = 0;
  const phone: Omit<SignInRig, 'client'> = {
    clock,
    asked,
    values,
    sockets: [],
    isUnreadable,
    isBlank,
    isRefused: () => false,
    login: ({ success }) => success({ code: `code-${(codes += 1)}` }),
  };
  const check = (isBad: boolean): void => {
    if (isBad) throw new Error('storage is busy');
  };
  const wx: ClientWx = {
    getStorageSync: (key) => (
      check(phone.isUnreadable(key)),
      phone.isBlank(key) ? '' : (values.get(key) ?? '')
    ),
    setStorageSync: (key, value) => (check(phone.isRefused(key)), void values.set(key, value)),
    removeStorageSync: (key) => void values.delete(key),
    getStorageInfoSync: () => (
      check(phone.isUnreadable(null)),
      { keys: phone.isBlank(null) ? [] : [...values.keys()] }
    ),
    ...(hasLogin ? { login: (option: Parameters<Login>[0]) => phone.login(option) } : {}),
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
    connectSocket({ fail, url }) {
      phone.sockets.push(url);
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
  const client = createClient({
    wx,
    clock,
    random: createSeededRandom(values.size + 3),
    config: { serverUrl: 'http://chat.test' },
  });
  return Object.assign(phone, { client });
}

export const whoIs = ({ client }: SignInRig): string | undefined => client.account.profile?.name;
