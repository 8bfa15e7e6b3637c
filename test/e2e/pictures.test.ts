/** A few pages as pictures, with fonts that are brought along, coarse enough for any rasteriser. */
import { EMOJI_FONT, SERIF_FONT, TEXT_FONT } from '../support/brought-fonts';
import { setUpStage } from '../support/browser-stage';
import { differingShare, readCoarsePicture, takeCoarsePicture } from '../support/coarse-picture';
import { COMPARED, openCompared, referenceOf } from '../support/states/compared';
import type { StatePhone } from '../support/states/page-state';
import { makeWorld, type World } from '../support/states/world';

jest.setTimeout(90_000);

/** A new font moves letters within their cells; what is broken moves whole parts. */
const MOST_DIFFERING = 0.02;

const stage = setUpStage();
let world: World;

beforeAll(async () => {
  world = await makeWorld(stage.server.url);
}, 60_000);

afterAll(() => world?.close());

async function shareOf(name: string, phone: StatePhone): Promise<number> {
  return differingShare(readCoarsePicture(referenceOf(name)), await takeCoarsePicture(phone.page));
}

async function open(name: string): Promise<StatePhone> {
  const found = COMPARED.find(([known]) => known === name);
  if (found === undefined) throw new Error(`${name} is not compared.`);
  return stage.keep(await openCompared(stage.browser, world, ...found));
}

test.each(COMPARED.map(([name]) => name))('[UI170] %s looks as it did', async (name) => {
  const phone = await open(name);
  expect(await shareOf(name, phone)).toBeLessThanOrEqual(MOST_DIFFERING);
});

const BROKEN = [
  ['the composer is hidden', 'chat-talk', '.chat__bottom { display: none !important }'],
  [
    'a bubble is on the other side',
    'chat-talk',
    '[class*="message-bubble--own"] { flex-direction: row !important }',
  ],
  [
    'the theme has another background',
    'settings-page',
    '.mp-top .page-root { background: #ededed !important }',
  ],
  ['emoji have no colours', 'chat-emoji', '[class*="emoji-panel__cell"] { filter: grayscale(1) }'],
] as const;

test.each(BROKEN)('[UI171] the comparison notices that %s', async (_what, name, style) => {
  const phone = await open(name);
  await phone.page.addStyleTag({ content: style });
  expect(await shareOf(name, phone)).toBeGreaterThan(MOST_DIFFERING);
});

test('[UI171] another font is no difference', async () => {
  const phone = await open('chat-talk');
  const before = await takeCoarsePicture(phone.page);
  await phone.page.addStyleTag({
    content: `* { font-family: '${SERIF_FONT}', '${TEXT_FONT}', '${EMOJI_FONT}' !important }`,
  });
  expect(await takeCoarsePicture(phone.page)).not.toEqual(before);
  expect(await shareOf('chat-talk', phone)).toBeLessThanOrEqual(MOST_DIFFERING);
});
