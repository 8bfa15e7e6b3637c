/**
 * Storage of the simulated runtime. Sentences are from developers.weixin.qq.com/miniprogram/dev/api/storage/wx.setStorage
 * and its neighbours.
 */
import { createMemoryStorage } from '../../support/node-wx';
import { createPhones } from './phones';

const phones = createPhones();
afterEach(() => phones.closeAll());

const KB = 1024;

test.each([
  ['text', 'ä 🍵 "quoted"'],
  ['a number', -1.5],
  ['NaN', Number.NaN],
  ['true', true],
  ['null', null],
  ['undefined', undefined],
  ['a Date', new Date(1_790_000_000_000)],
  ['an array', [1, 'two', { three: [null] }]],
  ['an object', { deep: { er: [1, 2] }, __proto__: null }],
])('[SM25] "native types, Date, and what JSON.stringify can serialise": %s', (_name, value) => {
  const { wx } = phones.create();
  wx.setStorageSync('key', value);
  expect(wx.getStorageSync<unknown>('key')).toEqual(value);
});

test('[SM25] what is stored is a copy, on the way in and on the way out', () => {
  const { wx } = phones.create();
  const list = [1];
  wx.setStorageSync('list', list);
  list.push(2);
  const first = wx.getStorageSync<number[]>('list');
  first.push(3);
  expect(wx.getStorageSync<number[]>('list')).toEqual([1]);
});

test('[SM25] a function and a circle are refused', () => {
  const { wx } = phones.create();
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  expect(() => wx.setStorageSync('key', () => 1)).toThrow('setStorageSync:fail parameter error');
  expect(() => wx.setStorageSync('key', circle)).toThrow('setStorageSync:fail parameter error');
  expect(wx.getStorageInfoSync().keys).toEqual([]);
});

test("[SM26] getStorageSync of an absent key is ''", () => {
  const { wx } = phones.create();
  expect(wx.getStorageSync<unknown>('absent')).toBe('');
});

test('[SM26] getStorage of an absent key fails with "data not found"', async () => {
  const { wx } = phones.create();
  await expect(wx.getStorage({ key: 'absent' })).rejects.toEqual({
    errMsg: 'getStorage:fail data not found',
  });
  await wx.setStorage({ key: 'present', data: { a: 1 } });
  expect(await wx.getStorage({ key: 'present' })).toEqual({ data: { a: 1 }, errMsg: 'getStorage:ok' });
});

test('[SM26] a key is a string', async () => {
  const { wx } = phones.create();
  expect(() => wx.setStorageSync(1 as unknown as string, 1)).toThrow('should be String instead of Number');
  expect(() => wx.setStorageSync('', 1)).toThrow('setStorageSync:fail');
  await expect(wx.removeStorage({} as { key: string })).rejects.toMatchObject({
    errMsg: 'removeStorage:fail parameter error: parameter.key should be String instead of Undefined;',
  });
});

test('[SM27] "at most 1 MB for a single key"', async () => {
  const { wx } = phones.create();
  wx.setStorageSync('k', 'a'.repeat(1024 * KB - 1));
  wx.setStorageSync('k', 'old');
  const over = 'a'.repeat(1024 * KB);
  expect(() => wx.setStorageSync('k', over)).toThrow('entry size limit reached');
  await expect(wx.setStorage({ key: 'k', data: over })).rejects.toMatchObject({
    errMsg: expect.stringMatching(/^setStorage:fail.*entry size limit reached$/) as string,
  });
  expect(wx.getStorageSync<string>('k')).toBe('old');
});

test('[SM27] "at most 10 MB for all data"; what is removed makes room again', () => {
  const { control, wx } = phones.create();
  const part = 'a'.repeat(1000 * KB);
  for (let i = 0; i < 10; i += 1) wx.setStorageSync(`part-${String(i)}`, part);
  expect(() => wx.setStorageSync('last', part)).toThrow('setStorageSync:fail exceed storage max size 10Mb');
  expect(wx.getStorageInfoSync().keys).toHaveLength(10);
  wx.setStorageSync('part-0', part);
  wx.removeStorageSync('part-1');
  wx.setStorageSync('last', part);
  expect(control.storage.bytes).toBeLessThanOrEqual(10 * 1024 * KB);
});

test('[SM27] bytes are counted, not characters', () => {
  const { wx } = phones.create();
  expect(() => wx.setStorageSync('k', '茶'.repeat(350 * KB))).toThrow('entry size limit reached');
});

test('[SM27] a backend that is full says the same, and a write that was refused counts nothing', () => {
  const backend = createMemoryStorage();
  const setItem = (): never => {
    throw new Error('QuotaExceededError');
  };
  const { control, wx } = phones.create({ storage: { ...backend, setItem } });
  expect(() => wx.setStorageSync('k', 1)).toThrow('exceed storage max size 10Mb');
  expect(control.storage.bytes).toBe(0);
});

test('[SM27] failWrites: a phone that cannot write (write DB data fail)', async () => {
  const { control, wx } = phones.create();
  control.storage.failWrites('write DB data fail');
  expect(() => wx.setStorageSync('k', 1)).toThrow('setStorageSync:fail write DB data fail');
  await expect(wx.setStorage({ key: 'k', data: 1 })).rejects.toEqual({
    errMsg: 'setStorage:fail write DB data fail',
  });
  control.storage.failWrites(null);
  wx.setStorageSync('k', 1);
});

test('[SM28] getStorageInfo: keys, currentSize and limitSize in KB', async () => {
  const { wx } = phones.create();
  wx.setStorageSync('a', 'x'.repeat(1500));
  wx.setStorageSync('b', 'y');
  const expected = { keys: ['a', 'b'], currentSize: 2, limitSize: 10 * KB };
  expect(wx.getStorageInfoSync()).toEqual(expected);
  expect(await wx.getStorageInfo()).toEqual({ ...expected, errMsg: 'getStorageInfo:ok' });
  await wx.clearStorage();
  expect(wx.getStorageInfoSync()).toEqual({ keys: [], currentSize: 0, limitSize: 10 * KB });
});

test('[SM28] "the storage is isolated by user": two phones on one backend', () => {
  const storage = createMemoryStorage();
  const anna = phones.create({ user: 'anna', storage }).wx;
  const other = phones.create({ user: 'anna:2', storage }).wx;
  anna.setStorageSync('k', 'hers');
  other.setStorageSync('k', 'theirs');
  other.clearStorageSync();
  expect(anna.getStorageSync<string>('k')).toBe('hers');
  expect(other.getStorageInfoSync().keys).toEqual([]);
});

test('[SM28] "the data stays until the user deletes it": it outlives the app', () => {
  const storage = createMemoryStorage();
  phones.create({ storage }).wx.setStorageSync('k', [1]);
  const { control, wx } = phones.create({ storage });
  expect(wx.getStorageSync<number[]>('k')).toEqual([1]);
  expect(control.storage.bytes).toBe(4);
});

test('[SM28] batchSetStorageSync and batchGetStorageSync (2.25.0)', async () => {
  const { wx } = phones.create();
  wx.batchSetStorageSync([
    { key: 'a', value: 1 },
    { key: 'b', value: { c: 2 } },
  ]);
  expect(wx.batchGetStorageSync(['b', 'absent', 'a'])).toEqual([{ c: 2 }, '', 1]);
  await expect(wx.batchSetStorage({ kvList: [{ key: 'd', value: 3 }] })).resolves.toBeDefined();
  expect(wx.getStorageSync<number>('d')).toBe(3);
});
