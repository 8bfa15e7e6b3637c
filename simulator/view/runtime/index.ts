/**
 * Where the preview of a phone begins: reads the address, starts the phone, ties it to the window around it (visibility,
 * errors, address), and leaves a handle for tests and for people at the console.
 */
import { addGlobalErrorListener, addGlobalWarningListener } from 'glass-easel';
import { isHarmony } from '../../wx/ui-ports';
import type { ThemeName } from '../manifest';
import { startGestures } from './host/gestures';
import { applyPatches } from './host/patches';
import { Phone } from './phone';
import type { BuiltApp } from './phone';
import { readPhoneOptions } from './phone-options';
import { GUEST } from './phone-wx';
import { openFiles } from './ports/files';

/** `window.__preview`. */
export interface PreviewHandle {
  readonly wx: object;
  readonly control: Phone['simulated']['control'];
  /** Addresses of the open pages, bottom first. */
  pages(): readonly string[];
  setTheme(theme: ThemeName): void;
}

/** Runs a built mini program in this window. */
export async function startPreview(built: BuiltApp): Promise<void> {
  const element = document.querySelector<HTMLElement>('#screen');
  if (element === null) throw new Error('the page has no #screen');
  const options = readPhoneOptions(location.search, navigator.language);
  applyPatches({ hasAria: !isHarmony(options.platform) });
  // A browser that keeps nothing for this page, as in some private windows.
  const files = await openFiles(options.user ?? GUEST).catch(() => undefined);
  const phone = new Phone(built, options, element, files);
  reportErrors(phone);
  thinOutWarnings();
  followWindow(phone);
  startGestures(element);
  const handle: PreviewHandle = {
    wx: phone.simulated.wx,
    control: phone.simulated.control,
    pages: () => phone.stack.pages.map((page) => page.location.url),
    setTheme: (theme) => phone.screen.setTheme(theme),
  };
  Object.assign(globalThis, { __preview: handle });
  phone.start();
  setTimeout(() => document.documentElement.setAttribute('mp-ready', ''), 0);
}

/** What the app throws is an error of the preview's window, and `onError` of the app. */
function reportErrors({ simulated, app }: Phone): void {
  const tell = (error: unknown): void => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    simulated.control.emit('Error', { message: text });
    app.call('onError', text);
  };
  addGlobalErrorListener((error, method, component) => {
    const where = typeof component === 'object' ? component.is : (component ?? '');
    console.error(`[preview] ${where} ${method ?? ''}:`, error);
    tell(error);
    return false;
  });
  window.addEventListener('error', (event) => tell(event.error ?? event.message));
  window.addEventListener('unhandledrejection', ({ reason, promise }) => {
    simulated.control.emit('UnhandledRejection', { reason: String(reason), promise });
    app.call('onUnhandledRejection', { reason, promise });
  });
}

/** Each warning of glass-easel once, and none about packages: what is repeated hides what is new. */
function thinOutWarnings(): void {
  const seen = new Set<string>();
  addGlobalWarningListener((message, component) => {
    const owner = typeof component === 'object' ? component.is : component;
    const isNew = !seen.has(message);
    seen.add(message);
    return isNew && !owner.startsWith('miniprogram_npm/');
  });
}

function followWindow({ simulated, stack, screen }: Phone): void {
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) simulated.control.hide();
    else simulated.control.show();
  });
  // The stack itself writes the address without this event, so a person or a link did it.
  window.addEventListener('hashchange', () => stack.openHash(location.hash));
  window.addEventListener('resize', () => {
    const { windowWidth, windowHeight } = screen.describe();
    simulated.control.emit('WindowResize', { size: { windowWidth, windowHeight } });
    for (const page of stack.pages) page.resize({ windowWidth, windowHeight });
  });
}
