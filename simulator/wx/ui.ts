/**
 * The APIs that show something or ask a person: toast, modal, action sheet, media, navigation bar, tab bar, clipboard.
 * Fills in the documented defaults and checks the documented limits; the showing is the UI port's.
 */
import { ApiFailure, createAsyncApi, requireString, typeName } from './api-call';
import type { ApiOptions, ApiWork, AsyncApi, Deliver } from './api-call';
import { createMedia } from './media';
import type { PicturesPort } from './media-ports';
import { list, number, text } from './option-values';
import type { PhoneWords } from './phone-words';
import type { Authorize } from './privacy';
import { PLAIN_MODAL } from './ui-ports';
import type { ClipboardPort, NeedsPort, ToastOptions, UiPort } from './ui-ports';

/** "At most 4 characters" (wx.showModal, confirmText). */
const MAX_BUTTON_CHARACTERS = 4;
/** "An array of at most 6" (wx.showActionSheet, itemList). */
const MAX_SHEET_ITEMS = 6;

function buttonText(options: ApiOptions, key: string, fallback: string): string {
  const given = text(options[key], fallback);
  if ([...given].length <= MAX_BUTTON_CHARACTERS) return given;
  throw new ApiFailure(
    `${key} length should not larger than ${String(MAX_BUTTON_CHARACTERS)} Chinese characters`,
  );
}

function toToast(options: ApiOptions): ToastOptions {
  return {
    title: text(options.title, ''),
    icon: text(options.icon, 'success') as ToastOptions['icon'],
    image: text(options.image, ''),
    mask: options.mask === true,
    duration: number(options.duration, 1_500),
  };
}

async function askModal(show: NonNullable<UiPort['showModal']>, options: ApiOptions) {
  const { confirm, content = '' } = await show({
    title: text(options.title, ''),
    content: text(options.content, ''),
    showCancel: options.showCancel !== false,
    cancelText: buttonText(options, 'cancelText', '取消'),
    cancelColor: text(options.cancelColor, '#000000'),
    confirmText: buttonText(options, 'confirmText', '确定'),
    confirmColor: text(options.confirmColor, '#576B95'),
    editable: options.editable === true,
    placeholderText: text(options.placeholderText, ''),
  });
  const typed = options.editable === true && confirm ? { content } : { content: null };
  return { confirm, cancel: !confirm, ...typed };
}

async function askSheet(show: NonNullable<UiPort['showActionSheet']>, options: ApiOptions) {
  const { itemList } = options;
  if (!Array.isArray(itemList)) {
    const given = typeName(itemList);
    throw new ApiFailure(`parameter error: parameter.itemList should be Array instead of ${given};`);
  }
  if (itemList.length < 1) throw new ApiFailure('parameter error: itemList should have at least 1 item');
  if (itemList.length > MAX_SHEET_ITEMS) {
    throw new ApiFailure(`parameter error: itemList should not be larger than ${String(MAX_SHEET_ITEMS)}`);
  }
  const tapIndex = await show({
    itemList: itemList.map(String),
    alertText: text(options.alertText, ''),
    itemColor: text(options.itemColor, '#000000'),
  });
  if (tapIndex === null) throw new ApiFailure('cancel');
  return { tapIndex };
}

function createFeedback(port: NeedsPort, words: () => PhoneWords): Record<string, ApiWork> {
  return {
    showToast: (options) => port('showToast')(toToast(options)),
    hideToast: () => port('hideToast')(),
    showLoading: ({ mask, title }) => port('showLoading')({ title: text(title, ''), mask: mask === true }),
    hideLoading: () => port('hideLoading')(),
    showModal: (options) => askModal(port('showModal'), options),
    requestSubscribeMessage: (options) => askToSubscribe(port('showModal'), options, words().remind),
    showActionSheet: (options) => askSheet(port('showActionSheet'), options),
    makePhoneCall: (options) => askCall(port('showModal'), options),
    vibrateShort: () => port('vibrate')('short'),
    vibrateLong: () => port('vibrate')('long'),
  };
}

/** wx: the phone asks before it calls; here nobody is at the other end. */
async function askCall(ask: NonNullable<UiPort['showModal']>, options: ApiOptions): Promise<void> {
  const looks = { cancelColor: '#000000', confirmColor: '#576B95', editable: false, placeholderText: '' };
  const texts = {
    title: requireString(options, 'phoneNumber'),
    content: '',
    cancelText: '取消',
    confirmText: '确定',
  };
  const { confirm } = await ask({ ...looks, ...texts, showCancel: true });
  if (!confirm) throw new ApiFailure('cancel');
}

