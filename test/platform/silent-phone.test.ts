/**
 * A phone that never answers: one table over everything the app asks of `wx`. A new call has no row, and fails the test, until
 * somebody has said when it is given up, or why nothing waits for it.
 */
import { silentLogger } from '../../miniprogram/core/base/logger';
import { attachments } from '../../miniprogram/pages/chat/kinds/registry';
import {
  askSignInCode,
  createSecret,
  SECRET_SILENCE_MS,
  SIGN_IN_SILENCE_MS,
} from '../../miniprogram/platform/auth';
import { answerWithin } from '../../miniprogram/platform/answer-within';
import {
  createHttp,
  HTTP_TIMEOUT_MS,
  SILENCE_MARGIN_MS,
  UPLOAD_TIMEOUT_MS,
} from '../../miniprogram/platform/http';
import { createMediaFiles, FILE_CALL_MS } from '../../miniprogram/platform/media-files';
import { createPrivacy, PRIVACY_SILENCE_MS } from '../../miniprogram/platform/privacy';
import { Recorder } from '../../miniprogram/platform/recorder';
import { createReminders, REMINDER_DECISION_MS } from '../../miniprogram/platform/reminders';
import { createVoicePlayer, PLAYER_END_MS, PLAYER_START_MS } from '../../miniprogram/platform/voice-player';
import { installClient } from '../../miniprogram/services/app-client';
import type { Client } from '../../miniprogram/services/client-types';
import { openFile } from '../../miniprogram/utils/open-file';
import { createManualClock, flushPromises, type ManualClock } from '../support/manual-clock';
import { createSilentPhone } from '../support/silent-phone';
import { listFiles, readText } from '../support/source-files';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

interface Wait {
  /** Starts what waits for the call. */
  readonly start: (wx: never, clock: ManualClock) => Promise<unknown>;
  readonly withinMs: number;
  /** Calls on the way there that do answer. */
  readonly answers?: Readonly<Record<string, object>>;
  /** What holds then: a value, or `kind` of an error. */
  readonly outcome: unknown;
  readonly error?: boolean;
}

const http = (wx: never, clock: ManualClock) => createHttp(wx, clock);
const mediaFiles = (wx: never, clock: ManualClock) => createMediaFiles(wx, () => 0, silentLogger, clock);
const MOVED = 'wxfile://tmp/a.jpg';
const PICKED = { tempFiles: [{ tempFilePath: MOVED, size: 9_000_000 }] };
const PHOTO = { width: 4, height: 3, orientation: 'up', type: 'jpeg' };
const GOOD_NETWORK = { networkType: 'wifi', weakNet: false };
const pictures = (width: number, height: number) => ({
  outcome: 'picked',
  media: [{ kind: 'image', path: MOVED, width, height, bytes: 9_000_000 }],
});

/** With what is found out about each of them meanwhile. */
async function pickWhole(source: string) {
  const picked = await attachments()
    .find(({ id }) => id === source)
    ?.pick();
  if (!picked) throw new Error(`nothing is offered as ${source}`);
  return picked.outcome === 'picked' ? { ...picked, media: await picked.media } : picked;
}

/** People may look for something for a long time, but not for ever. */
const neverChosen = (source: string): Wait => ({
  start: () => pickWhole(source),
  answers: { getNetworkType: GOOD_NETWORK },
  withinMs: 10 * MINUTE_MS,
  outcome: { outcome: 'cancelled' },
});

const open = (path: string | null) => (_wx: never, clock: ManualClock) =>
  openFile(
    {
      after: (ms, fn) => clock.after(ms, fn),
      answerWithin: (ms, ask, otherwise) => answerWithin(clock, ms, ask, () => otherwise),
    },
    'en',
    { name: 'a.pdf', url: 'http://h/a.pdf', path },
    { isThere: () => true, onCovered: () => undefined },
  );

