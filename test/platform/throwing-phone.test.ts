/**
 * A phone whose calls throw at once, one by one, and whose answers are of any type: one table over everything the app finds
 * in `wx`. What cannot be had from a phone like this is missing; the rest of the app is there.
 */
import { silentLogger } from '../../miniprogram/core/base/logger';
import type { HostEvent } from '../../miniprogram/core/chat/ports';
import { askSignInCode, createSecret } from '../../miniprogram/platform/auth';
import { createHostEvents } from '../../miniprogram/platform/host-events';
import { createHttp } from '../../miniprogram/platform/http';
import { createStorage } from '../../miniprogram/platform/storage';
import { createClient, type ClientWx } from '../../miniprogram/services/create-client';
import { createManualClock } from '../support/manual-clock';
import { createSeededRandom } from '../support/seeded-random';
import { createSilentPhone } from '../support/silent-phone';

const ODD: readonly unknown[] = [undefined, null, 42, 'ok', [], {}];

/** A phone on which `fails` says which calls throw; everything it was asked is in `asked`. */
function createPhone(fails: (name: string) => boolean) {
  const { wx } = createSilentPhone();
  const asked = new Set<string>();
  const phone = new Proxy(wx as Record<string, unknown>, {
    get(target, name) {
      const member = target[String(name)];
      if (typeof name === 'symbol' || typeof member !== 'function') return member;
      return (...values: readonly unknown[]): unknown => {
        asked.add(name);
        if (fails(name)) throw new Error(`${name}:fail on purpose`);
        if (name === 'getStorageSync') return '';
        return name === 'getStorageInfoSync' ? { keys: [] } : Reflect.apply(member, target, values);
      };
    },
    // A watched member is put aside.
    defineProperty: () => false,
  });
  return { wx: phone as unknown as ClientWx, asked };
}

/** The life of an app: made, started, a minute, ended. Resolves with the timers that are left. */
async function live(wx: ClientWx): Promise<number> {
  const clock = createManualClock();
  const client = createClient({
    wx,
    clock,
    random: createSeededRandom(4),
    config: { serverUrl: 'http://chat.test' },
  });
  client.chat.start();
  await clock.advance(60_000);
  expect(client.chat.connection.state).not.toBe('disconnected');
  client.close();
  await clock.advance(150_000);
  return clock.pending;
}

test('[SS120] {H2} whichever one call throws, each time, the app is made, starts and ends without a timer', async () => {
  const { wx, asked } = createPhone(() => false);
  expect(await live(wx)).toBe(0);
  expect(asked.size).toBeGreaterThan(15);
  for (const failing of asked) {
    const phone = createPhone((name) => name === failing);
    expect([failing, await live(phone.wx)]).toEqual([failing, 0]);
  }
  expect(await live(createPhone(() => true).wx)).toBe(0);
});

describe('answers of any type', () => {
  const answering = (answer: unknown) => ({
    login: ({ success }: { success: (value: never) => void }) => success(answer as never),
    getRandomValues: ({ success }: { success: (value: never) => void }) => success(answer as never),
    request: ({ success }: { success: (value: never) => void }) => success(answer as never),
    uploadFile: () => undefined,
  });

  test.each(ODD)(
    '[SS121] {H2} %p is no code, no secret and no answer of a server, at once',
    async (answer) => {
      const clock = createManualClock();
      const wx = answering(answer) as never;
      await expect(askSignInCode(wx, clock)).rejects.toMatchObject({ kind: 'no_sign_in' });
      expect(await createSecret(wx, createSeededRandom(1), clock)).toMatch(/^[A-Za-z0-9_-]{32}$/);
      await expect(createHttp(wx, clock).post('http://chat.test', {})).rejects.toMatchObject({
        kind: 'network',
      });
      expect(clock.pending).toBe(0);
    },
  );

  test('[SS121] {H2} a secret that is too short is none', async () => {
    const wx = answering({ randomValues: new ArrayBuffer(4) }) as never;
    expect(await createSecret(wx, createSeededRandom(1), createManualClock())).toMatch(/^[A-Za-z0-9_-]{32}$/);
  });

  test('[SS121] {H2} news of the network that tell nothing change nothing, and half of them is enough', () => {
    const listeners: ((news: unknown) => void)[] = [];
    const wx = { onNetworkStatusChange: (listener: (news: unknown) => void) => listeners.push(listener) };
    const tell = (news: unknown): void => listeners.forEach((listener) => listener(news));
    const heard: HostEvent[] = [];
    createHostEvents(wx as never, silentLogger).on((event) => heard.push(event));
    for (const news of ODD) tell(news);
    expect(heard).toEqual([]);
    tell({ networkType: 'none' });
    tell({ isConnected: true });
    expect(heard).toEqual([
      { kind: 'network', connected: false, type: 'none' },
      { kind: 'network', connected: true, type: 'unknown' },
    ]);
  });
});

describe('storage', () => {
  const holding = (value: unknown, info: unknown) =>
    createStorage({
      getStorageSync: () => value,
      setStorageSync: () => undefined,
      removeStorageSync: () => undefined,
      getStorageInfoSync: () => info as never,
    });

  test.each(['', null, undefined])(
    '[SS122] {H3} %p of a key that is listed cannot be read, else it is absent',
    (nothing) => {
      expect(() => holding(nothing, { keys: ['mc1:a'] }).get('mc1:a')).toThrow('listed without a value');
      expect(holding(nothing, { keys: ['mc1:b'] }).get('mc1:a')).toBeUndefined();
    },
  );

  test.each([...ODD, { keys: null }, { keys: 'x' }])(
    '[SS122] {H3} a list of keys that is %p cannot be read',
    (info) => {
      expect(() => holding('', info).keys()).toThrow('cannot read the keys');
    },
  );

  /** Values that are there, and the list that the phone gives. */
  const listing = (values: Map<string, unknown>, list: { keys: readonly string[] }) =>
    createStorage({
      getStorageSync: (key) => values.get(key) ?? '',
      setStorageSync: (key, value) => void values.set(key, value),
      removeStorageSync: (key) => void values.delete(key),
      getStorageInfoSync: () => list,
    });

  test('[OB93] {H3} a list that leaves out what was read or written is none, and an absent key is not known', () => {
    const list = { keys: ['mc1:device'] as readonly string[] };
    const storage = listing(new Map([['mc1:device', 'd']]), list);
    expect([storage.get('mc1:device'), storage.keys(), storage.get('mc1:a')]).toEqual([
      'd',
      list.keys,
      undefined,
    ]);
    list.keys = [];
    expect(() => storage.keys()).toThrow('leaves out what is stored');
    expect(() => storage.get('mc1:a')).toThrow('cannot read mc1:a');
    list.keys = ['mc1:device'];
    storage.set('mc1:b', 1);
    expect(() => storage.keys()).toThrow('leaves out what is stored');
    storage.remove('mc1:b');
    expect(storage.keys()).toEqual(['mc1:device']);
  });

  test('[OB93] {H3} what somebody else of the app removed is missed by nobody', () => {
    const values = new Map([['mc1:device', 'd']]);
    const list = { keys: ['mc1:device'] as readonly string[] };
    const storage = listing(values, list);
    storage.get('mc1:device');
    values.clear();
    list.keys = [];
    expect([storage.keys(), storage.get('mc1:device')]).toEqual([[], undefined]);
  });
});
