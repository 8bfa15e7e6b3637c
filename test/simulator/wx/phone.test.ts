/**
 * The rest of the simulated phone: calling convention, missing members, account, system information, dialogs, navigation.
 * Sentences are from the page of each API under developers.weixin.qq.com/miniprogram/dev/api.
 */
import type {
  ActionSheetOptions,
  ModalOptions,
  PickedFile,
  ToastOptions,
  UiPort,
} from '../../../simulator/wx/ui-ports';
import { createManualClock, flushPromises } from '../../support/manual-clock';
import { createPhones } from './phones';

const phones = createPhones();
afterEach(() => phones.closeAll());

describe('calling convention', () => {
  test('[SM1] "success, fail, complete": called with errMsg, after the call has returned', async () => {
    const { wx } = phones.create();
    const told: string[] = [];
    const returned: unknown = wx.getStorage({
      key: 'absent',
      success: () => told.push('success'),
      fail: ({ errMsg }) => told.push(errMsg),
      complete: ({ errMsg }) => told.push(`complete ${errMsg}`),
    });
    expect(returned).toBeUndefined();
    expect(told).toEqual([]);
    await flushPromises();
    expect(told).toEqual(['getStorage:fail data not found', 'complete getStorage:fail data not found']);
  });

  test('[SM1] without callbacks a promise (2.10.2), with the same result', async () => {
    const { wx } = phones.create();
    await expect(wx.setStorage({ key: 'k', data: 1 })).resolves.toEqual({ errMsg: 'setStorage:ok' });
    await expect(wx.getStorage({ key: 'absent' })).rejects.toEqual({
      errMsg: 'getStorage:fail data not found',
    });
  });

  test('[SM3] a callback that throws is reported and complete still comes', async () => {
    const errors: unknown[] = [];
    const { wx } = phones.create({ onListenerError: (error) => errors.push(error) });
    const completed = new Promise((resolve) =>
      wx.getNetworkType({
        success() {
          throw new Error('in success');
        },
        complete: resolve,
      }),
    );
    await completed;
    expect(errors).toEqual([new Error('in success')]);
  });
});

describe('what is missing', () => {
  const read = (wx: unknown, name: string): unknown => (wx as Record<string, unknown>)[name];

  test('[SM2] an unknown member is undefined, can be asked for, and is reported once by its name', () => {
    const { missing, wx } = phones.create();
    expect(read(wx, 'createVKSession')).toBeUndefined();
    expect(typeof read(wx, 'createVKSession')).toBe('undefined');
    expect(() => (read(wx, 'startBeaconDiscovery') as () => void)()).toThrow(TypeError);
    expect(missing).toEqual(['createVKSession', 'startBeaconDiscovery']);
  });

  test('[SM2] promises, printers and the off functions WeChat does not have are no use of an API', async () => {
    const { missing, wx } = phones.create();
    await Promise.resolve(wx);
    expect(String(JSON.stringify(wx))).toContain('PREVIEW_SERVER_URL');
    expect(read(wx, 'offSocketOpen')).toBeUndefined();
    expect('createVKSession' in wx).toBe(false);
    expect(missing).toEqual([]);
  });

  test('[SM2] canIUse: "whether an API, a callback, a parameter, a component is available"', () => {
    const { missing, wx } = phones.create({ components: ['button'] });
    const asked = [
      'onSocketOpen',
      'getSystemInfo.success.theme',
      'button.open-type.chooseAvatar',
      'createVKSession',
    ];
    expect(asked.map((schema) => wx.canIUse(schema))).toEqual([true, true, true, false]);
    expect(wx.canIUse('offSocketOpen')).toBe(false);
    expect(missing).toEqual([]);
  });

  test('[SM2] an API whose port is absent fails and is reported', async () => {
    const { missing, wx } = phones.create();
    await expect(wx.showToast({ title: 'hi' })).rejects.toEqual({
      errMsg: 'showToast:fail no showToast port in this simulator',
    });
    await expect(wx.navigateTo({ url: '/pages/chat/index' })).rejects.toBeDefined();
    expect(missing).toEqual(['showToast', 'navigateTo']);
  });

  test('[SM2] what the host adds is there, and goes before the built-in', () => {
    const query = { select: () => undefined };
    const { missing, wx } = phones.create({
      extras: { createSelectorQuery: () => query, canvasToTempFilePath: 1 },
    });
    expect(wx.createSelectorQuery()).toBe(query);
    expect(wx.canIUse('createSelectorQuery')).toBe(true);
    expect(missing).toEqual([]);
  });
});

