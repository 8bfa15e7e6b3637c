/**
 * What a page of the preview is like for people who cannot see it well, cannot hit small things, or have set large type:
 * faults found by axe, controls below the size of a finger, and content beside the screen. Measures the page on top.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';

const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
/** WeChat and both systems name 44 px; half a pixel is lost in rounding. */
const TARGET_PX = 44;

interface AxeResult {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

interface AxeAnswer {
  readonly violations: readonly AxeResult[];
  readonly passes: readonly AxeResult[];
}

/** What lies over a text, even when it shows nothing, keeps axe from judging its contrast. */
const ALONE = '.mp-layer:not(.mp-top), .mp-overlay, .mp-top .mp-nav, .mp-top .mp-pulldown { display: none }';

/** Serious and critical faults, one line each. Bar, capsule and dialogs are WeChat's own and not judged. */
export async function findFaults(page: Page): Promise<readonly string[]> {
  await page.addStyleTag({ content: ALONE });
  await page.evaluate(AXE);
  const answer = (await page.evaluate(
    `axe.run('.mp-top .mp-page', { resultTypes: ['violations', 'passes'] })`,
  )) as AxeAnswer;
  if (!answer.passes.some(({ id }) => id === 'color-contrast')) return ['axe could judge no text'];
  return answer.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
}

const CONTROLS = ['button', 'radio', 'switch', 'checkbox', 'tab', 'option', 'menuitem', 'link', 'searchbox'];

/** Controls that are shown and smaller than a finger in either direction, with their size. */
export function findSmallTargets(page: Page): Promise<readonly string[]> {
  const roles = CONTROLS.map((role) => `.mp-top .mp-page [role="${role}"]`);
  const query = [...roles, '.mp-top .mp-page textarea', '.mp-top .mp-page input'].join(',');
  return page.evaluate(
    ({ query, least }) =>
      [...document.querySelectorAll(query)]
        .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        .map((element) => {
          // A tap beside the text of a field reaches it too.
          const field = element.matches('input, textarea')
            ? element.closest('.field, [class*="composer__field"]')
            : null;
          const box = field ?? element;
          return { element, box: box.getBoundingClientRect() };
        })
        .filter(({ box }) => box.width > 0 && (box.width < least || box.height < least))
        .map(({ element, box }) => {
          const name = element.getAttribute('aria-label') ?? element.textContent ?? '';
          return `${element.className || element.tagName} "${name.trim().slice(0, 30)}": ${box.width} x ${box.height}`;
        }),
    { query, least: TARGET_PX - 0.5 },
  );
}

/** What reaches beyond the right or left edge of the page. A text that ends in "…" reaches as far as what cuts it. */
export function findOverflow(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const root = document.querySelector('.mp-top .mp-page');
    if (!root) return ['no page'];
    const frame = root.getBoundingClientRect();
    const endsInEllipsis = (element: Element): boolean => {
      const cutter = element.parentElement;
      if (!cutter || cutter === root) return false;
      const { overflowX, textOverflow } = getComputedStyle(cutter);
      return (overflowX === 'hidden' && textOverflow === 'ellipsis') || endsInEllipsis(cutter);
    };
    return [...root.querySelectorAll('*')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && (box.right > frame.right + 1 || box.left < frame.left - 1);
      })
      .filter((element) => !endsInEllipsis(element))
      .map((element) => `${element.className || element.tagName}: ${element.outerHTML.slice(0, 120)}`);
  });
}
