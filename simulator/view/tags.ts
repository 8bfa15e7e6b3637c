/**
 * The names of WeChat's built-in tags, and which HTML tag stands for each. Shared by the build (stylesheets, checks) and
 * the runtime (elements), so that both give the same tag the same name. Knows nothing about how a tag behaves.
 */

/** Tags that this simulator builds. */
export const BUILT_TAGS: readonly string[] = [
  'button',
  'checkbox',
  'checkbox-group',
  'cover-image',
  'cover-view',
  'form',
  'icon',
  'image',
  'input',
  'label',
  'navigator',
  'page-meta',
  'picker',
  'progress',
  'radio',
  'radio-group',
  'rich-text',
  'root-portal',
  'scroll-view',
  'slider',
  'swiper',
  'swiper-item',
  'switch',
  'text',
  'textarea',
  'view',
];

/** Tags that WeChat has and this simulator does not build: a page that uses one is told so by name. */
export const OTHER_WECHAT_TAGS: readonly string[] = [
  'ad',
  'ad-custom',
  'audio',
  'camera',
  'canvas',
  'channel-live',
  'channel-video',
  'double-tap-gesture-handler',
  'draggable-sheet',
  'editor',
  'force-press-gesture-handler',
  'functional-page-navigator',
  'grid-builder',
  'grid-view',
  'horizontal-drag-gesture-handler',
  'keyboard-accessory',
  'list-builder',
  'list-view',
  'live-player',
  'live-pusher',
  'long-press-gesture-handler',
  'map',
  'match-media',
  'movable-area',
  'movable-view',
  'native-component',
  'navigation-bar',
  'nested-scroll-body',
  'nested-scroll-header',
  'official-account',
  'open-container',
  'open-data',
  'page-container',
  'pan-gesture-handler',
  'picker-view',
  'picker-view-column',
  'scale-gesture-handler',
  'share-element',
  'snapshot',
  'span',
  'sticky-header',
  'sticky-section',
  'store-home',
  'store-product',
  'tap-gesture-handler',
  'vertical-drag-gesture-handler',
  'video',
  'voip-room',
  'web-view',
];

/** Tags that the template compiler itself takes away: they never become elements. */
export const COMPILER_TAGS: readonly string[] = ['block', 'import', 'include', 'slot', 'template', 'wxs'];

const WECHAT_TAGS = new Set([...BUILT_TAGS, ...OTHER_WECHAT_TAGS]);

/**
 * The HTML tag that stands for a WXML tag: `view` is `wx-view`, `scroll-view` is `wx-scroll-view`, `room-row` stays.
 * A tag without a hyphen is always prefixed, because `<dialog>` or `<button>` would become the browser's own element.
 */
export function toHtmlTag(tag: string): string {
  if (tag.startsWith('wx-')) return tag;
  return !tag.includes('-') || WECHAT_TAGS.has(tag) ? `wx-${tag}` : tag;
}