describe('account', () => {
  test('[SM32] login: "the sign-in credential of the user"', async () => {
    const { wx } = phones.create({ user: '小明 & co' });
    expect(await wx.login()).toEqual({ code: `dev-${encodeURIComponent('小明 & co')}`, errMsg: 'login:ok' });
  });

  test('[SM32] getAccountInfoSync, env, launch options', () => {
    const { wx } = phones.create({ serverUrl: 'http://10.0.0.2:8080', launchQuery: { room: 'tea' } });
    const { appId, envVersion } = wx.getAccountInfoSync().miniProgram;
    expect([appId, envVersion]).toEqual(['touristappid', 'develop']);
    expect(wx.env).toMatchObject({ PREVIEW_SERVER_URL: 'http://10.0.0.2:8080' });
    expect(wx.getLaunchOptionsSync().query).toEqual({ room: 'tea' });
  });

  test('[SM90] {P3} a mini program code brings its scene in the query and 1047 as the way in', () => {
    const { wx } = phones.create({ launchPath: 'pages/chat/chat', launchQuery: { scene: 'room%3Dtea' } });
    expect(wx.getLaunchOptionsSync()).toMatchObject({
      path: 'pages/chat/chat',
      query: { scene: 'room%3Dtea' },
      scene: 1047,
    });
    expect(phones.create().wx.getEnterOptionsSync().scene).toBe(1001);
  });

  test('[SM32] the update check finds nothing', async () => {
    const { wx } = phones.create();
    const checked = new Promise((resolve) => wx.getUpdateManager().onCheckForUpdate(resolve));
    expect(await checked).toEqual({ hasUpdate: false });
  });

  test('[SM32] log managers write to the host', () => {
    const lines: unknown[] = [];
    const { wx } = phones.create({ ports: { log: (level, values) => lines.push([level, ...values]) } });
    wx.getLogManager({}).warn('slow', 3);
    wx.getRealtimeLogManager().error('gone');
    expect(lines).toEqual([
      ['warn', 'slow', 3],
      ['error', 'gone'],
    ]);
  });

  test('[SM1] getRandomValues: "length: how many bytes" (2.15.0)', async () => {
    const { wx } = phones.create();
    const { randomValues } = await wx.getRandomValues({ length: 16 });
    expect(randomValues.byteLength).toBe(16);
    await expect(wx.getRandomValues({} as { length: number })).rejects.toBeDefined();
  });

  test('[SM1] nextTick: after the current code', async () => {
    const { wx } = phones.create();
    const order: string[] = [];
    wx.nextTick(() => order.push('tick'));
    order.push('now');
    await flushPromises();
    expect(order).toEqual(['now', 'tick']);
  });
});

describe('system information', () => {
  test('[SM33] the host is read at each call, the rest has defaults', async () => {
    let windowWidth = 375;
    const { wx } = phones.create({
      ports: { system: () => ({ windowWidth, language: 'en', screenWidth: 400 }) },
    });
    expect(wx.getWindowInfo()).toMatchObject({
      windowWidth: 375,
      windowHeight: 724,
      safeArea: { bottom: 778 },
    });
    windowWidth = 500;
    expect(wx.getWindowInfo().windowWidth).toBe(500);
    expect(wx.getAppBaseInfo()).toMatchObject({ language: 'en', theme: 'light', fontSizeScaleFactor: 1 });
    expect(wx.getDeviceInfo().platform).toBe('devtools');
    expect(wx.getSystemSetting().deviceOrientation).toBe('portrait');
    expect(wx.getSystemInfoSync()).toMatchObject({ language: 'en', windowWidth: 500 });
    expect(await wx.getSystemInfo()).toMatchObject({ language: 'en', errMsg: 'getSystemInfo:ok' });
    expect(wx.getMenuButtonBoundingClientRect()).toMatchObject({ right: 393, width: 87 });
  });

  test('[SM33] a theme that is set is told and goes before the host', () => {
    const { control, wx } = phones.create({ ports: { system: () => ({ theme: 'light' }) } });
    const told: unknown[] = [];
    wx.onThemeChange((result) => told.push(result));
    control.setTheme('dark');
    expect(told).toEqual([{ theme: 'dark' }]);
    expect(wx.getAppBaseInfo().theme).toBe('dark');
  });

  test.each(['ohos', 'ohos_pc'] as const)(
    '[WX30] on HarmonyOS there is no theme and no change of it: %s',
    (platform) => {
      const { control, wx } = phones.create({ ports: { system: () => ({ platform, theme: 'dark' }) } });
      const told: unknown[] = [];
      wx.onThemeChange((result) => told.push(result));
      control.setTheme('dark');
      expect(told).toEqual([]);
      expect(wx.getDeviceInfo().platform).toBe(platform);
      expect('theme' in wx.getAppBaseInfo()).toBe(false);
      expect('theme' in wx.getSystemInfoSync()).toBe(false);
    },
  );

  test('[SM33] the weak network is told once and part of getNetworkType (3.5.3)', async () => {
    const { control, wx } = phones.create();
    const told: unknown[] = [];
    wx.onNetworkWeakChange((result) => told.push(result));
    control.setWeak(true);
    control.setWeak(true);
    expect(told).toEqual([{ weakNet: true, networkType: 'wifi' }]);
    expect(await wx.getNetworkType()).toMatchObject({ networkType: 'wifi', weakNet: true });
  });
});

