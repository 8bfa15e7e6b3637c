/**
 * The system information family: `getDeviceInfo`, `getAppBaseInfo`, `getWindowInfo`, `getSystemSetting`, the deprecated
 * `getSystemInfo`, and the place of the capsule button. Reads the host's values at each call.
 */
import { createAsyncApi, type Deliver } from './api-call';
import { isHarmony, type SystemState } from './ui-ports';

const DEFAULT_SYSTEM: Omit<SystemState, 'safeArea' | 'windowHeight'> = {
  theme: 'light',
  language: 'zh_CN',
  platform: 'devtools',
  brand: 'devtools',
  model: 'minichat preview',
  system: 'iOS 17.0',
  version: '8.0.50',
  sdkVersion: '3.5.5',
  fontSizeSetting: 16,
  fontSizeScaleFactor: 1,
  pixelRatio: 2,
  screenWidth: 375,
  screenHeight: 812,
  windowWidth: 375,
  statusBarHeight: 44,
};

const NAVIGATION_BAR_HEIGHT = 44;
const HOME_INDICATOR_HEIGHT = 34;
const CAPSULE = { width: 87, height: 32, gap: 7 };

function complete(given: Partial<SystemState>): SystemState {
  const known = { ...DEFAULT_SYSTEM, ...given };
  const { screenHeight, screenWidth, statusBarHeight } = known;
  const bottom = screenHeight - HOME_INDICATOR_HEIGHT;
  const top = statusBarHeight;
  return {
    windowHeight: screenHeight - statusBarHeight - NAVIGATION_BAR_HEIGHT,
    safeArea: { left: 0, right: screenWidth, top, bottom, width: screenWidth, height: bottom - top },
    ...known,
  };
}

const toDeviceInfo = (state: SystemState) => ({
  abi: '',
  benchmarkLevel: -1,
  brand: state.brand,
  cpuType: '',
  deviceAbi: '',
  memorySize: '4096',
  model: state.model,
  platform: state.platform,
  system: state.system,
});

const toAppBaseInfo = (state: SystemState) => ({
  SDKVersion: state.sdkVersion,
  enableDebug: false,
  fontSizeScaleFactor: state.fontSizeScaleFactor,
  fontSizeSetting: state.fontSizeSetting,
  host: { env: 'WeChat' },
  language: state.language,
  version: state.version,
  ...(!isHarmony(state.platform) && { theme: state.theme }),
});

const toWindowInfo = (state: SystemState) => ({
  pixelRatio: state.pixelRatio,
  safeArea: state.safeArea,
  screenHeight: state.screenHeight,
  screenTop: state.statusBarHeight + NAVIGATION_BAR_HEIGHT,
  screenWidth: state.screenWidth,
  statusBarHeight: state.statusBarHeight,
  windowHeight: state.windowHeight,
  windowWidth: state.windowWidth,
});

const SYSTEM_SETTING = {
  bluetoothEnabled: false,
  deviceOrientation: 'portrait',
  locationEnabled: false,
  wifiEnabled: true,
};

function toCapsule({ screenWidth, statusBarHeight }: SystemState) {
  const top = statusBarHeight + (NAVIGATION_BAR_HEIGHT - CAPSULE.height) / 2;
  const right = screenWidth - CAPSULE.gap;
  const { height, width } = CAPSULE;
  return { width, height, top, right, bottom: top + height, left: right - width };
}

export function createSystemInfo(
  read: () => Partial<SystemState>,
  deliver: Deliver,
): Readonly<Record<string, (value?: unknown) => unknown>> {
  const state = (): SystemState => complete(read());
  const all = () => {
    const now = state();
    return { ...SYSTEM_SETTING, ...toDeviceInfo(now), ...toAppBaseInfo(now), ...toWindowInfo(now) };
  };
  return {
    getDeviceInfo: () => toDeviceInfo(state()),
    getAppBaseInfo: () => toAppBaseInfo(state()),
    getWindowInfo: () => toWindowInfo(state()),
    getSystemSetting: () => ({ ...SYSTEM_SETTING }),
    getSystemInfoSync: all,
    getSystemInfo: createAsyncApi('getSystemInfo', all, deliver),
    getSystemInfoAsync: createAsyncApi('getSystemInfoAsync', all, deliver),
    getMenuButtonBoundingClientRect: () => toCapsule(state()),
  };
}
