/**
 * What a picture shows: a page in one state, how a phone gets there, and how to tell that it has. Opens it in a look.
 * Knows nothing of what is done with the page then: pictures, measures and comparisons share it.
 */
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright';
import { bringFonts } from '../brought-fonts';
import { byClass } from '../chat-page';
import { openPhone, type PhonePage } from '../phone-page';
import { watchWire, type Wire } from '../wire';
import { OWNER, type World } from './world';

export interface Look {
  readonly theme: 'light' | 'dark';
  readonly lang: 'zh' | 'en';
  /** `largest`: what WeChat's slider allows at most. */
  readonly font: 'normal' | 'largest';
}

export interface StatePhone extends PhonePage {
  readonly wire: Wire;
  readonly world: World;
  /** Who holds the phone: one person for each look, where a state uses a person up. */
  readonly user: string;
}

export interface PageState {
  /** `<page>-<state>`, as in the names of the pictures. */
  readonly name: string;
  readonly hash: string | ((rooms: World['rooms']) => string);
  /** Default: 阿明. Null: nobody, a guest. */
  readonly user?: string | null;
  /** Each look has a person of its own, `<user> 1` and so on. */
  readonly isUsedUp?: boolean;
  readonly query?: string;
  /** A part of the class of what shows that the page is there. */
  readonly ready: string;
  /** Before the page loads. */
  before?(phone: Pick<StatePhone, 'wire' | 'page' | 'world'>): Promise<void>;
  /** From the page to its state, until that is shown. */
  act?(phone: StatePhone): Promise<void>;
}

export const LOOKS: readonly Look[] = (['light', 'dark'] as const).flatMap((theme) =>
  (['zh', 'en'] as const).flatMap((lang) =>
    (['normal', 'largest'] as const).map((font) => ({ theme, lang, font })),
  ),
);

export const lookName = ({ theme, lang, font }: Look): string => `${theme}-${lang}-${font}`;

const FACTOR = { normal: '', largest: '&font=2' } as const;

/** Fonts are there, and the page has not changed for a moment: names and pictures come by themselves. */
const QUIET = `document.fonts.ready.then(() => new Promise((resolve) => {
  const give = () => { observer.disconnect(); clearTimeout(latest); resolve(); };
  const later = () => setTimeout(give, 200);
  let timer = later();
  const observer = new MutationObserver(() => { clearTimeout(timer); timer = later(); });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  const latest = setTimeout(give, 5000);
}))`;

/** Faults that states cause themselves: no network, refused sockets. */
const EXPECTED = /ERR_NETWORK_CHANGED|ERR_FAILED|WebSocket/;

export function findState(states: readonly PageState[], name: string): PageState {
  const state = states.find((known) => known.name === name);
  if (state === undefined) throw new Error(`There is no state "${name}" among ${states.length}.`);
  return state;
}

export interface StateOptions extends BrowserContextOptions {
  /** Default: those that tests bring, on every machine. */
  readonly fonts?: (context: BrowserContext) => Promise<void>;
}

export async function openState(
  browser: Browser,
  world: World,
  state: PageState,
  look: Look,
  { fonts = bringFonts, ...options }: StateOptions = {},
): Promise<StatePhone> {
  const { query = '', ready, isUsedUp = false } = state;
  const hash = typeof state.hash === 'string' ? state.hash : state.hash(world.rooms);
  const base = state.user === undefined ? OWNER : state.user;
  const user = isUsedUp ? world.person(base ?? 'guest') : (base ?? '');
  const search = `user=${encodeURIComponent(user)}&theme=${look.theme}&lang=${look.lang}${FACTOR[look.font]}${query}`;
  let wire: Wire | undefined;
  const phone = await openPhone(browser, `${world.url}/phone/?${search}${hash}`, {
    ...options,
    ignore: EXPECTED,
    async prepare(page) {
      wire = await watchWire(page);
      await fonts(page.context());
      await state.before?.({ page, wire, world });
    },
  });
  try {
    if (wire === undefined) throw new Error('The page was not prepared.');
    const statePhone: StatePhone = { ...phone, wire, world, user };
    await byClass(phone.page, ready).first().waitFor();
    await state.act?.(statePhone);
    await phone.page.evaluate(QUIET);
    return statePhone;
  } catch (thrown) {
    await phone.close();
    throw new Error(`state ${state.name}: ${thrown instanceof Error ? thrown.message : String(thrown)}`, {
      cause: thrown,
    });
  }
}