const WAITS: Readonly<Record<string, Wait>> = {
  login: {
    start: (wx, clock) => askSignInCode(wx, clock),
    withinMs: SIGN_IN_SILENCE_MS,
    outcome: 'no_sign_in',
    error: true,
  },
  getRandomValues: {
    start: (wx, clock) => createSecret(wx, () => 0, clock),
    withinMs: SECRET_SILENCE_MS,
    outcome: 'A'.repeat(32),
  },
  request: {
    start: (wx, clock) => http(wx, clock).post('http://h/api', {}),
    withinMs: HTTP_TIMEOUT_MS + SILENCE_MARGIN_MS,
    outcome: 'timeout',
    error: true,
  },
  uploadFile: {
    start: (wx, clock) => http(wx, clock).upload('http://h/api', 'a').done,
    withinMs: UPLOAD_TIMEOUT_MS + SILENCE_MARGIN_MS,
    outcome: 'timeout',
    error: true,
  },
  mkdir: {
    start: (wx, clock) => mediaFiles(wx, clock).keep(MOVED),
    answers: { saveFile: { savedFilePath: 'wxfile://usr/b' } },
    withinMs: FILE_CALL_MS,
    outcome: 'wxfile://usr/b',
  },
  saveFile: {
    start: (wx, clock) => mediaFiles(wx, clock).keep(MOVED),
    answers: { mkdir: {} },
    withinMs: FILE_CALL_MS,
    outcome: MOVED,
  },
  readdir: {
    start: (wx, clock) => mediaFiles(wx, clock).removeOthers(new Set()),
    withinMs: FILE_CALL_MS,
    outcome: undefined,
  },
  unlink: {
    start: (wx, clock) => mediaFiles(wx, clock).removeOthers(new Set()),
    answers: { readdir: { files: ['a'] } },
    withinMs: FILE_CALL_MS,
    outcome: undefined,
  },
  requirePrivacyAuthorize: {
    start: (wx, clock) => createPrivacy(wx, silentLogger, clock).ensure(),
    withinMs: PRIVACY_SILENCE_MS,
    outcome: true,
  },
  requestSubscribeMessage: {
    start: (wx, clock) => createReminders(wx, 't', clock).ask(),
    withinMs: REMINDER_DECISION_MS,
    outcome: 'failed',
  },
  getRecorderManager: {
    start: (wx, clock) => new Recorder(wx, clock).start(),
    withinMs: 3 * SECOND_MS,
    outcome: 'failed',
  },
  createInnerAudioContext: {
    start: (wx, clock) => createVoicePlayer(wx, clock).play('a.mp3'),
    withinMs: PLAYER_START_MS,
    outcome: 'failed',
  },
  getNetworkType: {
    start: () => pickWhole('album'),
    answers: { chooseMedia: PICKED, getImageInfo: { ...PHOTO, type: 'gif' } },
    withinMs: 2 * SECOND_MS,
    outcome: pictures(4, 3),
  },
  chooseLocation: neverChosen('location'),
  chooseMedia: neverChosen('camera'),
  chooseMessageFile: neverChosen('file'),
  getImageInfo: {
    start: () => pickWhole('album'),
    answers: { getNetworkType: GOOD_NETWORK, chooseMedia: PICKED },
    withinMs: 15 * SECOND_MS,
    outcome: pictures(0, 0),
  },
  compressImage: {
    start: () => pickWhole('album'),
    answers: { getNetworkType: GOOD_NETWORK, chooseMedia: PICKED, getImageInfo: PHOTO },
    withinMs: 15 * SECOND_MS,
    outcome: pictures(4, 3),
  },
  getFileInfo: {
    start: () => pickWhole('album'),
    answers: {
      getNetworkType: GOOD_NETWORK,
      chooseMedia: PICKED,
      getImageInfo: PHOTO,
      compressImage: { tempFilePath: 'b' },
    },
    withinMs: 2 * SECOND_MS,
    outcome: pictures(4, 3),
  },
  downloadFile: { start: open(null), withinMs: 62 * SECOND_MS, outcome: undefined },
  openDocument: { start: open('a'), withinMs: 30 * SECOND_MS, outcome: undefined },
};

