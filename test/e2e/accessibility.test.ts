/** Every page as axe, a finger and people with large type find it. */
import type { Locator } from 'playwright';
import { findFaults, findOverflow, findSmallTargets } from '../support/accessibility';
import { setUpStage } from '../support/browser-stage';
import { byClass } from '../support/chat-page';
import { room } from '../support/client-phone';
import { expectPage } from '../support/expect-page';
import { openPhone } from '../support/phone-page';
import {
  findState,
  openState,
  type Look,
  type StateOptions,
  type StatePhone,
} from '../support/states/page-state';
import { STATES } from '../support/states/states';
import { makeWorld, OWNER, type World } from '../support/states/world';

jest.setTimeout(120_000);

const stage = setUpStage();
let world: World;

beforeAll(async () => {
  world = await makeWorld(stage.server.url);
  await world.say(room('tea'), ['早', '早上好']);
}, 60_000);

afterAll(() => world?.close());

const ROOMS = '#/pages/rooms/rooms';
const CHAT = `${ROOMS}|pages/chat/chat?room=tea`;

const MEASURED = [
  'rooms-list',
  'rooms-empty',
  'chat-talk',
  'chat-long',
  'chat-emoji',
  'chat-menu',
  'chat-media',
  'chat-plus',
  'chat-select',
  'chat-no-such-room',
  'room-owner',
  'room-loading',
  'members-list',
  'find-list',
  'search-hits',
  'search-ways',
  'album-images',
  'album-files',
  'profile-page',
  'profile-privacy',
  'settings-page',
] as const;

async function open(name: string, look: Partial<Look>, options: StateOptions = {}): Promise<StatePhone> {
  const whole: Look = { theme: 'light', lang: 'zh', font: 'normal', ...look };
  return stage.keep(await openState(stage.browser, world, findState(STATES, name), whole, options));
}

describe.each(MEASURED)('%s', (name) => {
  test('[UI103, UI104] {P7, P5} every control is 44 px or more, and axe finds nothing serious', async () => {
    const { page } = await open(name, {});
    expect(await findSmallTargets(page)).toEqual([]);
    expect(await findFaults(page)).toEqual([]);
  });

  test('[UI103, UI105] {P5, P6, P7, P8} the same in the dark, and nothing stands out sideways: largest English', async () => {
    const { page } = await open(name, { theme: 'dark', font: 'largest', lang: 'en' });
    expect(await findOverflow(page)).toEqual([]);
    expect(await findFaults(page)).toEqual([]);
  });

  test('[UI105] {P6, P8} nothing stands out sideways: largest Chinese', async () => {
    const { page } = await open(name, { font: 'largest' });
    expect(await findOverflow(page)).toEqual([]);
  });
});

const linesOf = (text: Locator): Promise<number> =>
  text.evaluate((shown) => {
    const range = document.createRange();
    range.selectNodeContents(shown);
    return new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom / 10))).size;
  });

test.each(['normal', 'largest'] as const)(
  '[UI95, UI288] {K33} an announcement has one line until it is unfolded: %s type',
  async (font) => {
    const { page } = await open('chat-talk', { font });
    const text = byClass(page, 'room-head__text').first();
    expect(await linesOf(text)).toBe(1);
    await text.click();
    await byClass(page, 'room-head__text--unfolded').waitFor();
    expect(await linesOf(text)).toBeGreaterThan(1);
  },
);

/** The smallest phone. */
const NARROW = { width: 320, height: 568 };
const SHOWN_WHOLE = [
  ['room-owner', 'room__cell-value--whole', 'en'],
  ['find-list', 'find__name', 'en'],
  ['find-list', 'mp-placeholder', 'en'],
  ['find-list', 'mp-placeholder', 'zh'],
  ['search-ways', 'mp-placeholder', 'zh'],
  ['members-list', 'mp-placeholder', 'en'],
  ['chat-recording', 'voice-button--down', 'en'],
  ['rooms-list', 'mp-placeholder', 'en'],
  ['rooms-list', 'rooms__me-hint', 'en'],
  ['chat-talk', 'room-head__people', 'en'],
] as const;

async function mostCutOff(shown: Locator): Promise<number> {
  await shown.first().waitFor();
  const cut = await shown.evaluateAll((all) =>
    all.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
  );
  return Math.max(...cut);
}

