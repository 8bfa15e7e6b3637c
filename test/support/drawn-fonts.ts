/** Which fonts a browser draws an element's text with, by its own account. Knows nothing of which are right. */
import type { CDPSession, Locator, Page } from 'playwright';

export interface DrawnFont {
  /** As the font file calls itself. */
  readonly family: string;
  readonly glyphs: number;
}

interface PlatformFonts {
  readonly fonts: readonly { readonly familyName: string; readonly glyphCount: number }[];
}

const MARK = 'data-drawn';

async function fontsOfMarked(devTools: CDPSession, mark: string): Promise<readonly DrawnFont[]> {
  const { root } = (await devTools.send('DOM.getDocument')) as { root: { nodeId: number } };
  const selector = `[${MARK}="${mark}"]`;
  const { nodeId } = await devTools.send('DOM.querySelector', { nodeId: root.nodeId, selector });
  const { fonts } = (await devTools.send('CSS.getPlatformFontsForNode', { nodeId })) as PlatformFonts;
  return fonts.map(({ familyName, glyphCount }) => ({ family: familyName, glyphs: glyphCount }));
}

/** Of each element, in the order of the page, once its fonts are there. */
export async function drawnFonts(page: Page, elements: Locator): Promise<readonly (readonly DrawnFont[])[]> {
  const count = await elements.evaluateAll((all, mark) => {
    for (const [index, element] of all.entries()) element.setAttribute(mark, String(index));
    return all.length;
  }, MARK);
  await page.evaluate('document.fonts.ready');
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('DOM.enable');
  await devTools.send('CSS.enable');
  const found: (readonly DrawnFont[])[] = [];
  for (let index = 0; index < count; index += 1) found.push(await fontsOfMarked(devTools, String(index)));
  await elements.evaluateAll((all, mark) => all.forEach((element) => element.removeAttribute(mark)), MARK);
  await devTools.detach();
  return found;
}
