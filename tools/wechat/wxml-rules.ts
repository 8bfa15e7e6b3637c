/**
 * What stands in one template: texts, attributes and slots that some tool drops or reads in another way than the others.
 * Other files that a template names are `wxml-links`, what stands between braces `expression-rules`.
 */
import { expressionFaults } from './expression-rules';
import type { Advice, Found } from './fault';
import {
  attributeOf,
  elementsOf,
  piecesOf,
  wxsPartsOf,
  type WxmlAttribute,
  type WxmlElement,
} from './wxml-tree';

const IN_BRACES = 'Write the character itself, or {{ }} with data.';
const BACKSLASH: Advice = {
  construct: 'a backslash in a text',
  tool: 'wcc reads an escape such as \\n, glass-easel shows the two characters',
  instead: IN_BRACES,
};
const ENTITY: Advice = {
  construct: 'an entity such as &lt; or &nbsp;',
  tool: 'wcc leaves it as it is, glass-easel decodes it',
  instead: 'Write the character itself, or use <text decode>.',
};
const SLOT: Advice = {
  construct: 'content inside of <slot>',
  tool: 'glass-easel refuses it, wcc takes it and shows nothing',
  instead: 'Show it beside the slot, with wx:if.',
};
const TWICE: Advice = {
  construct: 'an attribute written twice',
  tool: 'the last one counts for wcc, the first for glass-easel',
  instead: 'Leave one of them out.',
};
const BOUND_TWICE: Advice = {
  construct: 'an event bound with and without a colon',
  tool: 'one call in exparser, two in glass-easel',
  instead: 'Bind it once.',
};
const PREFIX: Advice = {
  construct: 'a prefix that is not one of WXML',
  tool: 'wcc makes an attribute of it and nothing happens',
  instead: 'Write class, style, data- or slot in full.',
};
const KEY: Advice = {
  construct: 'wx:key that is no name',
  tool: 'there is no key, and a line in the log',
  instead: 'Write the name of a field of the item, or *this.',
};
const FOR_TEXT: Advice = {
  construct: 'wx:for with something beside the braces',
  tool: 'the list becomes a string, so every character is an item',
  instead: 'Write the braces alone, without blanks around.',
};
const FOR_STRING: Advice = {
  construct: 'wx:for over a text',
  tool: 'every half of a surrogate pair is an item',
  instead: 'Write a list in braces.',
};
const DATASET: Advice = {
  construct: 'a capital letter after data-',
  tool: 'the name arrives in small letters',
  instead: 'Write data-room-id, which arrives as roomId.',
};
const CLASS_LIST: Advice = {
  construct: 'a list or an object as class or style',
  tool: 'glass-easel joins it with blanks, wcc does not',
  instead: 'Write a text with conditions in braces.',
};
const PREFIXES = /^(?:(?:capture-|mut-)?bind|(?:capture-)?catch|wx|mark|model|generic|change|worklet|xmlns):/;
const EVENT = /^((?:capture-|mut-)?(?:bind|catch)):?(.+)$/;
const DECODED = /&(?:nbsp|lt|gt|amp|apos|ensp|emsp);/g;
const ANY_ENTITY = /&(?:#\d+|#x[\da-f]+|[a-z]\w*);/i;
const TEXT_ATTRIBUTES: ReadonlySet<string> = new Set(['class', 'style', 'id']);

const isTemplateData = ({ tag }: WxmlElement, { name }: WxmlAttribute): boolean =>
  tag === 'template' && name === 'data';

function staticFaults(text: string, start: number, isDecoded: boolean): Found[] {
  const found: Found[] = [];
  const backslash = text.indexOf('\\');
  if (backslash >= 0) found.push({ at: start + backslash, advice: BACKSLASH });
  const shown = isDecoded ? text.replace(DECODED, (whole) => ' '.repeat(whole.length)) : text;
  const entity = ANY_ENTITY.exec(shown);
  if (entity !== null) found.push({ at: start + entity.index, advice: ENTITY });
  return found;
}

type ValuePlace = Parameters<typeof expressionFaults>[2];

function textFaults(text: string, start: number, place: ValuePlace, isDecoded: boolean): Found[] {
  return piecesOf(text, start).flatMap((piece) =>
    piece.isExpression
      ? expressionFaults(piece.text, piece.start, place)
      : staticFaults(piece.text, piece.start, isDecoded),
  );
}

function namedFaults(attribute: WxmlAttribute): Advice | undefined {
  const { name, value } = attribute;
  if (name.includes(':') && !PREFIXES.test(name)) return PREFIX;
  if (/^data-.*[A-Z]/.test(name)) return DATASET;
  if (name === 'wx:key') return /^(?:\*this|[A-Za-z_]\w*)$/.test(value) ? undefined : KEY;
  if (name === 'wx:for' || name === 'wx:for-items') {
    if (!value.includes('{{')) return FOR_STRING;
    return piecesOf(value, 0).length === 1 ? undefined : FOR_TEXT;
  }
  const isLiteral = /^\{\{\s*(?:\[[^\]]*\]|\{[\s\S]*\})\s*\}\}$/.test(value);
  return isLiteral && (name === 'class' || name === 'style') ? CLASS_LIST : undefined;
}

function repeated({ attributes }: WxmlElement): Found[] {
  return attributes.flatMap((attribute, i): Found[] => {
    const earlier = attributes.slice(0, i).map(({ name }) => name);
    if (earlier.includes(attribute.name)) return [{ at: attribute.start, advice: TWICE }];
    const key = EVENT.exec(attribute.name)?.slice(1).join(':');
    const isBound = key !== undefined && earlier.some((name) => EVENT.exec(name)?.slice(1).join(':') === key);
    return isBound ? [{ at: attribute.start, advice: BOUND_TWICE }] : [];
  });
}

function attributeFaults(element: WxmlElement, modules: ReadonlySet<string>): Found[] {
  return element.attributes.flatMap((attribute) => {
    const { name, value, valueStart } = attribute;
    const advice = namedFaults(attribute);
    const isText = TEXT_ATTRIBUTES.has(name) || piecesOf(value, 0).length > 1;
    const place = { modules, isTemplateData: isTemplateData(element, attribute), isText };
    const named = advice === undefined ? [] : [{ at: attribute.start, advice }];
    return [...named, ...textFaults(value, valueStart, place, false)];
  });
}

function childFaults(element: WxmlElement, modules: ReadonlySet<string>): Found[] {
  const place = { modules, isTemplateData: false, isText: true };
  const isDecoded = element.tag === 'text' && attributeOf(element, 'decode') !== undefined;
  const texts = element.tag === 'wxs' ? [] : element.children.filter((child) => child.kind === 'text');
  const found = texts.flatMap(({ text, start }) => textFaults(text, start, place, isDecoded));
  const inside = element.children.find((child) => child.kind === 'element' || child.text.trim() !== '');
  return element.tag === 'slot' && inside !== undefined
    ? [...found, { at: inside.start, advice: SLOT }]
    : found;
}

export function templateFaults(root: WxmlElement): Found[] {
  const modules = new Set(wxsPartsOf(root).map(({ module }) => module));
  return [root, ...elementsOf(root)].flatMap((element) => [
    ...repeated(element),
    ...attributeFaults(element, modules),
    ...childFaults(element, modules),
  ]);
}
