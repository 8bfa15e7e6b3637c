/**
 * Blanks that get lost outside of `<text>`: between two tags wcc and glass-easel both leave them out, and beside a tag the
 * packer's minifyWXML takes them away, so that a page looks one way in development and another way when it is packed. A line
 * break between two tags is taken for layout of the file.
 */
import type { Advice, Found } from './fault';
import type { WxmlElement, WxmlText } from './wxml-tree';

const WHITE_SPACE: Advice = {
  construct: 'white space beside an inline tag',
  tool: 'wcc or minifyWXML takes it away, so the packed page shows none',
  instead: "Write the tags without any between, or {{' '}} where it must be seen.",
};

type Sibling = WxmlElement | WxmlText | undefined;

const isInline = (node: Sibling): boolean => node?.kind === 'element' && node.tag === 'text';

/** Of a chain of conditions only one is there. */
const isAlternative = (node: Sibling): boolean =>
  node?.kind === 'element' && node.attributes.some(({ name }) => name === 'wx:elif' || name === 'wx:else');

function placeOf({ text, start }: WxmlText, before: Sibling, after: Sibling): number | undefined {
  if (text.trim() === '') {
    const isMeant = !text.includes('\n') && !isAlternative(after);
    return isMeant && isInline(before) && isInline(after) ? start : undefined;
  }
  if (isInline(before) && text.trimStart() !== text) return start;
  return isInline(after) && text.trimEnd() !== text ? start + text.trimEnd().length : undefined;
}

export function whiteSpaceFaults(element: WxmlElement): Found[] {
  const { children, tag } = element;
  if (tag === 'text' || tag === 'wxs') return [];
  return children.flatMap((child, i) => {
    if (child.kind === 'element') return whiteSpaceFaults(child);
    const at = placeOf(child, children[i - 1], children[i + 1]);
    return at === undefined ? [] : [{ at, advice: WHITE_SPACE }];
  });
}
