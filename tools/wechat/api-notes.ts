/**
 * What the preview makes of each member of `wx` that the mini program calls: the rules of SPEC.md that it is held to, and what it
 * does otherwise than a phone. A test wants an entry for every member, and rules that exist.
 */

export interface ApiNote {
  /** Ids of SPEC.md. */
  readonly rules: readonly string[];
  /** A whole sentence; absent where nothing is known to differ. */
  readonly differs?: string;
}

const SOCKET: ApiNote = {
  rules: ['SM5', 'SM8', 'SM14', 'SM15', 'SM17', 'SM36'],
  differs: 'Which of the platform’s contradictions holds is a knob; without one it is as documented.',
};
const STORAGE: ApiNote = {
  rules: ['SM25', 'SM26', 'SM27', 'SM28'],
  differs: 'It keeps values in the browser’s storage, by user.',
};
const TRANSFER: ApiNote = {
  rules: ['SM21', 'SM29', 'SM30', 'SM31'],
  differs: 'No list of allowed domains and no limit of parallel transfers.',
};
const DIALOG: ApiNote = { rules: ['SM34', 'SM56'], differs: 'The browser draws it.' };
const NAVIGATION: ApiNote = {
  rules: ['SM35', 'SM51', 'SM52'],
  differs: 'Pages change without an animation.',
};
const BAR: ApiNote = { rules: ['SM58'], differs: 'The preview draws bar and background.' };
const LIFE: ApiNote = {
  rules: ['SM19', 'SM20', 'SM50'],
  differs: 'The page around the phone hides and shows it.',
};
const NETWORK: ApiNote = { rules: ['SM4', 'SM24'], differs: 'The page around the phone sets the network.' };
const PRIVACY: ApiNote = {
  rules: ['SM91'],
  differs: 'There is a guide to agree to only with `?privacy=1`.',
};
const THEME: ApiNote = { rules: ['SM4', 'SM33', 'SM58'] };
const SYSTEM: ApiNote = {
  rules: ['SM33'],
  differs: 'It tells the size of the frame, and what the address of the preview sets.',
};

export const API_NOTES: ReadonlyMap<string, ApiNote> = new Map([
  ['chooseLocation', { rules: ['SM34', 'SM91'], differs: 'A list of a few places instead of a map.' }],
  [
    'chooseMedia',
    { rules: ['SM34', 'SM91'], differs: 'The browser’s dialog for files; there is no camera.' },
  ],
  [
    'chooseMessageFile',
    { rules: ['SM105'], differs: 'The browser’s dialog for files in place of a chat’s.' },
  ],
  ['closeSocket', { ...SOCKET, rules: ['SM9', 'SM10', ...SOCKET.rules] }],
  ['compressImage', { rules: ['SM1'], differs: 'The browser encodes anew; sizes differ from a phone’s.' }],
  [
    'connectSocket',
    {
      rules: ['SM5', 'SM6', 'SM11', 'SM12', 'SM13', 'SM16', 'SM37'],
      differs: 'A browser sends no header but the subprotocols, and tells none of the answer.',
    },
  ],
  ['createInnerAudioContext', { rules: ['SM104'], differs: 'It plays what the browser can decode.' }],
  ['downloadFile', TRANSFER],
  ['env', { rules: ['SM32', 'SM100'], differs: '`PREVIEW_SERVER_URL` is there in the preview alone.' }],
  [
    'getAccountInfoSync',
    { rules: ['SM32'], differs: 'The account is `touristappid`, the version `develop`.' },
  ],
  ['getAppBaseInfo', SYSTEM],
  [
    'getFileSystemManager',
    { rules: ['SM100', 'SM101'], differs: 'Only the members that keep files are there.' },
  ],
  [
    'getImageInfo',
    { rules: ['SM1'], differs: 'The browser tells the size; the orientation is always `up`.' },
  ],
  ['getLogManager', { rules: ['SM1'], differs: 'It writes to the console.' }],
  ['getNetworkType', NETWORK],
  ['getPrivacySetting', PRIVACY],
  ['getRecorderManager', { rules: ['SM102', 'SM103'], differs: 'The formats are the browser’s.' }],
  ['getStorageInfoSync', STORAGE],
  ['getStorageSync', STORAGE],
  ['getWindowInfo', SYSTEM],
  ['hideKeyboard', { rules: ['SM54'], differs: 'The keyboard is drawn and takes no keys.' }],
  ['hideLoading', DIALOG],
  [
    'login',
    { rules: ['SM32'], differs: 'The code names the person; the server takes it with `DEV_LOGIN` alone.' },
  ],
  ['makePhoneCall', { rules: ['SM34'], differs: 'It asks, and does not call.' }],
  ['navigateBack', NAVIGATION],
  ['navigateTo', NAVIGATION],
  ['offAppHide', LIFE],
  ['offAppShow', LIFE],
  ['offMemoryWarning', { rules: ['SM4'] }],
  ['offNetworkStatusChange', NETWORK],
  ['offNetworkWeakChange', NETWORK],
  ['offThemeChange', THEME],
  ['onAppHide', LIFE],
  ['onAppShow', LIFE],
  ['onMemoryWarning', { rules: ['SM4'], differs: 'Nothing warns by itself.' }],
  ['onNeedPrivacyAuthorization', PRIVACY],
  ['onNetworkStatusChange', NETWORK],
  ['onNetworkWeakChange', NETWORK],
  ['onSocketClose', SOCKET],
  ['onSocketError', SOCKET],
  ['onSocketMessage', { ...SOCKET, rules: ['SM7', ...SOCKET.rules] }],
  ['onSocketOpen', SOCKET],
  ['onThemeChange', THEME],
  ['openDocument', { rules: ['SM106'], differs: 'The browser opens it, or offers to keep it.' }],
  ['openLocation', { rules: ['SM34'], differs: 'It shows name, address and numbers, and no map.' }],
  ['openPrivacyContract', PRIVACY],
  ['openSetting', { rules: ['SM103'], differs: 'The microphone is the only setting.' }],
  ['pageScrollTo', { rules: ['SM1'] }],
  [
    'previewImage',
    { rules: ['SM34'], differs: 'The browser draws the viewer; it cannot be enlarged with two fingers.' },
  ],
  [
    'previewMedia',
    {
      rules: ['SM105'],
      differs: 'The browser plays with controls of its own; a tap beside the video closes.',
    },
  ],
  ['reLaunch', NAVIGATION],
  ['removeStorageSync', STORAGE],
  ['request', TRANSFER],
  [
    'requestSubscribeMessage',
    { rules: ['SM93', 'SM113'], differs: 'It asks in one dialog, and nothing is delivered.' },
  ],
  ['requirePrivacyAuthorize', PRIVACY],
  ['sendSocketMessage', { ...SOCKET, rules: ['SM7', ...SOCKET.rules] }],
  ['setBackgroundColor', BAR],
  ['setBackgroundTextStyle', BAR],
  [
    'setClipboardData',
    { rules: ['SM34', 'SM91'], differs: 'The browser may refuse it on pages that are not secure.' },
  ],
  ['setInnerAudioOption', { rules: ['SM104'], differs: 'It changes nothing.' }],
  ['setNavigationBarColor', BAR],
  ['setNavigationBarTitle', BAR],
  ['setStorageSync', STORAGE],
  ['showActionSheet', DIALOG],
  ['showLoading', DIALOG],
  ['showModal', DIALOG],
  ['showToast', DIALOG],
  ['uploadFile', TRANSFER],
]);
