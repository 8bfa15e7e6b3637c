/**
 * The few tokens that WeChat's own bars need as values, because CSS variables do not reach them. A test holds them to
 * tokens.wxss and theme.json.
 */
import type { Theme } from '../services/client-types';

export interface NativeColors {
  /** Of the text and icons in the navigation bar; WeChat takes only these two. */
  readonly front: '#000000' | '#ffffff';
  readonly page: string;
  /** Of the dots that WeChat shows while it loads. */
  readonly dots: 'dark' | 'light';
}

export const NATIVE_COLORS: Readonly<Record<Theme, NativeColors>> = {
  light: { front: '#000000', page: '#ededed', dots: 'dark' },
  dark: { front: '#ffffff', page: '#111111', dots: 'light' },
};