/** "The key is the template's id, the value accept, reject, ban or filter" (wx.requestSubscribeMessage). */
async function askToSubscribe(show: NonNullable<UiPort['showModal']>, options: ApiOptions, question: string) {
  const ids = list(options.tmplIds, []);
  if (ids.length === 0) throw new ApiFailure("TmplIds can't be empty", { errCode: 10001 });
  const { confirm } = await show({
    ...PLAIN_MODAL,
    content: `${question}\n${ids.join('\n')}`,
  });
  return Object.fromEntries(ids.map((id) => [id, confirm ? 'accept' : 'reject']));
}

function createChrome(port: NeedsPort): Record<string, ApiWork> {
  return {
    setNavigationBarTitle: (options) => port('setNavigationBar')({ title: requireString(options, 'title') }),
    setNavigationBarColor: (options) =>
      port('setNavigationBar')({
        frontColor: requireString(options, 'frontColor'),
        backgroundColor: requireString(options, 'backgroundColor'),
      }),
    showNavigationBarLoading: () => port('setNavigationBar')({ loading: true }),
    hideNavigationBarLoading: () => port('setNavigationBar')({ loading: false }),
    setTabBarBadge: (options) =>
      port('setTabBarBadge')(number(options.index, 0), requireString(options, 'text')),
    removeTabBarBadge: ({ index }) => port('setTabBarBadge')(number(index, 0), null),
    startPullDownRefresh: () => port('setPullDownRefresh')(true),
    stopPullDownRefresh: () => port('setPullDownRefresh')(false),
    pageScrollTo: (options) =>
      port('pageScrollTo')({
        ...(typeof options.scrollTop === 'number' ? { scrollTop: options.scrollTop } : {}),
        ...(typeof options.selector === 'string' ? { selector: options.selector } : {}),
        offsetTop: number(options.offsetTop, 0),
        duration: number(options.duration, 300),
      }),
  };
}

/** Without a port the clipboard is this phone's own. */
function createOwnClipboard(): ClipboardPort {
  let kept = '';
  return {
    read: () => Promise.resolve(kept),
    write(value) {
      kept = value;
      return Promise.resolve();
    },
  };
}

function createClipboard(clipboard: ClipboardPort, authorize: Authorize): Record<string, ApiWork> {
  return {
    async setClipboardData(options) {
      const data = requireString(options, 'data');
      await authorize('setClipboardData');
      await clipboard.write(data);
    },
    async getClipboardData() {
      await authorize('getClipboardData');
      return { data: await clipboard.read() };
    },
  };
}

export interface UiOptions {
  readonly ui: UiPort | undefined;
  readonly clipboard: ClipboardPort | undefined;
  readonly pictures: PicturesPort | undefined;
  readonly hideKeyboard: (() => void) | undefined;
  readonly deliver: Deliver;
  /** Asked before anything personal is touched. */
  readonly authorize: Authorize;
  /** What the phone asks in its language. */
  readonly words: () => PhoneWords;
  /** Told the name of an API that was used and has no port. */
  readonly onMissing: (name: string) => void;
}

export function createUi(options: UiOptions): Readonly<Record<string, AsyncApi>> {
  const { authorize, clipboard = createOwnClipboard(), deliver, hideKeyboard, onMissing, ui = {} } = options;
  const { pictures } = options;
  const port: NeedsPort = (name) => {
    const member = ui[name];
    if (member) return member.bind(ui) as NonNullable<UiPort[typeof name]>;
    onMissing(name);
    throw new ApiFailure(`no ${name} port in this simulator`);
  };
  const works: Record<string, ApiWork> = {
    ...createFeedback(port, options.words),
    ...createMedia({ port, pictures, authorize }),
    ...createChrome(port),
    ...createClipboard(clipboard, authorize),
    hideKeyboard: () => hideKeyboard?.(),
  };
  const api = (name: string, work: ApiWork): AsyncApi => createAsyncApi(name, work, deliver);
  return Object.fromEntries(Object.entries(works).map(([name, work]) => [name, api(name, work)]));
}
