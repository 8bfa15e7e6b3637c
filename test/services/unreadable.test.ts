/** Whole clients on a phone whose storage cannot be read when the app starts. */
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import { createStorage } from '../../miniprogram/platform/storage';
import { flushPromises } from '../support/manual-clock';
import { createSignInRig, whoIs, type SignInRig } from '../support/sign-in-rig';

const TEA = 'tea' as RoomId;
const isOf =
  (start: string) =>
  (key: string | null): boolean =>
    key?.startsWith(start) === true;

const stop = (rig: SignInRig): Map<string, unknown> => (rig.client.close(), new Map(rig.values));

/** Ann, or a guest, who was here before. */
async function before(
  work: (rig: SignInRig) => void = () => undefined,
  hasLogin = true,
): Promise<Map<string, unknown>> {
  const rig = createSignInRig(new Map(), { hasLogin });
  rig.client.chat.start();
  await flushPromises();
  expect(whoIs(rig)).toBe(hasLogin ? 'Ann' : 'Guest');
  work(rig);
  await rig.clock.advance(2_000);
  return stop(rig);
}

test('[SS113] {H3} a read that is refused once is tried again at once; what cannot be read is never absent', () => {
  let refusals = 1;
  const read = <T>(value: T): T => {
    if (refusals > 0) {
      refusals -= 1;
      throw new Error('busy');
    }
    return value;
  };
  const storage = createStorage({
    getStorageSync: () => read('kept'),
    getStorageInfoSync: () => read({ keys: ['a'] }),
    setStorageSync: () => undefined,
    removeStorageSync: () => undefined,
  });
  expect(storage.get('a')).toBe('kept');
  refusals = 1;
  expect(storage.keys()).toEqual(['a']);
  refusals = 2;
  expect(() => storage.get('a')).toThrow('cannot read a: busy');
  refusals = 2;
  expect(() => storage.keys()).toThrow('cannot read the keys: busy');
});

test('[SS114] {H3} a guest whose key cannot be read waits, and is the same guest when it can', async () => {
  const values = await before(undefined, false);
  const key = values.get('mc1:guest:http://chat.test');
  const rig = createSignInRig(values, { hasLogin: false, isUnreadable: isOf('mc1:guest:') });
  rig.client.chat.start();
  await rig.clock.advance(60_000);
  expect(rig.asked).toEqual([]);
  rig.isUnreadable = () => false;
  await rig.clock.advance(60_000);
  expect(rig.asked[0]?.guestKey).toBe(key);
  expect(rig.values.get('mc1:guest:http://chat.test')).toBe(key);
  stop(rig);
});

test('[SS115] {H3} a key that the phone does not store is kept for this run: nobody is two guests', async () => {
  const rig = createSignInRig(new Map(), { hasLogin: false });
  rig.isRefused = isOf('mc1:guest:');
  rig.client.chat.start();
  await flushPromises();
  rig.client.settings.update({ serverUrl: 'http://other.test' });
  await flushPromises();
  rig.client.settings.update({ serverUrl: 'http://chat.test' });
  expect(rig.values.get('mc1:guest:http://chat.test')).toBeUndefined();
  rig.isRefused = () => false;
  await rig.clock.advance(60_000);
  const keys = rig.asked.map(({ guestKey }) => guestKey);
  expect(keys.length).toBeGreaterThan(1);
  expect(keys[keys.length - 1]).toBe(keys[0]);
  expect(rig.values.get('mc1:guest:http://chat.test')).toBe(keys[0]);
  stop(rig);
});

test('[SS116] {H3} who was signed in last is known as soon as that can be read', async () => {
  const values = await before();
  const rig = createSignInRig(values, { isUnreadable: isOf('mc1:me:') });
  expect(whoIs(rig)).toBeUndefined();
  rig.isUnreadable = () => false;
  await rig.clock.advance(300);
  expect([whoIs(rig), rig.client.chat.state.self?.name]).toEqual(['Ann', 'Ann']);
  expect(rig.values.get('mc1:me:http://chat.test')).toEqual(values.get('mc1:me:http://chat.test'));
  stop(rig);
});

