/**
 * What people allowed a mini program (`wx.getSetting`, `wx.openSetting`): asked once, at the first use, and remembered until
 * they change it in the settings. Knows only the microphone.
 */
import { ApiFailure, createAsyncApi, type Deliver } from './api-call';
import type { PhoneWords } from './phone-words';
import { PLAIN_MODAL, type UiPort } from './ui-ports';

export interface Permissions {
  readonly api: Readonly<Record<string, (value?: unknown) => unknown>>;
  /** Resolves when the microphone may be used. @throws ApiFailure `auth deny` */
  record(): Promise<void>;
}

export function createPermissions(
  ui: UiPort | undefined,
  deliver: Deliver,
  words: () => PhoneWords,
): Permissions {
  let mayRecord: boolean | null = null;
  const ask = async (content: string): Promise<boolean> =>
    (await ui?.showModal?.({ ...PLAIN_MODAL, content }))?.confirm ?? false;
  // "Only permissions that the mini program has asked the person for are returned" (wx.getSetting).
  const settings = () => ({ authSetting: mayRecord === null ? {} : { 'scope.record': mayRecord } });
  return {
    async record() {
      mayRecord ??= await ask(words().record);
      if (!mayRecord) throw new ApiFailure('auth deny');
    },
    api: {
      getSetting: createAsyncApi('getSetting', settings, deliver),
      openSetting: createAsyncApi(
        'openSetting',
        async () => {
          mayRecord = await ask(words().recordSetting);
          return settings();
        },
        deliver,
      ),
    },
  };
}
