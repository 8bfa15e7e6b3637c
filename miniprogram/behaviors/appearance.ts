/**
 * How a page looks as a whole: WeChat's font size as a style of its root, and the colours and title of the bars around it.
 */
import type { Theme } from '../services/client-types';
import { NATIVE_COLORS } from '../styles/native-colors';

/** WeChat's standard font size in px; `fontSizeSetting` is this times the user's choice. */
const STANDARD_FONT_PX = 16;
const MAX_FONT_SCALE = 2;

/** A bar that cannot be dressed (the page is going) is no reason to stop. */
const ignore = (): void => undefined;

interface FontInfo {
  /** From base library 2.23.4. */
  readonly fontSizeScaleFactor?: number;
  readonly fontSizeSetting?: number;
}

/** 1 for the standard size, up to `MAX_FONT_SCALE`. */
export function fontScale(info: FontInfo): number {
  const scale = info.fontSizeScaleFactor ?? (info.fontSizeSetting ?? STANDARD_FONT_PX) / STANDARD_FONT_PX;
  return Math.min(MAX_FONT_SCALE, Math.max(1, scale));
}

/** For the `style` of a page's root, below which all sizes of type are multiples of it. */
export function readRootStyle(): string {
  return `--chat-font-scale: ${fontScale(wx.getAppBaseInfo() as FontInfo)};`;
}

/** Gives the bars of the page on top the theme's colours: CSS does not reach them. */
export function paintBars(theme: Theme): void {
  const { front, page, dots } = NATIVE_COLORS[theme];
  const behind = { backgroundColor: page, backgroundColorTop: page, backgroundColorBottom: page };
  wx.setNavigationBarColor({ frontColor: front, backgroundColor: page, fail: ignore });
  wx.setBackgroundColor({ ...behind, fail: ignore });
  wx.setBackgroundTextStyle({ textStyle: dots, fail: ignore });
}

/** Names the page on top. */
export function setBarTitle(title: string): void {
  wx.setNavigationBarTitle({ title, fail: ignore });
}