describe('settings', () => {
  const set = ({ client }: SignInRig): void =>
    client.settings.update({ serverUrl: 'http://mine.test', theme: 'dark' });

  test('[SS117] {H3} that cannot be read are not the defaults: nobody signs in at another server', async () => {
    const values = await before(set);
    const rig = createSignInRig(values, { isUnreadable: isOf('mc1:settings') });
    rig.client.chat.start();
    await rig.clock.advance(5_000);
    expect(rig.asked).toEqual([]);
    rig.isUnreadable = () => false;
    await rig.clock.advance(5_000);
    expect(rig.client.settings.current).toMatchObject({ serverUrl: 'http://mine.test', theme: 'dark' });
    // This phone ends no socket, and two that may live are enough [SS163]: the next one waits until one is surely gone.
    await rig.clock.advance(45_000);
    expect(rig.sockets[rig.sockets.length - 1]).toBe('ws://mine.test/ws');
    expect(rig.asked.length).toBeGreaterThan(0);
    stop(rig);
  });

  test('[SS117] {H3} what is set meanwhile holds, and takes nothing else with it', async () => {
    const values = await before(set);
    const rig = createSignInRig(values, { isUnreadable: isOf('mc1:settings') });
    rig.client.settings.update({ language: 'en' });
    expect(rig.values.get('mc1:settings')).toEqual({ serverUrl: 'http://mine.test', theme: 'dark' });
    expect(rig.client.settings.current.language).toBe('en');
    rig.isUnreadable = () => false;
    await rig.clock.advance(5_000);
    const all = { serverUrl: 'http://mine.test', theme: 'dark', language: 'en' };
    expect([rig.client.settings.current, rig.values.get('mc1:settings')]).toEqual([all, all]);
    stop(rig);
  });

  test('[SS117] {H3} for good: after ten seconds the app goes on with the defaults and writes none', async () => {
    const values = await before(set);
    const rig = createSignInRig(values, { isUnreadable: isOf('mc1:settings') });
    rig.client.chat.start();
    await rig.clock.advance(60_000);
    expect(rig.asked.length).toBeGreaterThan(0);
    expect(rig.values.get('mc1:settings')).toEqual({ serverUrl: 'http://mine.test', theme: 'dark' });
    stop(rig);
    expect(rig.clock.pending).toBe(0);
  });
});

test('[SS118] {H3} an installation whose id cannot be read has another one for this run only', async () => {
  const values = await before();
  const device = values.get('mc1:device');
  const rig = createSignInRig(values, { isUnreadable: isOf('mc1:device') });
  expect(rig.values.get('mc1:device')).toBe(device);
  stop(rig);
});

describe('drafts', () => {
  const begin = ({ client }: SignInRig): void => client.drafts.save(TEA, { text: 'begun' });
  const stored = ({ values }: SignInRig): unknown =>
    [...values].find(([key]) => key.startsWith('mc1:draft:'))?.[1];

  test.each([
    ['a draft', isOf('mc1:draft:')],
    ['the list of keys', (key: string | null) => key === null],
  ])(
    '[SS119] {H3} with %s unreadable nothing is lost, whatever is typed meanwhile',
    async (_what, isUnreadable) => {
      const values = await before(begin);
      const rig = createSignInRig(values, { isUnreadable });
      const { drafts } = rig.client;
      if (isUnreadable('mc1:draft:')) expect(drafts.draft(TEA)).toBeNull();
      rig.isUnreadable = (key) => isUnreadable(key) || isOf('mc1:draft:')(key);
      drafts.save(TEA, { text: '' });
      drafts.save(TEA, { text: 'new' });
      await rig.clock.advance(2_000);
      expect(stored(rig)).toMatchObject({ text: 'begun' });
      rig.isUnreadable = () => false;
      await rig.clock.advance(10_000);
      expect(stored(rig)).toMatchObject({ text: 'begun\nnew' });
      drafts.save(TEA, { text: 'new words' });
      await rig.clock.advance(2_000);
      expect(stored(rig)).toMatchObject({ text: 'begun\nnew words' });
      expect(drafts.draft(TEA)).toEqual({ text: 'begun\nnew words' });
      drafts.save(TEA, { text: 'only this' });
      await rig.clock.advance(2_000);
      expect(stored(rig)).toMatchObject({ text: 'only this' });
      stop(rig);
      expect(rig.clock.pending).toBe(0);
    },
  );
});

test('[SS119] {H3} emoji and announcements that cannot be read are not written over', async () => {
  const values = await before(({ client }) => {
    client.recentEmoji.use('👍');
    client.announcements.close(TEA, 'read');
  });
  const rig = createSignInRig(values, {
    isUnreadable: (key) => isOf('mc1:emoji')(key) || isOf('mc1:note:')(key),
  });
  rig.client.recentEmoji.use('🎉');
  expect(rig.client.announcements.closed(TEA)).toBe('');
  expect(rig.values.get('mc1:emoji')).toEqual(['👍']);
  rig.isUnreadable = () => false;
  rig.client.recentEmoji.use('🍵');
  expect(rig.values.get('mc1:emoji')).toEqual(['🍵', '🎉', '👍']);
  expect(rig.client.announcements.closed(TEA)).toBe('read');
  stop(rig);
});

test('[OB93, SS122] {H3} a list of keys that is empty and values that read as nothing: no waiting message is written over', async () => {
  const first = createSignInRig(new Map(await before()));
  first.client.chat.start();
  await flushPromises();
  first.client.chat.sendText(TEA, 'kept');
  const values = stop(first);
  const isBlank = (key: string | null): boolean => key === null || key.startsWith('mc1:out:');
  const rig = createSignInRig(new Map(values), { isBlank });
  rig.client.chat.start();
  await flushPromises();
  rig.client.chat.sendText(TEA, 'later');
  await rig.clock.advance(2_000);
  rig.isBlank = () => false;
  await rig.clock.advance(30_000);
  const waiting = [...rig.values].filter(([key]) => key.startsWith('mc1:out:'));
  expect(waiting.map(([, value]) => /kept|later/.exec(JSON.stringify(value))?.[0])).toEqual([
    'kept',
    'later',
  ]);
  stop(rig);
});
