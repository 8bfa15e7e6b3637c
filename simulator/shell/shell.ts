/**
 * The page with two phones: two frames, signed in as two people, and the few switches around them. Knows the address of a
 * phone, nothing about what is in it.
 */
import { TEXTS } from './shell-texts';
import type { ShellTexts } from './shell-texts';

type Language = 'zh' | 'en';
type Theme = 'light' | 'dark';

interface ShellState {
  readonly language: Language;
  /** Null follows the system. */
  readonly theme: Theme | null;
}

const PEOPLE = ['阿明', '小雨'];
/** What a frame takes away from its phone: room for the clock and for the home indicator. */
const EDGES = { statusbar: '40', inset: '24' };

function readState(): ShellState {
  const query = new URLSearchParams(location.search);
  const language = (query.get('lang') ?? navigator.language).toLowerCase().startsWith('zh') ? 'zh' : 'en';
  const theme = query.get('theme');
  return { language, theme: theme === 'dark' || theme === 'light' ? theme : null };
}

function writeState({ language, theme }: ShellState): void {
  const query = new URLSearchParams({ lang: language, ...(theme !== null && { theme }) });
  history.replaceState(null, '', `?${query}`);
}

function isDark({ theme }: ShellState): boolean {
  return theme === null ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
}

function phoneUrl(user: string, { language, theme }: ShellState, more: Record<string, string>): string {
  const query = new URLSearchParams({ user, lang: language, ...(theme !== null && { theme }), ...more });
  return `phone/?${query}`;
}

function makePhone(user: string, state: ShellState, texts: ShellTexts): HTMLElement {
  const figure = document.createElement('figure');
  figure.className = 'phone';
  const frame = document.createElement('iframe');
  frame.className = 'phone__screen';
  frame.title = texts.phoneOf(user);
  frame.src = phoneUrl(user, state, EDGES);
  frame.allow = 'clipboard-read; clipboard-write; microphone; camera';
  const caption = document.createElement('figcaption');
  caption.className = 'phone__caption';
  const name = document.createElement('strong');
  name.textContent = user;
  const link = document.createElement('a');
  link.className = 'phone__link';
  link.href = phoneUrl(user, state, {});
  link.target = '_blank';
  link.textContent = texts.open;
  caption.append(name, link);
  figure.append(frame, caption);
  return figure;
}

async function showAddresses(place: HTMLElement, texts: ShellTexts): Promise<void> {
  // Written by `npm start`; empty when another server shows this page.
  const response = await fetch('addresses.json');
  const addresses = (await response.json()) as readonly string[];
  if (addresses.length === 0) {
    place.textContent = texts.noLan;
    return;
  }
  const links = addresses.flatMap((address) => {
    const link = document.createElement('a');
    link.href = `${address}/phone/`;
    link.textContent = `${address}/phone/`;
    return [' ', link];
  });
  place.replaceChildren(texts.lan, ...links);
}

function show(state: ShellState): void {
  const texts = TEXTS[state.language];
  document.documentElement.lang = state.language === 'zh' ? 'zh-CN' : 'en';
  if (state.theme === null) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = state.theme;
  for (const place of document.querySelectorAll<HTMLElement>('[data-text]')) {
    place.textContent = texts[place.dataset.text as 'line' | 'hint'];
  }
  const stage = document.querySelector('[data-stage]');
  stage?.replaceChildren(...PEOPLE.map((user) => makePhone(user, state, texts)));
  showTools(state, texts);
  const lan = document.querySelector<HTMLElement>('[data-lan]');
  if (lan !== null) void showAddresses(lan, texts);
}

function showTools(state: ShellState, texts: ShellTexts): void {
  const change = (next: Partial<ShellState>): void => {
    const changed = { ...state, ...next };
    writeState(changed);
    show(changed);
  };
  const language = document.querySelector<HTMLButtonElement>('[data-action="language"]');
  const theme = document.querySelector<HTMLButtonElement>('[data-action="theme"]');
  if (language === null || theme === null) return;
  language.textContent = texts.language;
  language.onclick = () => change({ language: state.language === 'zh' ? 'en' : 'zh' });
  theme.textContent = isDark(state) ? texts.toLight : texts.toDark;
  theme.onclick = () => change({ theme: isDark(state) ? 'light' : 'dark' });
}

show(readState());
