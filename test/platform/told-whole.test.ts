/** What a phone tells with something missing, in another order or in another shape, as its parts pass it on. */
import { silentLogger } from '../../miniprogram/core/base/logger';
import type { HostEvent } from '../../miniprogram/core/chat/ports';
import { createHostEvents } from '../../miniprogram/platform/host-events';
import { createMediaFiles } from '../../miniprogram/platform/media-files';
import { createPrivacy } from '../../miniprogram/platform/privacy';
import { createWitness, type SocketNews } from '../../miniprogram/platform/socket-witness';
import { createStorage } from '../../miniprogram/platform/storage';
import { toFailure } from '../../miniprogram/platform/wx-socket-api';
import { flushPromises } from '../support/manual-clock';
import { createSeededRandom } from '../support/seeded-random';

test('[SS166] a memory warning without a level is one of level 0', () => {
  let warn: (news: unknown) => void = () => undefined;
  const events = createHostEvents(
    { onMemoryWarning: (listener) => void (warn = listener as never) },
    silentLogger,
  );
  const heard: HostEvent[] = [];
  events.on((event) => heard.push(event));
  warn({});
  warn({ level: 15 });
  expect(heard).toEqual([
    { kind: 'memory_warning', level: 0 },
    { kind: 'memory_warning', level: 15 },
  ]);
});

test('[SS167] a phone that names no folder for files is asked neither to keep nor to remove one', async () => {
  const asked: unknown[] = [];
  const manager = new Proxy({}, { get: (_target, name) => () => asked.push(name) });
  const wx = { env: {} as never, getFileSystemManager: () => manager as never };
  const files = createMediaFiles(wx, createSeededRandom(1), silentLogger);
  expect(await files.keep('wxfile://tmp_a.jpg')).toBe('wxfile://tmp_a.jpg');
  void files.removeOthers(new Set());
  await flushPromises();
  expect(asked).toEqual([]);
});

test('[SS168] the name of the privacy guide is told when it comes, as long as the person is asked', () => {
  let ask = (): void => undefined;
  const names: ((setting: { needAuthorization: boolean; privacyContractName: string }) => void)[] = [];
  const privacy = createPrivacy(
    {
      onNeedPrivacyAuthorization: (listener) => void (ask = () => listener(() => undefined)),
      getPrivacySetting: ({ success }) => names.push(success),
    },
    silentLogger,
  );
  const told: unknown[] = [];
  privacy.onChange((isAsking) => told.push([isAsking, privacy.contract]));
  ask();
  names[0]?.({ needAuthorization: true, privacyContractName: 'Guide' });
  expect(told).toEqual([
    [true, ''],
    [true, 'Guide'],
  ]);
  privacy.answer(null);
  names[0]?.({ needAuthorization: true, privacyContractName: 'Guide' });
  expect(told.slice(2)).toEqual([[false, 'Guide']]);
});

describe('[SS169] news of an own socket that the global listeners are told too', () => {
  const message = (data: unknown): SocketNews => ({ name: 'message', message: { data } });

  test.each([
    ['first by its task', true],
    ['first by the global listeners', false],
  ])('is one piece of news, %s', async (_order, isTaskFirst) => {
    const told: unknown[] = [];
    const witness = createWitness((news) => told.push(['stranger', news]));
    const own = (): void =>
      witness.own({ news: message('a'), owner: {}, tell: (isGlobal) => told.push(['own', isGlobal]) });
    if (isTaskFirst) own();
    witness.global(message('a'));
    if (!isTaskFirst) own();
    await flushPromises();
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual([['own', true]]);
  });

  test('is known by its text, of bytes by their number; another text is a stranger’s', async () => {
    const told: unknown[] = [];
    const witness = createWitness((news) => told.push(['stranger', news]));
    const tell = (isGlobal: boolean): void => void told.push(['own', isGlobal]);
    witness.global(message(new ArrayBuffer(3)));
    witness.global(message('b'));
    witness.own({ news: message(new ArrayBuffer(3)), owner: {}, tell });
    witness.own({ news: message('a'), owner: {}, tell });
    await flushPromises();
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual([
      ['own', true],
      ['own', false],
      ['stranger', message('b')],
    ]);
  });
});

test('[SS170] a full phone is told apart by its kind from one that refuses a value for another reason', () => {
  const refusing = (errMsg: string) =>
    createStorage({
      setStorageSync() {
        throw new Error(errMsg);
      },
    } as never);
  const full = 'setStorage:fail exceed storage max size 10Mb';
  expect(() => refusing(full).set('mc1:a', 1)).toThrow(expect.objectContaining({ kind: 'storage_full' }));
  expect(() => refusing('setStorage:fail broken').set('mc1:a', 1)).toThrow(
    expect.not.objectContaining({ kind: 'storage_full' }),
  );
});

test.each([
  ['a text', 'connectSocket:fail', 'connectSocket:fail'],
  ['an answer', { errMsg: 'connectSocket:fail' }, 'connectSocket:fail'],
  ['an error', new Error('broken'), 'broken'],
  ['words that are none', { errMsg: 7 }, 'no reason given'],
  ['nothing', null, 'no reason given'],
  ['no answer', undefined, 'no reason given'],
  ['a number', 7, 'no reason given'],
])('[SS171] a failure that is told as %s is read, and never throws', (_shape, told, reason) => {
  expect(toFailure('error', told)).toEqual({ kind: 'error', reason });
});
