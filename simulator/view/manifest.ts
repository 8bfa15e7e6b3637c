/**
 * What the build tells the runtime about a mini program: its pages, components and settings with every path made absolute.
 * Types only; the build writes it, the runtime reads it.
 */

/** `window` of app.json or the JSON of a page; values that start with `@` are names in theme.json. */
export interface WindowConfig {
  readonly navigationBarTitleText?: string;
  readonly navigationBarBackgroundColor?: string;
  readonly navigationBarTextStyle?: string;
  readonly navigationStyle?: string;
  readonly backgroundColor?: string;
  readonly backgroundTextStyle?: string;
  readonly enablePullDownRefresh?: boolean;
  readonly onReachBottomDistance?: number;
  readonly disableScroll?: boolean;
}

export type ThemeName = 'light' | 'dark';
export type ThemeVariables = Readonly<Record<ThemeName, Readonly<Record<string, string>>>>;

export interface UnitConfig extends WindowConfig {
  readonly component: boolean;
  /** Tag name to absolute component id, without a leading slash. */
  readonly usingComponents: Readonly<Record<string, string>>;
  readonly componentGenerics?: Readonly<Record<string, true | { readonly default?: string }>>;
  readonly componentPlaceholder?: Readonly<Record<string, string>>;
  readonly styleIsolation?: string;
  readonly pureDataPattern?: string;
}

/** A page or a component. */
export interface Unit {
  /** Path below the mini program's root without extension: `pages/chat/index`. */
  readonly id: string;
  /** Prefix of its classes (`scope--class`); empty for pages and for components that share their styles. */
  readonly scope: string;
  readonly config: UnitConfig;
}

export interface AppManifest {
  /** Page ids; the first one is the entry. */
  readonly pages: readonly string[];
  readonly units: readonly Unit[];
  readonly window: WindowConfig;
  readonly isDarkModeOn: boolean;
  /** `networkTimeout.connectSocket` in ms; null is WeChat's default. */
  readonly connectTimeoutMs: number | null;
  readonly themes: ThemeVariables;
  /** Paths of the pictures of the package, below its root. */
  readonly pictures: readonly string[];
}
