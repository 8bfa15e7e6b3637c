/**
 * WeChat's privacy authorisation: keeps whoever waits for the person's agreement, and tells all of them the one answer.
 * Knows no page: the popup of the page on top asks. Phones without it (base library below 2.32.3) need no agreement.
 */
import { createEmitter, type Undo } from '../core/base/emitter';
import type { Logger } from '../core/base/logger';

interface WxPrivacySetting {
  readonly needAuthorization: boolean;
  readonly privacyContractName: string;
}

type Resolve = (answer: { event: 'exposureAuthorization' | 'agree' | 'disagree'; buttonId?: string }) => void;

export interface WxPrivacyApi {
  getPrivacySetting?(option: { readonly success: (setting: WxPrivacySetting) => void }): unknown;
  requirePrivacyAuthorize?(option: { readonly success: () => void; readonly fail: () => void }): unknown;
  /** Its listener gets a `Resolve`; the typings say something else. */
  onNeedPrivacyAuthorization?(listener: (resolve: unknown) => void): unknown;
  openPrivacyContract?(option: { readonly fail: () => void }): unknown;
}

export interface Privacy {
  readonly isAsking: boolean;
  readonly contract: string;
  onChange(listener: (isAsking: boolean) => void): Undo;
  ensure(): Promise<boolean>;
  answer(buttonId: string | null): void;
  openContract(): void;
}

export function createPrivacy(wx: WxPrivacyApi, logger: Logger): Privacy {
  const changes = createEmitter<boolean>('privacy', logger);
  let waiting: readonly Resolve[] = [];
  let contract = '';

  const learnName = (): void => {
    wx.getPrivacySetting?.({
      success(setting) {
        contract = setting.privacyContractName;
        if (waiting.length > 0) changes.emit(true);
      },
    });
  };
  // wx: each API that waits calls the listener with a `resolve` of its own.
  wx.onNeedPrivacyAuthorization?.((given) => {
    const resolve = given as Resolve;
    waiting = [...waiting, resolve];
    resolve({ event: 'exposureAuthorization' });
    if (contract === '') learnName();
    changes.emit(true);
  });
  return {
    get isAsking() {
      return waiting.length > 0;
    },
    get contract() {
      return contract;
    },
    onChange: (listener) => changes.on(listener),
    ensure: () =>
      new Promise((resolve) => {
        if (!wx.requirePrivacyAuthorize) return resolve(true);
        wx.requirePrivacyAuthorize({ success: () => resolve(true), fail: () => resolve(false) });
      }),
    answer(buttonId) {
      const answered = waiting;
      waiting = [];
      logger.info('privacy_answered', { agreed: buttonId !== null });
      for (const resolve of answered) {
        resolve(buttonId === null ? { event: 'disagree' } : { event: 'agree', buttonId });
      }
      changes.emit(false);
    },
    openContract: () => void wx.openPrivacyContract?.({ fail: () => undefined }),
  };
}