describe('dialogs', () => {
  /** A person who is asked, and answers with what the test gives. */
  function withUi(ui: UiPort) {
    return phones.create({ ports: { ui } }).wx;
  }

  test('[SM34] showToast: icon success, 1500 ms; the title goes through', async () => {
    const shown: ToastOptions[] = [];
    const wx = withUi({ showToast: (options) => void shown.push(options) });
    await wx.showToast({ title: 'saved' });
    expect(shown).toEqual([{ title: 'saved', icon: 'success', image: '', mask: false, duration: 1_500 }]);
  });

  test('[SM34] showModal: what is asked, what is answered, what is typed', async () => {
    const asked: ModalOptions[] = [];
    const wx = withUi({
      showModal(options) {
        asked.push(options);
        return Promise.resolve({ confirm: true, content: 'tea room' });
      },
    });
    const answer = await wx.showModal({ title: 'Name', editable: true, placeholderText: 'a name' });
    expect(answer).toEqual({ confirm: true, cancel: false, content: 'tea room', errMsg: 'showModal:ok' });
    expect(asked).toMatchObject([
      { showCancel: true, cancelText: '取消', confirmText: '确定', editable: true },
    ]);
  });

  test('[SM34] confirmText: "at most 4 characters"', async () => {
    const wx = withUi({ showModal: () => Promise.resolve({ confirm: false }) });
    await expect(wx.showModal({ confirmText: 'Delete' })).rejects.toMatchObject({
      errMsg: expect.stringMatching(/^showModal:fail confirmText length/) as string,
    });
    expect(await wx.showModal({ confirmText: 'Good' })).toMatchObject({ confirm: false, cancel: true });
  });

  test('[SM34] showActionSheet: "an array of at most 6"; the index, or cancel', async () => {
    const offered: ActionSheetOptions[] = [];
    let answer: number | null = 1;
    const wx = withUi({
      showActionSheet(options) {
        offered.push(options);
        return Promise.resolve(answer);
      },
    });
    expect(await wx.showActionSheet({ itemList: ['Copy', 'Recall'] })).toMatchObject({ tapIndex: 1 });
    answer = null;
    await expect(wx.showActionSheet({ itemList: ['Copy'] })).rejects.toEqual({
      errMsg: 'showActionSheet:fail cancel',
    });
    await expect(wx.showActionSheet({ itemList: [...'1234567'] })).rejects.toBeDefined();
    await expect(wx.showActionSheet({ itemList: [] })).rejects.toBeDefined();
    expect(offered).toHaveLength(2);
  });

  test('[SM34] chooseMedia gives temporary files, or fails with cancel', async () => {
    const file = { tempFilePath: 'blob:1', size: 9, fileType: 'image', width: 2, height: 3 } as const;
    let picked: readonly (typeof file)[] | null = [file];
    const wx = withUi({ chooseMedia: () => Promise.resolve(picked) });
    expect(await wx.chooseMedia({ count: 1 })).toMatchObject({ type: 'image', tempFiles: [file] });
    picked = null;
    await expect(wx.chooseMedia({})).rejects.toEqual({ errMsg: 'chooseMedia:fail cancel' });
  });

  test('[SM105] chooseMedia tells of a video its length, its sides and a picture of it, and previewMedia shows both kinds', async () => {
    const video: PickedFile = {
      ...{ tempFilePath: 'blob:2', size: 9, fileType: 'video', width: 4, height: 3 },
      ...{ duration: 2.5, thumbTempFilePath: 'blob:3' },
    };
    const shown: unknown[] = [];
    const wx = withUi({
      chooseMedia: () => Promise.resolve([video]),
      previewMedia: (options) => void shown.push(options),
    });
    expect(await wx.chooseMedia({ mediaType: ['video'] })).toMatchObject({
      type: 'video',
      tempFiles: [video],
    });
    await wx.previewMedia({ sources: [{ url: 'a' }, { url: 'b', type: 'video', poster: 'c' }], current: 1 });
    const sources = [
      { url: 'a', type: 'image', poster: '' },
      { url: 'b', type: 'video', poster: 'c' },
    ];
    expect(shown).toEqual([{ sources, current: 1 }]);
    for (const wrong of [{ sources: [] }, { sources: [{ type: 'video' }] }])
      await expect(wx.previewMedia(wrong as never)).rejects.toMatchObject({
        errMsg: expect.stringContaining('previewMedia:fail parameter error') as string,
      });
  });

  test('[SM34] bars, badges, images and scrolling reach the host', async () => {
    const calls: unknown[] = [];
    const wx = withUi({
      setNavigationBar: (change) => void calls.push(change),
      setTabBarBadge: (index, text) => void calls.push([index, text]),
      previewImage: (options) => void calls.push(options),
      pageScrollTo: (options) => void calls.push(options),
      vibrate: (length) => void calls.push(length),
    });
    await wx.setNavigationBarTitle({ title: '茶馆' });
    await wx.setNavigationBarColor({ frontColor: '#ffffff', backgroundColor: '#000000' });
    await wx.setTabBarBadge({ index: 1, text: '9' });
    await wx.removeTabBarBadge({ index: 1 });
    await wx.previewImage({ urls: ['a', 'b'] });
    await wx.pageScrollTo({ scrollTop: 0 });
    await wx.vibrateShort({ type: 'light' });
    expect(calls).toEqual([
      { title: '茶馆' },
      { frontColor: '#ffffff', backgroundColor: '#000000' },
      [1, '9'],
      [1, null],
      { urls: ['a', 'b'], current: 'a' },
      { scrollTop: 0, offsetTop: 0, duration: 300 },
      'short',
    ]);
  });

  test('[SM34] without a clipboard port the phone has its own', async () => {
    const { wx } = phones.create();
    await wx.setClipboardData({ data: 'room-7' });
    expect(await wx.getClipboardData()).toEqual({ data: 'room-7', errMsg: 'getClipboardData:ok' });
  });
});

