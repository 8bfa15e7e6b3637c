/**
 * The privacy authorisation: APIs that touch personal data wait until the person has agreed to the privacy guide. Knows the
 * asking, not the APIs; whether there is anything to agree to is a knob, and off at first.
 */
import { ApiFailure, createAsyncApi, type Deliver } from './api-call';
import type { PhoneWords } from './phone-words';
import { PLAIN_MODAL, type UiPort } from './ui-ports';

/** wx: errno 104, "privacy permission is not authorized". */
const REFUSED = 'privacy permission is not authorized';
const REFUSED_ERRNO = 104;

export interface PrivacyControl {
  /** Whether the person still has to agree. */
  readonly isNeeded: boolean;
  /** From now on the person has to agree, as with a new or changed guide. */
  require(): void;
}

/** Resolves when `api` may go on. @throws ApiFailure when the person refused */
export type Authorize = (api: string) => Promise<void>;

export interface Privacy {
  readonly api: Readonly<Record<string, (value?: unknown) => unknown>>;
  readonly control: PrivacyControl;
  readonly authorize: Authorize;
}

interface Answer {
  readonly event?: unknown;
  readonly buttonId?: unknown;
}

type Listener = (resolve: (answer: Answer) => void, info: { readonly referrer: string }) => void;

/** "When event is agree, buttonId is required"; `exposureAuthorization` only says that the app's window is shown. */
function readAnswer({ event, buttonId }: Answer): boolean | null {
  if (event === 'agree') return typeof buttonId === 'string' && buttonId !== '';
  return event === 'disagree' ? false : null;
}

/** Without a listener of the app WeChat asks by a window of its own. */
async function askByItself(ui: UiPort | undefined, content: string): Promise<boolean> {
  return (await ui?.showModal?.({ ...PLAIN_MODAL, content }))?.confirm ?? false;
}

interface PrivacyOptions {
  readonly ui: UiPort | undefined;
  readonly deliver: Deliver;
  readonly words: () => PhoneWords;
}

export function createPrivacy(options: PrivacyOptions): Privacy {
  const { ui, deliver, words } = options;
  let isNeeded = false;
  let listener: Listener | null = null;

  const ask = (referrer: string): Promise<boolean> => {
    const tell = listener;
    if (!tell) return askByItself(ui, words().privacyGuide);
    return new Promise((resolve) => {
      const settle = (answer: Answer): void => {
        const isAgreed = readAnswer(answer);
        if (isAgreed !== null) resolve(isAgreed);
      };
      deliver(() => tell(settle, { referrer }));
    });
  };
  const authorize: Authorize = async (api) => {
    if (!isNeeded) return;
    if (!(await ask(api))) throw new ApiFailure(REFUSED, { errno: REFUSED_ERRNO });
    isNeeded = false;
  };
  return {
    authorize,
    control: {
      get isNeeded() {
        return isNeeded;
      },
      require() {
        isNeeded = true;
      },
    },
    api: {
      getPrivacySetting: createAsyncApi(
        'getPrivacySetting',
        () => ({ needAuthorization: isNeeded, privacyContractName: words().privacyGuide }),
        deliver,
      ),
      requirePrivacyAuthorize: createAsyncApi(
        'requirePrivacyAuthorize',
        () => authorize('requirePrivacyAuthorize'),
        deliver,
      ),
      openPrivacyContract: createAsyncApi(
        'openPrivacyContract',
        () =>
          ui?.showToast?.({
            title: words().privacyGuide,
            icon: 'none',
            image: '',
            mask: false,
            duration: 1_500,
          }),
        deliver,
      ),
      // wx: the listener registered last is the one that is told.
      onNeedPrivacyAuthorization(value) {
        if (typeof value === 'function') listener = value as Listener;
      },
    },
  };
}