/** Answers at once, or is only listened to. */
const WITHOUT_ANSWER = [
  'env',
  'getAccountInfoSync',
  'getAppBaseInfo',
  'getFileSystemManager',
  'getLogManager',
  'getStorageInfoSync',
  'getStorageSync',
  'getWindowInfo',
  'offAppHide',
  'offAppShow',
  'offMemoryWarning',
  'offNetworkStatusChange',
  'offNetworkWeakChange',
  'offThemeChange',
  'onAppHide',
  'onAppShow',
  'onMemoryWarning',
  'onNeedPrivacyAuthorization',
  'onNetworkStatusChange',
  'onNetworkWeakChange',
  'onThemeChange',
  'removeStorageSync',
  'setStorageSync',
];

/** The socket service gives these up by itself: [SK14], [SK15], [FM4], [SY6]. */
const OF_THE_SOCKET = [
  'closeSocket',
  'connectSocket',
  'onSocketClose',
  'onSocketError',
  'onSocketMessage',
  'onSocketOpen',
  'sendSocketMessage',
];

/** Told and forgotten: without an answer nothing is different from a refusal, and nothing else waits. */
const NOBODY_WAITS = [
  'getPrivacySetting',
  'hideKeyboard',
  'hideLoading',
  'makePhoneCall',
  'navigateBack',
  'navigateTo',
  'openLocation',
  'openPrivacyContract',
  'openSetting',
  'pageScrollTo',
  'previewImage',
  'previewMedia',
  'reLaunch',
  'setBackgroundColor',
  'setBackgroundTextStyle',
  'setClipboardData',
  'setInnerAudioOption',
  'setNavigationBarColor',
  'setNavigationBarTitle',
  'showActionSheet',
  'showLoading',
  'showModal',
  'showToast',
];