test.each(SHOWN_WHOLE)(
  '[UI398, UI381] on the smallest phone with the largest type %s cuts nothing off %s: %s',
  async (name, part, lang) => {
    const { page } = await open(name, { font: 'largest', lang });
    await page.setViewportSize(NARROW);
    expect(await mostCutOff(byClass(page, part))).toBe(0);
  },
);

const WHOLE_TOO = [
  ['UI423', 'members-list', 'members__name', 'en'],
  ['UI423', 'chat-mention', 'mention-picker__name', 'en'],
  ['UI423', 'rooms-first-run', 'rooms__me-name', 'en'],
  ['UI425', 'settings-wrong-server', 'settings__url-error', 'en'],
  ['UI425', 'chat-talk', 'mp-placeholder', 'zh'],
] as const;

test.each(WHOLE_TOO)(
  '[UI423, UI425] %s: on the smallest phone with the largest type %s cuts nothing off %s: %s',
  async (_, name, part, lang) => {
    const { page } = await open(name, { font: 'largest', lang }, { viewport: NARROW });
    expect(await mostCutOff(byClass(page, part))).toBe(0);
  },
);

test.each([
  ['chat-too-long', 'composer__face'],
  ['chat-emoji', 'emoji-panel__key--send'],
])(
  '[UI425] there is room on the smallest phone with the largest type, in %s, for all of %s',
  async (name, part) => {
    const { page } = await open(name, { font: 'largest', lang: 'en' }, { viewport: NARROW });
    const screen = await page.locator('.mp-top .mp-page').boundingBox();
    const button = await byClass(page, part).first().boundingBox();
    if (!screen || !button) throw new Error('No page or no button is shown.');
    expect(button.y + button.height).toBeLessThanOrEqual(screen.y + screen.height);
  },
);

test('[UI381] on the smallest phone with the largest type the names of the sides of an album keep off its edges', async () => {
  const { page } = await open('album-images', { font: 'largest', lang: 'en' }, { viewport: NARROW });
  const gaps = await byClass(page, 'album__kind--on')
    .first()
    .evaluate((tab) => {
      const words = document.createRange();
      words.selectNodeContents(tab);
      const [outer, inner] = [tab.getBoundingClientRect(), words.getBoundingClientRect()];
      return [inner.left - outer.left, outer.right - inner.right];
    });
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(8);
});

test('[SM114] on the smallest phone with the largest type a title ends before the capsule', async () => {
  const { page } = await open('album-images', { font: 'largest', lang: 'en' }, { viewport: NARROW });
  const title = await page.locator('.mp-top .mp-nav__title').boundingBox();
  const capsule = await page.locator('.mp-top .mp-nav__capsule').boundingBox();
  if (!title || !capsule) throw new Error('No title or no capsule is shown.');
  expect(title.x + title.width).toBeLessThanOrEqual(capsule.x);
});

test('[SM115] the field is as high as its text, also when something appears beside it, and one line high without any', async () => {
  const { page } = await open('chat-queued', { font: 'largest', lang: 'en' }, { viewport: NARROW });
  const field = page.locator('.mp-top [class*="composer__input"] textarea');
  const height = (): Promise<number> => field.evaluate((shown) => shown.clientHeight);
  const hidden = (): Promise<number> => field.evaluate((shown) => shown.scrollHeight - shown.clientHeight);
  await expectPage.poll(height).toBe(48);
  await field.fill('Hi, you');
  await byClass(page, 'composer__face').waitFor();
  await expectPage.poll(hidden).toBe(0);
  expect(await height()).toBeGreaterThan(48);
});

test('[UI424] a row says some words of its news, and how many are online where there is room beside them', async () => {
  const { page } = await open('rooms-list', { font: 'largest', lang: 'en' }, { viewport: NARROW });
  const line = byClass(page, 'room-row__line--news').first();
  const box = (part: string) =>
    line
      .locator(`[class*="${part}"]`)
      .first()
      .evaluate((shown) => shown.getBoundingClientRect());
  const isSeen = async (): Promise<boolean> =>
    (await box('room-row__online')).top <
    (await line.evaluate((shown) => shown.getBoundingClientRect())).bottom;
  const { width } = await box('room-row__preview');
  expect([width > 150, await isSeen()]).toEqual([true, false]);
  await page.setViewportSize({ width: 600, height: 780 });
  await expectPage.poll(isSeen).toBe(true);
});

