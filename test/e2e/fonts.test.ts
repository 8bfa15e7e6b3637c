/** Emoji are drawn in colour on a desktop whose text font has emoji of its own, and text is not drawn with emoji fonts. */
import type { BrowserContext } from 'playwright';
import { setUpStage } from '../support/browser-stage';
import {
  denyLocalFonts,
  EMOJI_FONT,
  PLAIN_FONT,
  pretendFonts,
  pretendLocalEmoji,
} from '../support/brought-fonts';
import { byClass } from '../support/chat-page';
import { drawnFonts, type DrawnFont } from '../support/drawn-fonts';
import { findState, openState, type Look, type StatePhone } from '../support/states/page-state';
import { STATES } from '../support/states/states';
import { makeWorld, type World } from '../support/states/world';

jest.setTimeout(90_000);

const EMOJI = 'Noto Color Emoji';

/** A desktop of Linux: the font that all text is drawn with has most emoji too, without colours. */
const DESKTOP = { 'Noto Sans CJK SC': PLAIN_FONT, [EMOJI]: EMOJI_FONT };
const CHINESE: Look = { theme: 'light', lang: 'zh', font: 'normal' };
const ENGLISH: Look = { theme: 'dark', lang: 'en', font: 'normal' };
const LOOKS = [
  ['Chinese', CHINESE],
  ['English', ENGLISH],
] as const;

const stage = setUpStage();
let world: World;

beforeAll(async () => {
  world = await makeWorld(stage.server.url);
  await world.say(world.rooms.long, ['😀', 'ok 123 #1 😀❤️']);
}, 60_000);

afterAll(() => world?.close());

const fonts = (context: BrowserContext): Promise<void> => pretendFonts(context, DESKTOP);

async function open(state: string, look: Look, change = pretendLocalEmoji): Promise<StatePhone> {
  const phone = await openState(stage.browser, world, findState(STATES, state), look, { fonts });
  await change(phone.page);
  return stage.keep(phone);
}

const emojiOf = (drawn: readonly DrawnFont[]): number =>
  drawn.filter(({ family }) => family === EMOJI).reduce((sum, { glyphs }) => sum + glyphs, 0);

/** One number for each element: its glyphs that are in colour. */
async function emojiIn({ page }: StatePhone, name: string): Promise<readonly number[]> {
  return (await drawnFonts(page, byClass(page, name))).map(emojiOf);
}

/** What is drawn with something else than the emoji font. */
async function plainIn({ page }: StatePhone, name: string): Promise<readonly (readonly DrawnFont[])[]> {
  return (await drawnFonts(page, byClass(page, name))).filter((drawn) =>
    drawn.some(({ family }) => family !== EMOJI),
  );
}

const fontOf = (phone: StatePhone, name: string): Promise<string> =>
  byClass(phone.page, name)
    .first()
    .evaluate((element) => getComputedStyle(element).fontFamily);

describe.each(LOOKS)('in the %s look', (_name, look) => {
  test('[UI213] every emoji of the panel is in colour', async () => {
    const phone = await open('chat-emoji', look);
    expect(await plainIn(phone, 'emoji-panel__cell')).toEqual([]);
    expect((await emojiIn(phone, 'emoji-panel__cell')).length).toBeGreaterThan(200);
  });

  test('[UI213] so are those of bubbles, reactions, the menu and a quote', async () => {
    const talk = await open('chat-menu', look);
    const texts = await emojiIn(talk, 'message-bubble__text');
    expect(texts.filter((glyphs) => glyphs > 0)).toEqual([1, 1]);
    expect(await plainIn(talk, 'message-bubble__emoji')).toEqual([]);
    expect(await emojiIn(talk, 'message-bubble__emoji')).toEqual([1, 1]);
    expect(await plainIn(talk, 'message-menu__face')).toEqual([]);
    const quote = await open('chat-quote', look);
    expect(await emojiIn(quote, 'composer__quote-text')).toEqual([1]);
  });

  test('[UI213] so are big emoji, the list of rooms and what is being written', async () => {
    const long = await open('chat-long', look);
    expect(await plainIn(long, 'message-bubble__text--emoji-1')).toEqual([]);
    expect(await emojiIn(long, 'message-bubble__text--emoji-1')).toEqual([1, 1]);
    // A browser does not tell what is inside of its fields.
    expect(await fontOf(long, 'composer__input"] [class*="mp-field')).toBe(
      await fontOf(long, 'chat__bottom'),
    );
    const list = await open('rooms-list', look);
    expect((await emojiIn(list, 'room-row__preview')).filter((glyphs) => glyphs === 2)).toHaveLength(1);
  });

  test('[UI214] digits and signs beside an emoji are of the font of the text', async () => {
    const { page } = await open('chat-long', look);
    const bubble = byClass(page, 'message-bubble__text').filter({ hasText: 'ok 123' });
    const [drawn] = await drawnFonts(page, bubble);
    expect(drawn?.map(({ family, glyphs }) => `${family}: ${glyphs}`).sort()).toEqual([
      'DejaVu Sans: 10',
      `${EMOJI}: 2`,
    ]);
  });

  test('[UI215] emoji on their own are in colour where a browser gives no local fonts', async () => {
    const panel = await open('chat-emoji', look, denyLocalFonts);
    expect(await plainIn(panel, 'emoji-panel__cell')).toEqual([]);
    const menu = await open('chat-menu', look, denyLocalFonts);
    expect(await plainIn(menu, 'message-menu__face')).toEqual([]);
    expect(await plainIn(menu, 'message-bubble__emoji')).toEqual([]);
    const long = await open('chat-long', look, denyLocalFonts);
    expect(await plainIn(long, 'message-bubble__text--emoji-1')).toEqual([]);
  });

  test('[SM108] a dialog and the title of a page have their emoji in colour', async () => {
    const { page } = await open('chat-talk', look);
    await page.evaluate(`void wx.showModal({ title: '😀', content: '😀 1' })`);
    await page.evaluate(`void wx.setNavigationBarTitle({ title: '😀' })`);
    const dialog = page.getByRole('dialog').getByText('😀');
    await dialog.first().waitFor();
    const title = page.locator('.mp-top .mp-nav__title').filter({ hasText: '😀' });
    await title.waitFor();
    const drawn = [...(await drawnFonts(page, dialog)), ...(await drawnFonts(page, title))];
    expect(drawn.map(emojiOf)).toEqual([1, 1, 1]);
  });
});
