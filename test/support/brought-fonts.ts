/**
 * Fonts that compared pictures bring along, so that they look the same on every machine: Chinese, Latin and emoji in colour,
 * from npm. Knows the names of the two stacks that pages and the simulator draw with, and nothing of what is drawn.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright';

/** No such host: what a page asks of it is answered here. */
const ORIGIN = 'https://fonts.test';

const packages = createRequire(__filename);

/** Names that no machine has, so that only these fonts can be meant. */
export const TEXT_FONT = 'Brought Text';
export const EMOJI_FONT = 'Brought Emoji';
/** What many a Linux desktop draws text with: it has most emoji, without colours. */
export const PLAIN_FONT = 'Brought Plain';
export const SERIF_FONT = 'Brought Serif';

/** All emoji in one file, as a machine has them. */
const EMOJI_FILE = '@fontsource/noto-color-emoji/files/noto-color-emoji-emoji-400-normal.woff2';

const folderOf = (name: string): string => path.dirname(packages.resolve(`${name}/package.json`));

/** The style sheet of a package, under a name of ours and with addresses that are answered here. */
function readSheet(name: string, family: string, sheet: string): string {
  return fs
    .readFileSync(path.join(folderOf(name), sheet), 'utf8')
    .replace(/font-family: '[^']+'/g, `font-family: '${family}'`)
    .replace(/font-display: swap/g, 'font-display: block')
    .replace(/url\(\.\//g, `url(${ORIGIN}/${name}/`);
}

const faceOf = (family: string, file: string): string =>
  `@font-face { font-family: '${family}'; font-display: block; src: url(${ORIGIN}/${file}); }`;

let faces: string | undefined;

/** Every `@font-face`; a browser fetches those that a page draws with. */
function broughtFaces(): string {
  faces ??= [
    readSheet('@fontsource-variable/noto-sans-sc', TEXT_FONT, 'index.css'),
    // Its other sheet is of parts, which Chromium draws nothing of: they have their colours as SVG.
    readSheet('@fontsource/noto-color-emoji', EMOJI_FONT, 'emoji.css'),
    faceOf(PLAIN_FONT, 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
    faceOf(SERIF_FONT, 'dejavu-fonts-ttf/ttf/DejaVuSerif.ttf'),
  ].join('\n');
  return faces;
}

const TEXT_STACK = `'${TEXT_FONT}', '${EMOJI_FONT}'`;
const EMOJI_STACK = `'${EMOJI_FONT}', '${TEXT_FONT}'`;

/** Everything that names fonts does so by these. */
const STACKS = `
:root { --mp-font: ${TEXT_STACK} !important; }
.page-root { --chat-font-text: ${TEXT_STACK} !important; --chat-font-emoji: ${EMOJI_STACK} !important; }`;

async function answerFonts(context: BrowserContext): Promise<void> {
  await context.route(`${ORIGIN}/**`, (route) => {
    const [, ...parts] = decodeURIComponent(new URL(route.request().url()).pathname).split('/');
    const name = parts.splice(0, parts[0]?.startsWith('@') === true ? 2 : 1).join('/');
    return route.fulfill({
      path: path.join(folderOf(name), ...parts),
      headers: { 'access-control-allow-origin': '*' },
    });
  });
}

/** Every page and frame that `context` opens from now on draws with `css` after its own styles. */
async function addSheet(context: BrowserContext, css: string): Promise<void> {
  await context.addInitScript(`(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(${JSON.stringify(css)});
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  })()`);
}

/** The fonts of the machine are not drawn with any more. Before the first page is opened. */
export async function bringFonts(context: BrowserContext): Promise<void> {
  await answerFonts(context);
  await addSheet(context, `${broughtFaces()}\n${STACKS}`);
}

/** The machine seems to have these: family names as pages write them, and which of ours stands behind each. */
export async function pretendFonts(
  context: BrowserContext,
  families: Readonly<Record<string, string>>,
): Promise<void> {
  await answerFonts(context);
  const renamed = Object.entries(families).map(([family, ours]) =>
    broughtFaces()
      .split('}')
      .filter((face) => face.includes(`'${ours}'`))
      .map((face) => `${face.replace(`'${ours}'`, `'${family}'`)}}`)
      .join('\n'),
  );
  await addSheet(context, renamed.join('\n'));
}

/** Each `@font-face` of the page that asks this machine for a font. */
const LOCAL_FACES = `[...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  .filter((rule) => rule instanceof CSSFontFaceRule && rule.cssText.includes('local('))`;

/** The machine has our emoji font, for the range that the page asks for. Any machine: what it really has comes after it. */
export async function pretendLocalEmoji(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    const faces = ${LOCAL_FACES}.map(({ style }) =>
      new FontFace(style.getPropertyValue('font-family').replace(/"/g, ''), 'url(${ORIGIN}/${EMOJI_FILE})', {
        unicodeRange: style.getPropertyValue('unicode-range'),
      }));
    for (const face of await Promise.all(faces.map((face) => face.load()))) document.fonts.add(face);
  })()`);
}

/** The browser keeps from the page which fonts the machine has, as strict ones do. */
export async function denyLocalFonts(page: Page): Promise<void> {
  await page.evaluate(`for (const rule of ${LOCAL_FACES}) {
    const { parentStyleSheet: sheet } = rule;
    sheet.deleteRule([...sheet.cssRules].indexOf(rule));
  }`);
}