test('[UI381] on the smallest phone with the largest type a quote above the field has one line', async () => {
  const { page } = await open('chat-quote', { font: 'largest', lang: 'en' }, { viewport: NARROW });
  expect(await linesOf(byClass(page, 'composer__quote-text'))).toBe(1);
});

test.each([NARROW, { width: 390, height: 780 }])(
  '[UI382] every line of a message’s menu is filled: %j',
  async (viewport) => {
    const { page } = await open('chat-menu', { font: 'largest', lang: 'en' }, { viewport });
    const edges = (element: Element): DOMRect => element.getBoundingClientRect();
    const last = await byClass(page, 'message-menu__entry').last().evaluate(edges);
    const box = await byClass(page, 'message-menu__box').evaluate(edges);
    const screen = await page.locator('.mp-top .mp-page').evaluate(edges);
    expect(box.right - last.right).toBeLessThanOrEqual(8);
    expect(box.top).toBeGreaterThanOrEqual(screen.top);
    expect(box.bottom).toBeLessThanOrEqual(screen.bottom);
  },
);

test.each(['members-list', 'find-list'])(
  '[UI398] the field of %s keeps off the edges of the screen',
  async (name) => {
    const { page } = await open(name, {});
    const frame = await page.locator('.mp-top .mp-page').boundingBox();
    const field = await page.locator('.mp-top [class*="search-field"]').first().boundingBox();
    if (!frame || !field) throw new Error('No page or no field is shown.');
    expect(field.x).toBeGreaterThan(frame.x);
    expect(field.x + field.width).toBeLessThan(frame.x + frame.width);
  },
);

test.each(['normal', 'largest'] as const)(
  '[UI289] {K33} a badge of 99+ leaves the name free: %s type',
  async (font) => {
    const { page } = await open('rooms-list', { font });
    await page.evaluate(`(() => {
      const list = getCurrentPages().at(-1);
      const row = 'rows.' + list.data.ids[0];
      list.setData({ [row + '.unread']: 350, [row + '.isDot']: false });
    })()`);
    const badge = await page.getByText('99+', { exact: true }).boundingBox();
    const name = await byClass(page, 'room-row__name').first().boundingBox();
    if (!badge || !name) throw new Error('No badge or no name is shown.');
    expect(badge.x + badge.width).toBeLessThanOrEqual(name.x);
  },
);

const WIDE = { width: 1280, height: 800 };
const WIDEST_PX = 720;

test.each([
  ['rooms', ROOMS, 'rooms__rows'],
  ['chat', CHAT, 'message-bubble--own'],
  ['composer', CHAT, 'composer__row'],
  ['profile', `${ROOMS}|pages/profile/profile`, 'section'],
  ['settings', `${ROOMS}|pages/settings/settings`, 'section'],
  ['album', `${ROOMS}|pages/album/album?room=tea`, 'album__kinds'],
  ['search', `${ROOMS}|pages/search/search?room=tea`, 'search__field'],
  ['members', `${ROOMS}|pages/members/members?room=tea`, 'members__name'],
  ['find', `${ROOMS}|pages/find/find`, 'find__name'],
  ['room', `${ROOMS}|pages/room/room?room=tea`, 'room__group'],
])('[UI109] {P11} in a wide window the content of %s stays in the middle', async (_, hash, content) => {
  const phone = await openPhone(stage.browser, `${world.url}/phone/?user=${OWNER}${hash}`, {
    viewport: WIDE,
  });
  const block = byClass(phone.page, content).first();
  await block.waitFor();
  const { x = 0, width = 0 } = (await block.boundingBox()) ?? {};
  expect(width).toBeGreaterThan(0);
  expect(x).toBeGreaterThanOrEqual((WIDE.width - WIDEST_PX) / 2);
  expect(x + width).toBeLessThanOrEqual((WIDE.width + WIDEST_PX) / 2);
  await phone.close();
});

test('[UI109] {P11} a row answers to the pointer', async () => {
  const phone = await openPhone(stage.browser, `${world.url}/phone/?user=${OWNER}${ROOMS}`, {
    viewport: WIDE,
  });
  const row = byClass(phone.page, 'room-row--room-row').first();
  await row.waitFor();
  const colour = () => row.evaluate((element) => getComputedStyle(element).backgroundColor);
  const before = await colour();
  await row.hover();
  await expectPage.poll(colour).not.toBe(before);
  await phone.close();
});
