/** The few states whose pictures are compared with references in `test/pictures/`. */
import path from 'node:path';
import type { Browser } from 'playwright';
import { findState, openState, type Look, type StatePhone } from './page-state';
import { STATES } from './states';
import type { World } from './world';

const LIGHT: Look = { theme: 'light', lang: 'zh', font: 'normal' };
const DARK: Look = { theme: 'dark', lang: 'en', font: 'normal' };

/** Those that show the same whoever was there before; the colour of a room is chance. */
export const COMPARED: readonly (readonly [name: string, look: Look])[] = [
  ['chat-talk', LIGHT],
  ['chat-emoji', DARK],
  ['chat-muted', DARK],
  ['chat-no-such-room', LIGHT],
  ['rooms-empty', LIGHT],
  ['search-hits', LIGHT],
  ['members-sheet', DARK],
  ['settings-page', DARK],
];

export const referenceOf = (name: string): string =>
  path.join(__dirname, '..', '..', 'pictures', `${name}.txt`);

export function openCompared(browser: Browser, world: World, name: string, look: Look): Promise<StatePhone> {
  return openState(browser, world, findState(STATES, name), look);
}
