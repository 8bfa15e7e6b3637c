/**
 * WeChat's privacy authorisation: keeps whoever waits for the person's agreement, and tells all of them the one answer.
 * Knows no page: the popup of the page on top asks. Phones without it (base library below 2.32.3) need no agreement.
 */
import type { Clock } from '../core/base/clock';
import { createEmitter, type Undo } from '../core/base/emitter';
import type { Logger } from '../core/base/logger';
import { careful, fieldsOf } from './careful-call';
import { systemClock } from './clock';

/** Without a question to the person by then there is none. */
export const PRIVACY_SILENCE_MS = 3_000;

interface WxPrivacySetting {
  readonly needAuthorization: boolean;
  readonly privacyContractName: string;
}

type Resolve = (answer: { event: 'exposureAuthorization' | 'agree' | 'disagree'; buttonId?: string }) => void;

/** What is used of `wx` here. */
export interface WxPrivacyApi {
  getPrivacySetting?(option: { readonly success: (setting: WxPrivacySetting) => void }): unknown;
  requirePrivacyAuthorize?(option: { readonly success: () => void; readonly fail: () => void }): unknown;
  /** Its listener gets a `Resolve`; the typings say something else. */
  onNeedPrivacyAuthorization?(listener: (resolve: unknown) => void): unknown;
  openPrivacyContract?(option: { readonly fail: () => void }): unknown;
}

/**
 * `ensure` resolves to whether the person agrees; all who wait get the same answer. `contract` is the name of the guide, or
 * ''.
 */
export interface Privacy {
  readonly isAsking: boolean;
  readonly contract: string;
  onChange(listener: (isAsking: boolean) => void): Undo;
  ensure(): Promise<boolean>;
  answer(buttonId: string | null): void;
  openContract(): void;
}

interface Agreement {
  readonly wx: WxPrivacyApi;
  readonly clock: Clock;
  readonly changes: { on(listener: () => void): Undo };
  /** As long as the person is asked it is theirs to answer. */
  readonly isAsking: () => boolean;
  /** What holds when the phone says nothing. */
  readonly otherwise: () => boolean;
  readonly settle: (isAgreed: boolean) => void;
}

function watchAgreement({ wx, clock, changes, isAsking, otherwise, settle }: Agreement): void {
  if (!wx.requirePrivacyAuthorize) return settle(true);
  let cancel = (): void => undefined;
  const over = (isAgreed: boolean): void => {
    cancel();
    undo();
    settle(isAgreed);
  };
  const wait = (): void => {
    cancel();
    cancel = clock.after(PRIVACY_SILENCE_MS, () => (isAsking() ? wait() : over(otherwise())));
  };
  const undo = changes.on(wait);
  wait();
  try {
    wx.requirePrivacyAuthorize({ success: () => over(true), fail: () => over(false) });
  } catch {
    // A version that has the call and cannot do it has no guide either.
    over(true);
  }
}

/** On a phone without such an authorisation everybody has agreed. */
export function createPrivacy(wx: WxPrivacyApi, logger: Logger, clock: Clock = systemClock): Privacy {
  const changes = createEmitter<boolean>('privacy', logger);
  let waiting: readonly Resolve[] = [];
  let contract = '';
  /** What the person said last. */
  let isRefused = false;

  const learnName = (): void => {
    wx.getPrivacySetting?.({
      success(setting) {
        const { privacyContractName } = fieldsOf(setting);
        if (typeof privacyContractName === 'string') contract = privacyContractName;
        if (waiting.length > 0) changes.emit(true);
      },
    });
  };
  // wx: each API that waits calls the listener with a `resolve` of its own.
  const onNeeded = (given: unknown): void => {
    const resolve = given as Resolve;
    waiting = [...waiting, resolve];
    resolve({ event: 'exposureAuthorization' });
    if (contract === '') careful(learnName, undefined);
    changes.emit(true);
  };
  careful(() => wx.onNeedPrivacyAuthorization?.(onNeeded), undefined);
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
        isRefused = false;
        const isAsking = (): boolean => waiting.length > 0;
        // What needs the agreement asks for it again by itself.
        watchAgreement({ wx, clock, changes, isAsking, otherwise: () => !isRefused, settle: resolve });
      }),
    answer(buttonId) {
      const answered = waiting;
      waiting = [];
      isRefused = buttonId === null;
      logger.info('privacy_answered', { agreed: buttonId !== null });
      for (const resolve of answered) {
        resolve(buttonId === null ? { event: 'disagree' } : { event: 'agree', buttonId });
      }
      changes.emit(false);
    },
    openContract: () => void wx.openPrivacyContract?.({ fail: () => undefined }),
  };
}