test('[SM35] navigation goes through the page stack, and its refusal is the failure', async () => {
  const visited: string[] = [];
  const go = (how: string) => (url: string | number) =>
    Promise.resolve(void visited.push(`${how} ${String(url)}`));
  const { wx } = phones.create({
    ports: {
      navigation: {
        navigateTo: ({ events, url }) => {
          visited.push(`navigateTo ${url} ${Object.keys(events).join()}`);
          if (url === '/nowhere') return Promise.reject(new Error('page "nowhere" is not found'));
          return Promise.resolve({ eventChannel: { emit: () => undefined } });
        },
        redirectTo: go('redirectTo'),
        reLaunch: go('reLaunch'),
        switchTab: go('switchTab'),
        navigateBack: go('navigateBack'),
      },
    },
  });
  const opened = await wx.navigateTo({
    url: '/pages/chat/index?room=tea',
    events: { picked: () => undefined },
  });
  expect(opened).toHaveProperty('eventChannel.emit');
  await wx.redirectTo({ url: '/a' });
  await wx.switchTab({ url: '/b' });
  await wx.reLaunch({ url: '/c' });
  await wx.navigateBack();
  await expect(wx.navigateTo({ url: '/nowhere' })).rejects.toEqual({
    errMsg: 'navigateTo:fail page "nowhere" is not found',
  });
  expect(visited).toEqual([
    'navigateTo /pages/chat/index?room=tea picked',
    'redirectTo /a',
    'switchTab /b',
    'reLaunch /c',
    'navigateBack 1',
    'navigateTo /nowhere ',
  ]);
});

test('[SM23] a phone that did nothing leaves no timer', async () => {
  const clock = createManualClock();
  const phone = phones.create({ clock });
  await phone.close();
  expect(clock.pending).toBe(0);
});
