/**
 * What built-in components ask of the phone around them. Filled in when the phone starts; a built-in holds no other
 * tie to the router, the keyboard or the files.
 */
export interface PhoneServices {
  /** An address that the browser can load, for a path inside the mini program or a temporary file. */
  assetUrl(source: string): string;
  /** `open-type` of a navigator: `navigate`, `redirect`, `reLaunch`, `switchTab`, `navigateBack`. */
  navigate(openType: string, url: string, delta: number): void;
  /** A button with `open-type="share"` was tapped; `dataset` is the button's. */
  share(dataset: Readonly<Record<string, unknown>>, id: string): void;
  /** Lets the person choose a picture; null when they gave up. */
  chooseImage(): Promise<string | null>;
  /** Whether the person has agreed, or agrees now, that personal data is used by `api`. */
  authorize(api: string): Promise<boolean>;
  /** Lets the person choose one of `items`; null when they gave up. */
  chooseItem(items: readonly string[]): Promise<number | null>;
  showToast(title: string): void;
  readonly keyboard: KeyboardService;
  readonly language: string;
  readonly fontScale: number;
}

export interface KeyboardService {
  /** A text field got the focus. `onHeight` hears the keyboard's height until the field loses it. */
  open(
    field: HTMLElement,
    adjustsPosition: boolean,
    cursorSpacingPx: number,
    onHeight: (px: number) => void,
  ): void;
  close(field: HTMLElement): void;
  /** Present height in px. */
  readonly heightPx: number;
}
