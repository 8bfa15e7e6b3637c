/**
 * Selectors that wcsc refuses, or takes and makes into something that matches nothing. postcss-selector-parser reads them.
 */
import selectorParser, { type Node, type Pseudo, type Root } from 'postcss-selector-parser';
import type { Advice, Found } from './fault';

const refused = (construct: string, instead: string): Advice => ({
  construct,
  tool: 'wcsc refuses it',
  instead,
});
const dead = (construct: string, tool: string, instead: string): Advice => ({ construct, tool, instead });

const UNIVERSAL = refused('`*`', 'Name the classes.');
const LIST = (name: string): Advice => refused(`a list inside of \`${name}()\``, 'Write a rule for each.');
const FLAGS = refused('flags of an attribute', 'Use a class.');
const NTH_OF = refused('`of` in :nth-child()', 'Give the elements a class of their own.');
const NESTING = refused('`&`', 'Write the selector in full.');
const DEEP = refused('`>>>` or `/deep/`', 'Use externalClasses, or a custom property.');
const ESCAPED = refused('an escape in a selector', 'Choose a name of letters, digits, - and _.');
const NOT_ASCII = refused('a name that is not ASCII', 'Choose a name of letters, digits, - and _.');
const SLOTTED = refused('`::slotted()` or `::part()`', 'Use externalClasses.');
const HOST = dead(
  '`:host` with something beside it',
  'wcsc makes a selector of it that matches nothing',
  'Write `:host` alone, and put a class on an element inside.',
);
const ROOT = dead('`:root`', 'wcsc takes the selector away and leaves the braces', 'Write `page`.');
const CLASS_INSIDE = (name: string): Advice =>
  dead(
    `a class inside of \`${name}()\``,
    'wcsc does not give it the suffix of the component, so it matches nothing',
    'Write the class outside.',
  );
const COMMENT = dead(
  'a comment inside of a selector',
  'minifyWXSS makes a rule of it that matches nothing, wcsc a blank',
  'Put it before the rule.',
);

const LISTS: ReadonlySet<string> = new Set([':is', ':not', ':where', ':has']);
/** In these wcsc leaves the names of classes alone. */
const WITHOUT_SUFFIX: ReadonlySet<string> = new Set([':is', ':where', ':has']);

function hostAdvice(pseudo: Pseudo): Advice | undefined {
  const isAlone = pseudo.parent?.nodes.length === 1 && pseudo.nodes.length === 0;
  return isAlone ? undefined : HOST;
}

function pseudoAdvice(pseudo: Pseudo): Advice | undefined {
  const { value: name, nodes } = pseudo;
  if (name === ':host') return hostAdvice(pseudo);
  if (name === ':root') return ROOT;
  if (name === '::slotted' || name === '::part') return SLOTTED;
  if (name.startsWith(':nth-') && / of /.test(String(pseudo))) return NTH_OF;
  if (LISTS.has(name) && nodes.length > 1) return LIST(name);
  let hasClass = false;
  pseudo.walkClasses(() => void (hasClass = true));
  return WITHOUT_SUFFIX.has(name) && hasClass ? CLASS_INSIDE(name) : undefined;
}

function nameAdvice(node: Node): Advice | undefined {
  const text = String(node).trim();
  if (text.includes('\\')) return ESCAPED;
  return /^[\x20-\x7e]*$/.test(text) ? undefined : NOT_ASCII;
}

function adviceFor(node: Node): Advice | undefined {
  if (node.type === 'universal') return UNIVERSAL;
  if (node.type === 'nesting') return NESTING;
  if (node.type === 'comment') return COMMENT;
  if (node.type === 'pseudo') return pseudoAdvice(node);
  if (node.type === 'attribute' && node.insensitive === true) return FLAGS;
  if (node.type === 'combinator') return /^(?:>>>|\/deep\/)$/.test(node.value.trim()) ? DEEP : undefined;
  return node.type === 'class' || node.type === 'id' ? nameAdvice(node) : undefined;
}

export function selectorFaults(selector: string, at: number): Found[] {
  const found: Found[] = [];
  const read = (root: Root) =>
    root.walk((node) => {
      const advice = adviceFor(node);
      if (advice !== undefined) found.push({ at: at + Math.max(0, node.sourceIndex), advice });
    });
  try {
    selectorParser(read).processSync(selector);
  } catch {
    // wcsc refuses it as well, and says where.
  }
  return found;
}
