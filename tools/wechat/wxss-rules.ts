/**
 * What stands in one stylesheet: rules and values that wcsc refuses, leaves alone or moves, and those that the packer's
 * minifyWXSS drops. postcss reads it. What is imported from where is `wxss-imports`.
 */
import postcss, { type AtRule, type ChildNode, type Declaration, type Root, type Rule } from 'postcss';
import type { Advice, Found } from './fault';
import { selectorFaults } from './wxss-selectors';

const refused = (construct: string, instead: string): Advice => ({
  construct,
  tool: 'wcsc refuses it',
  instead,
});
const differs = (construct: string, tool: string, instead: string): Advice => ({ construct, tool, instead });

const AT_RULES: ReadonlyMap<string, Advice> = new Map([
  ['container', refused('`@container`', 'Use @media, or a class that the script sets.')],
  ['layer', refused('`@layer`', 'Write the rules in the order in which they count.')],
]);
const NESTED = refused('a rule inside of a rule', 'Write the selector in full.');
const STAR_HACK = refused('a property that begins with `*`', 'Leave it out.');
const IMPORT_URL = refused('`@import url()`', 'Write the path in quotes.');
const IMPORT_IF = refused('`@import` with a condition', 'Put @media into the imported file.');
const IMPORT_INSIDE = differs(
  '`@import` inside of another rule',
  'wcsc leaves it as text, and nothing is imported',
  'Put it at the beginning of the file.',
);
const LINE_COMMENT = differs('a comment with //', 'wcsc makes a selector of it', 'Write /* */.');
const HOST_LATE = differs(
  '`:host` after another rule',
  'wcsc moves it before all rules of all files',
  'Put it at the beginning of the file.',
);
const LOST_FALLBACK = differs(
  'a property written twice in one rule',
  'minifyWXSS keeps only the last one of padding and margin, also where a phone does not know it',
  'Put the newer value into @supports, or leave the older one out.',
);
const UNIT = differs('`rpx` in capital letters or with an exponent', 'no tool converts it', 'Write 10rpx.');
const MEDIA_RPX = differs('`rpx` in the condition of @media', 'no tool converts it', 'Write px.');
const LOCAL_URL = differs(
  'a picture or font by a local path',
  'wcsc puts "do-not-use-local-path" behind it',
  'Use <image>, a data: URL or https.',
);
const ZERO = differs(
  'a zero with a unit in the fallback of a custom property',
  'minifyWXSS drops the unit, and calc() with it is invalid',
  'Write 1px - 1px, or set the property before.',
);

function declarationAdvice({ prop, value }: Declaration): Advice | undefined {
  if (/\d(?:RPX|e[+-]?\d+rpx)\b/.test(value)) return UNIT;
  if (prop.startsWith('--') && /var\([^,()]+,\s*0[a-z]+\s*\)/i.test(value)) return ZERO;
  if (/url\((?!\s*['"]?(?:data:|https?:|\/\/))/i.test(value)) return LOCAL_URL;
  return undefined;
}

const isBox = ({ prop }: Declaration): boolean => /^(?:padding|margin)(?:-|$)/.test(prop);

function fallbackFaults({ nodes }: Rule): Found[] {
  const boxes = nodes.filter((node): node is Declaration => node.type === 'decl' && isBox(node));
  return boxes
    .filter(({ prop }, i) => boxes.slice(i + 1).some((later) => later.prop === prop))
    .map((node) => ({ at: node.source?.start?.offset ?? 0, advice: LOST_FALLBACK }));
}

function importAdvice({ params, parent }: AtRule): Advice | undefined {
  if (parent?.type !== 'root') return IMPORT_INSIDE;
  if (params.startsWith('url(')) return IMPORT_URL;
  return /^(?:"[^"]*"|'[^']*')$/.test(params.trim()) ? undefined : IMPORT_IF;
}

function atRuleAdvice(rule: AtRule): Advice | undefined {
  if (rule.name === 'import') return importAdvice(rule);
  if (rule.name === 'media' && /rpx/i.test(rule.params)) return MEDIA_RPX;
  return AT_RULES.get(rule.name);
}

const isHost = (node: ChildNode): boolean => node.type === 'rule' && node.selector.includes(':host');

/** Also the comment that postcss keeps apart from the selector. */
const rawSelector = ({ raws, selector }: Rule): string => raws.selector?.raw ?? selector;

function ruleFaults(rule: Rule, at: number): Found[] {
  const selector = rawSelector(rule);
  if (selector.startsWith('//')) return [{ at, advice: LINE_COMMENT }];
  if (rule.parent?.type === 'rule') return [{ at, advice: NESTED }];
  const isFrame = rule.parent?.type === 'atrule' && /keyframes$/.test((rule.parent as AtRule).name);
  const earlier = rule.parent?.nodes.slice(0, rule.parent.index(rule)) ?? [];
  const isLate = isHost(rule) && earlier.some((node) => node.type === 'rule' && !isHost(node));
  return [
    ...(isLate ? [{ at, advice: HOST_LATE }] : []),
    ...(isFrame ? [] : selectorFaults(selector, at)),
    ...fallbackFaults(rule),
  ];
}

function nodeFaults(node: ChildNode): Found[] {
  const at = node.source?.start?.offset ?? 0;
  if (node.type === 'rule') return ruleFaults(node, at);
  if (node.type === 'comment') return [];
  const starred = node.type === 'decl' && node.raws.before?.includes('*') === true ? STAR_HACK : undefined;
  const advice = starred ?? (node.type === 'decl' ? declarationAdvice(node) : atRuleAdvice(node));
  return advice === undefined ? [] : [{ at, advice }];
}

/** @returns null for what postcss cannot read: wcsc says why */
export function parseWxss(source: string): Root | null {
  try {
    return postcss.parse(source);
  } catch {
    return null;
  }
}

export function stylesheetFaults(root: Root): Found[] {
  const found: Found[] = [];
  root.walk((node) => void found.push(...nodeFaults(node)));
  return found;
}
