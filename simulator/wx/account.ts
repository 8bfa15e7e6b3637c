/**
 * Who the app is and who its user is: sign-in code, account, launch options, update manager, log managers.
 * The sign-in code of the simulator names the user: `dev-` and the encoded name.
 */
import { createAsyncApi, type Deliver } from './api-call';
import type { WxPorts } from './ports';

const APP_ID = 'touristappid';
/** What the platform sends instead of the app's own `Referer`. */
export const REFERER = `https://servicewechat.com/${APP_ID}/devtools/page-frame.html`;

/** Scene values (reference/scene-list): how the app was opened. */
const SCENES = { home: 1001, code: 1047 } as const;

/** wx: only a mini program code brings a `scene` in its query. */
export const sceneOf = (query: Readonly<Record<string, string>>): number =>
  'scene' in query ? SCENES.code : SCENES.home;

export interface AccountOptions {
  readonly user: string;
  readonly launchPath: string;
  readonly launchQuery: Readonly<Record<string, string>>;
  readonly deliver: Deliver;
  readonly log: WxPorts['log'];
}

type Member = (...values: never[]) => unknown;

/** The simulator has one version, so the answer to the update check is always no. */
function createUpdateManager(deliver: Deliver): Record<string, Member> {
  const ignore = (): void => undefined;
  return {
    onCheckForUpdate: (listener: (result: { hasUpdate: boolean }) => void) =>
      void Promise.resolve().then(() => deliver(() => listener({ hasUpdate: false }))),
    onUpdateReady: ignore,
    onUpdateFailed: ignore,
    applyUpdate: ignore,
  };
}

function createLogManager(log: WxPorts['log']): Record<string, Member> {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (...values: unknown[]) =>
      log?.(level, values);
  const ignore = (): void => undefined;
  return {
    debug: at('debug'),
    log: at('info'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    setFilterMsg: ignore,
    addFilterMsg: ignore,
  };
}

export function createAccount(options: AccountOptions): Readonly<Record<string, Member>> {
  const { deliver, launchPath, launchQuery, log, user } = options;
  const launch = () => ({
    path: launchPath,
    query: { ...launchQuery },
    scene: sceneOf(launchQuery),
    referrerInfo: {},
  });
  return {
    login: createAsyncApi('login', () => ({ code: `dev-${encodeURIComponent(user)}` }), deliver),
    checkSession: createAsyncApi('checkSession', () => undefined, deliver),
    getAccountInfoSync: () => ({
      miniProgram: { appId: APP_ID, envVersion: 'develop', version: '' },
      plugin: {},
    }),
    getLaunchOptionsSync: launch,
    getEnterOptionsSync: launch,
    getUpdateManager: () => createUpdateManager(deliver),
    getLogManager: () => createLogManager(log),
    getRealtimeLogManager: () => createLogManager(log),
  };
}