/** Names of `wx` that the app uses, however it writes that, and of its file system. */
function usedNames(): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of listFiles('miniprogram', ['.ts']).filter((name) => !name.includes('miniprogram_npm'))) {
    const code = readText(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*|`[^`]*`/g, '');
    for (const [, name = ''] of code.matchAll(/\bwx\s*\??\.\s*(\w+)/g)) names.add(name);
    for (const [, list = ''] of code.matchAll(/\{([\w\s,:]*)\}\s*=\s*(?:this\.)?wx;/g)) {
      for (const name of list.split(',')) names.add((name.split(':')[0] ?? '').trim());
    }
    for (const [, list = ''] of code.matchAll(/interface WxFileSystem \{([\s\S]*?)\n\}/g)) {
      for (const [, name = ''] of list.matchAll(/^ {2}(\w+)\(/gm)) names.add(name);
    }
    for (const [, name = ''] of code.matchAll(/getFileSystemManager\(\)\??\.(\w+)/g)) names.add(name);
  }
  names.delete('');
  // As the socket service builds the names of its listeners.
  names.delete('onSocket');
  return names;
}

function prepare(wait: Wait) {
  const clock = createManualClock();
  const phone = createSilentPhone(wait.answers);
  Object.assign(globalThis, { wx: phone.wx });
  const client: Partial<Client> = {
    answerWithin: (ms, ask, otherwise) => answerWithin(clock, ms, ask, () => otherwise),
    now: () => clock.now(),
  };
  installClient(client as Client);
  const told: unknown[] = [];
  const over = wait.start(phone.wx, clock).then(
    (value) => void told.push(value),
    (thrown: unknown) => void told.push((thrown as { kind?: unknown }).kind),
  );
  return { clock, phone, told, over };
}

afterEach(() => void Reflect.deleteProperty(globalThis, 'wx'));

test('[SS90] {H2} every call of the phone has a row: what waits for it, or why nothing does', () => {
  const rows = [...Object.keys(WAITS), ...WITHOUT_ANSWER, ...OF_THE_SOCKET, ...NOBODY_WAITS];
  expect([...usedNames()].filter((name) => !rows.includes(name))).toEqual([]);
  expect(new Set(rows).size).toBe(rows.length);
});

test.each(Object.entries(WAITS))(
  '[SS90] {H2, S14} wx.%s that never answers is given up in its time, and a late answer does nothing',
  async (name, wait) => {
    const { clock, phone, told, over } = prepare(wait);
    await flushPromises();
    await clock.advance(wait.withinMs - 1);
    expect(told).toEqual([]);
    await clock.advance(1);
    await over;
    expect(told).toEqual([wait.outcome]);
    const pending = clock.pending;
    for (const { callback } of phone.late.filter((each) => each.name === name)) callback(PICKED);
    for (const listener of phone.listeners) listener({ errMsg: 'late' });
    await clock.advance(PLAYER_END_MS);
    expect(told).toHaveLength(1);
    expect(clock.pending).toBeLessThanOrEqual(pending);
  },
);

test('[SS91] {H2} a call that throws is a call that does not work, with its words', async () => {
  const clock = createManualClock();
  const broken = new Proxy(
    {},
    {
      get: (_target, name) =>
        typeof name === 'symbol'
          ? undefined
          : () => {
              throw new Error('broken');
            },
    },
  ) as never;
  await expect(askSignInCode(broken, clock)).rejects.toMatchObject({ kind: 'no_sign_in' });
  await expect(http(broken, clock).post('http://h/api', {})).rejects.toMatchObject({ kind: 'network' });
  expect(await createSecret(broken, () => 0, clock)).toBe('A'.repeat(32));
  expect(
    await createPrivacy(
      {
        requirePrivacyAuthorize: () => {
          throw new Error('broken');
        },
      },
      silentLogger,
      clock,
    ).ensure(),
  ).toBe(true);
  expect(await new Recorder(broken, clock).start()).toBe('failed');
  expect(clock.pending).toBe(0);
});

test('[SS92] {H2} a file that the phone moves after it was waited for is found where it is', async () => {
  const clock = createManualClock();
  const phone = createSilentPhone({ mkdir: {} });
  const files = mediaFiles(phone.wx, clock);
  const kept = files.keep(MOVED);
  await clock.advance(FILE_CALL_MS);
  expect(await kept).toBe(MOVED);
  expect(files.locate(MOVED)).toBe(MOVED);
  phone.late.find(({ name }) => name === 'saveFile')?.callback({ savedFilePath: 'wxfile://usr/x.jpg' });
  expect(files.locate(MOVED)).toBe('wxfile://usr/x.jpg');
});

test('[SS92] {H2} a late list of files removes nothing that was taken over meanwhile', async () => {
  const clock = createManualClock();
  const phone = createSilentPhone({ mkdir: {}, saveFile: { savedFilePath: 'wxfile://usr/new' } });
  const files = mediaFiles(phone.wx, clock);
  const removed = files.removeOthers(new Set());
  await flushPromises();
  await files.keep(MOVED);
  const name = `${'A'.repeat(16)}.jpg`;
  phone.late.find((each) => each.name === 'readdir')?.callback({ files: [name] });
  await removed;
  expect(phone.asked).not.toContain('unlink');
});

test('[SS93] {S14} as long as a person is asked for the privacy guide their answer is waited for', async () => {
  const clock = createManualClock();
  let ask = (): void => undefined;
  const privacy = createPrivacy(
    {
      onNeedPrivacyAuthorization: (listener) => void (ask = () => listener(() => undefined)),
      requirePrivacyAuthorize: () => undefined,
    },
    silentLogger,
    clock,
  );
  const told: boolean[] = [];
  void privacy.ensure().then((isAgreed) => told.push(isAgreed));
  ask();
  await clock.advance(MINUTE_MS);
  expect(told).toEqual([]);
  privacy.answer('agree');
  await clock.advance(PRIVACY_SILENCE_MS);
  expect(told).toEqual([true]);
  void privacy.ensure().then((isAgreed) => told.push(isAgreed));
  ask();
  privacy.answer(null);
  await clock.advance(PRIVACY_SILENCE_MS);
  expect(told).toEqual([true, false]);
  expect(clock.pending).toBe(0);
});
