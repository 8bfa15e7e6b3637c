/**
 * What a phone does wrong beside its sockets: storage calls that throw, callbacks that never come or come late, a sign-in that
 * fails or gives a code again. Wraps the wx object of one launch; knows no meaning of what is stored or asked.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import type { Chance } from './chance';

export interface PhoneFaults {
  /** How often a single read, or write, of the storage throws. */
  readonly readThrows: number;
  readonly writeThrows: number;
  /** How often the storage cannot be read at all, or in part, when the app starts, and for how long at most. */
  readonly unreadableStart: number;
  readonly maxUnreadableMs: number;
  /** How often a call is not answered; every other of these is answered much later. */
  readonly silent: number;
  readonly signInFails: number;
  /** How often `wx.login` gives a code that was used. */
  readonly usedCode: number;
}

export const NO_PHONE_FAULTS: PhoneFaults = {
  readThrows: 0,
  writeThrows: 0,
  unreadableStart: 0,
  maxUnreadableMs: 0,
  silent: 0,
  signInFails: 0,
  usedCode: 0,
};

/** The server of the simulation refuses it. */
export const USED_CODE = 'used~code';

const LATE_MS = [12_000, 60_000] as const;
const CALLS = ['login', 'request', 'uploadFile', 'getRandomValues', 'getNetworkType'] as const;
const FILE_CALLS = ['mkdir', 'readdir', 'saveFile', 'unlink'] as const;
/** Which keys cannot be read; the list of keys is ''. */
const SPELLS: readonly ((key: string) => boolean)[] = [
  () => true,
  (key) => key === '',
  (key) => key.startsWith('mc1:out:'),
  (key) => /^mc1:out:.*[02468]$/.test(key),
  (key) => /^mc1:(guest|me|settings|device|rooms|room):?/.test(key),
];

export interface PhoneFaultsOptions {
  /** The phone's own: an app that was ended hears nothing. */
  readonly clock: Clock;
  /** The time outside of the phone, which nobody sets: what is wrong with a phone lasts as long whatever its clock shows. */
  readonly now: () => number;
  readonly chance: Chance;
  readonly faults: () => PhoneFaults;
  /** What was read is not known now, although it was asked for twice. */
  readonly onUnread: () => void;
}

type Callback = (answer: object) => void;
type Option = Readonly<Record<string, unknown>>;
type Call = (option: Option) => unknown;
type Members = Record<string, (...values: never[]) => unknown>;

const CALLBACKS = ['success', 'fail', 'complete'] as const;

/** The same call, whose callbacks are heard after `ms`, or never. */
function mute(option: Option, { clock }: PhoneFaultsOptions, ms: number | null): Option {
  const late = CALLBACKS.flatMap((name) => {
    const callback = option[name] as Callback | undefined;
    const tell = (answer: object): void => void (ms !== null && clock.after(ms, () => callback?.(answer)));
    return callback ? [[name, tell] as const] : [];
  });
  return { ...option, ...Object.fromEntries(late) };
}

function silence(call: Call, options: PhoneFaultsOptions): Call {
  const { chance, faults } = options;
  return (option) => {
    if (!chance.hits(faults().silent)) return call(option);
    return call(mute(option, options, chance.hits(0.5) ? chance.between(...LATE_MS) : null));
  };
}

function spoilLogin(login: Call, { chance, clock, faults }: PhoneFaultsOptions): Call {
  return (option) => {
    const { signInFails, usedCode } = faults();
    const answer = (name: 'success' | 'fail', value: object): void =>
      void clock.after(5, () => (option[name] as Callback)(value));
    if (chance.hits(signInFails)) answer('fail', { errMsg: 'login:fail on purpose' });
    else if (chance.hits(usedCode)) answer('success', { code: USED_CODE, errMsg: 'login:ok' });
    else return login(option);
    return undefined;
  };
}

function spoilStorage(wx: Members, { chance, now, faults, onUnread }: PhoneFaultsOptions): Members {
  const { unreadableStart, maxUnreadableMs } = faults();
  const spell = chance.hits(unreadableStart) ? chance.pick(SPELLS) : (): boolean => false;
  const end = now() + chance.between(0, maxUnreadableMs);
  const check = (isBad: boolean): void => {
    if (isBad) throw new Error('storage is busy on purpose');
  };
  let refusals = 0;
  const isUnreadable = (key: string): boolean => {
    const isRefused = (now() < end && spell(key)) || chance.hits(faults().readThrows);
    refusals = isRefused ? refusals + 1 : 0;
    if (refusals > 1) onUnread();
    return isRefused;
  };
  const bind = (name: string): ((...values: unknown[]) => unknown) => {
    const member = wx[name] as ((...values: unknown[]) => unknown) | undefined;
    return (...values) => member?.(...values);
  };
  return {
    getStorageSync: (key: string) => (check(isUnreadable(key)), bind('getStorageSync')(key)),
    getStorageInfoSync: () => (check(isUnreadable('')), bind('getStorageInfoSync')()),
    removeStorageSync: (key: string) => (
      check(chance.hits(faults().writeThrows)),
      bind('removeStorageSync')(key)
    ),
    setStorageSync: (key: string, value: unknown) => (
      check(chance.hits(faults().writeThrows)),
      bind('setStorageSync')(key, value)
    ),
  };
}

export function spoilPhone(wx: WechatMiniprogram.Wx, options: PhoneFaultsOptions): WechatMiniprogram.Wx {
  const members = wx as unknown as Members & { getFileSystemManager(): Members };
  const bind =
    (owner: Members, name: string): Call =>
    (option) =>
      owner[name]?.(option as never);
  const files = members.getFileSystemManager();
  const spoiledFiles = FILE_CALLS.map((name) => [name, silence(bind(files, name), options)]);
  const calls = CALLS.map((name) => {
    const call = bind(members, name);
    return [name, silence(name === 'login' ? spoilLogin(call, options) : call, options)];
  });
  const manager = { ...files, ...Object.fromEntries(spoiledFiles) } as Members;
  const spoiled = {
    ...(Object.fromEntries(calls) as Members),
    ...spoilStorage(members, options),
    getFileSystemManager: () => manager,
  };
  const values = Object.entries(spoiled).map(([name, value]) => [name, { value }]);
  return Object.create(wx, Object.fromEntries(values) as PropertyDescriptorMap) as WechatMiniprogram.Wx;
}
