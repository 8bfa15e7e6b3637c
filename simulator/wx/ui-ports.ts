/**
 * The part of the ports that has to do with a screen, a page stack and a person: what a browser plugs and a Node test
 * leaves out or answers by itself. Option names are those of the wx API, defaults are already filled in.
 */

export interface ToastOptions {
  readonly title: string;
  readonly icon: 'success' | 'error' | 'loading' | 'none';
  readonly image: string;
  readonly mask: boolean;
  readonly duration: number;
}

export interface ModalOptions {
  readonly title: string;
  readonly content: string;
  readonly showCancel: boolean;
  readonly cancelText: string;
  readonly cancelColor: string;
  readonly confirmText: string;
  readonly confirmColor: string;
  readonly editable: boolean;
  readonly placeholderText: string;
}

/** A question in WeChat's own words, without more. */
export const PLAIN_MODAL: Omit<ModalOptions, 'content'> = {
  title: '',
  showCancel: true,
  cancelText: '取消',
  cancelColor: '#000000',
  confirmText: '确定',
  confirmColor: '#576B95',
  editable: false,
  placeholderText: '',
};

export interface ModalResult {
  readonly confirm: boolean;
  /** What the person typed when `editable`. */
  readonly content?: string;
}

export interface ActionSheetOptions {
  readonly itemList: readonly string[];
  readonly alertText: string;
  readonly itemColor: string;
}

export interface ChooseMediaOptions {
  readonly count: number;
  readonly mediaType: readonly string[];
  readonly sourceType: readonly string[];
}

export interface PickedFile {
  readonly tempFilePath: string;
  /** Bytes. */
  readonly size: number;
  readonly fileType: 'image' | 'video';
  readonly width: number;
  readonly height: number;
  /** Seconds, of a video. */
  readonly duration?: number;
  /** A picture of a video; '' where there is none. */
  readonly thumbTempFilePath?: string;
}

/** What a viewer shows. */
export interface PreviewSource {
  readonly url: string;
  readonly type: 'image' | 'video';
  /** Shown until a video plays; '' for none. */
  readonly poster: string;
}

export interface ChooseFilesOptions {
  readonly count: number;
  readonly type: string;
  /** Endings without the dot; empty for all. */
  readonly extension: readonly string[];
}

export interface PickedMessageFile {
  readonly path: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly type: 'image' | 'video' | 'file';
}

export interface Place {
  readonly name: string;
  readonly address: string;
  /** Degrees, GCJ-02. */
  readonly latitude: number;
  readonly longitude: number;
}

export interface NavigationBarChange {
  readonly title?: string;
  readonly frontColor?: string;
  readonly backgroundColor?: string;
  readonly loading?: boolean;
}

interface PageScrollOptions {
  readonly scrollTop?: number;
  readonly selector?: string;
  readonly offsetTop: number;
  readonly duration: number;
}

/** Each member may be absent: the API then fails with its name. A rejection's message becomes the text after `:fail`. */
export interface UiPort {
  showToast?(options: ToastOptions): void;
  hideToast?(): void;
  showLoading?(options: { readonly title: string; readonly mask: boolean }): void;
  hideLoading?(): void;
  showModal?(options: ModalOptions): Promise<ModalResult>;
  /** Resolves with the index of the item, or null when the person dismissed the sheet. */
  showActionSheet?(options: ActionSheetOptions): Promise<number | null>;
  previewImage?(options: { readonly urls: readonly string[]; readonly current: string }): void;
  /** `current`: the place of the one that is shown first. */
  previewMedia?(options: { readonly sources: readonly PreviewSource[]; readonly current: number }): void;
  /** Resolves with null when the person chose nothing. */
  chooseMedia?(options: ChooseMediaOptions): Promise<readonly PickedFile[] | null>;
  /** Resolves with null when the person chose nothing. */
  chooseMessageFile?(options: ChooseFilesOptions): Promise<readonly PickedMessageFile[] | null>;
  /** Resolves with null when the person gave up. */
  chooseLocation?(): Promise<Place | null>;
  openLocation?(place: Place): void;
  openDocument?(path: string, fileType: string): Promise<void>;
  /** Resolves with null when the person gave up. */
  scanCode?(): Promise<string | null>;
  vibrate?(length: 'short' | 'long'): void;
  setNavigationBar?(change: NavigationBarChange): void;
  /** `text` null removes the badge. */
  setTabBarBadge?(index: number, text: string | null): void;
  setPullDownRefresh?(active: boolean): void;
  pageScrollTo?(options: PageScrollOptions): void;
}

/** A member of the UI port, or the failure that says which one is missing. */
export type NeedsPort = <K extends keyof UiPort>(name: K) => NonNullable<UiPort[K]>;

export interface NavigateToOptions {
  readonly url: string;
  readonly events: Readonly<Record<string, (...values: unknown[]) => void>>;
}

/** The page stack. A rejection's message becomes the text after `:fail`. */
export interface NavigationPort {
  navigateTo(options: NavigateToOptions): Promise<{ readonly eventChannel: unknown }>;
  redirectTo(url: string): Promise<void>;
  reLaunch(url: string): Promise<void>;
  switchTab(url: string): Promise<void>;
  navigateBack(delta: number): Promise<void>;
}

export interface ClipboardPort {
  read(): Promise<string>;
  write(text: string): Promise<void>;
}

interface SafeArea {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

/** wx: WeChat for HarmonyOS has no theme, tells of no change of it, and gives no `aria-*` to an element. */
export const isHarmony = (platform: SystemState['platform'] | undefined): boolean =>
  platform === 'ohos' || platform === 'ohos_pc';

/** What the system information family answers from. Lengths in px. */
export interface SystemState {
  readonly theme: 'light' | 'dark';
  /** As WeChat writes it: `zh_CN`, `en`. */
  readonly language: string;
  readonly platform: 'ios' | 'android' | 'ohos' | 'ohos_pc' | 'windows' | 'mac' | 'devtools';
  readonly brand: string;
  readonly model: string;
  readonly system: string;
  readonly version: string;
  readonly sdkVersion: string;
  readonly fontSizeSetting: number;
  readonly fontSizeScaleFactor: number;
  readonly pixelRatio: number;
  readonly screenWidth: number;
  readonly screenHeight: number;
  readonly windowWidth: number;
  readonly windowHeight: number;
  readonly statusBarHeight: number;
  readonly safeArea: SafeArea;
}
