/**
 * Selectors of WXSS in terms of the DOM that the runtime makes: tags, class prefixes, ids, `:host`, and the scope that
 * keeps the rules of one page away from another.
 */
import selectorParser from 'postcss-selector-parser';
import type { Node, Root, Selector } from 'postcss-selector-parser';
import { toHtmlTag } from '../tags';

export interface SelectorScope {
  /** Prefix of classes, for components: `scope--class`. */
  readonly classPrefix: string;
  /** Put before every selector; of no specificity. */
  readonly ancestor: string;
}

export interface RewrittenSelector {
  readonly text: string;
  /** Kinds of selector that a phone ignores in a component: `tag`, `id`, `attribute`. */
  readonly kinds: ReadonlySet<string>;
}

function attribute(name: string, value: string) {
  const node = selectorParser.attribute({
    attribute: name,
    operator: '=',
    value,
    quoteMark: '"',
    raws: {},
  });
  return (node.setValue(value, { quoteMark: '"' }), node);
}

const NUMBERED = /^:nth-/;
/** wx: classes inside of these get no prefix, so in a component they match nothing. */
const WITHOUT_PREFIX = /^:(?:is|where|has)$/;

function isIn(node: Node, pseudos: RegExp): boolean {
  for (let around = node.parent; around !== undefined; around = around.parent) {
    if (around.type === 'pseudo' && pseudos.test(around.value)) return true;
  }
  return false;
}

function rewriteTags(root: Root, kinds: Set<string>): void {
  root.walkTags((tag) => {
    const inKeyframes = tag.value === 'from' || tag.value === 'to' || /%$/.test(tag.value);
    if (inKeyframes || isIn(tag, NUMBERED)) return;
    kinds.add('tag');
    tag.value = toHtmlTag(tag.value);
  });
}

/** `#a` keeps the weight of an id: the first choice never matches, the second one does. */
function rewriteIds(root: Root, kinds: Set<string>): void {
  root.walkIds((id) => {
    kinds.add('id');
    const either = selectorParser.pseudo({
      value: ':is',
      nodes: [
        selectorParser.selector({ nodes: [selectorParser.id({ value: '_' })], value: '' }),
        selectorParser.selector({ nodes: [attribute('wx-id', id.value)], value: '' }),
      ],
    });
    id.replaceWith(either);
  });
}

function rewriteClasses(root: Root, scope: SelectorScope): void {
  if (scope.classPrefix === '') return;
  root.walkClasses((name) => {
    if (!isIn(name, WITHOUT_PREFIX)) name.value = `${scope.classPrefix}--${name.value}`;
  });
}

function addAncestor(root: Root, scope: SelectorScope): void {
  if (scope.ancestor === '') return;
  root.each((selector: Selector) => {
    const spaceBefore = selector.first?.spaces.before ?? '';
    if (selector.first !== undefined) selector.first.spaces.before = '';
    selector.prepend(selectorParser.combinator({ value: ' ' }));
    selector.prepend(selectorParser.pseudo({ value: `${spaceBefore}${scope.ancestor}` }));
  });
}

/** wx: `:host` and `:host(.a)` that stand alone; beside anything else it matches nothing. */
const HOST = /^\s*:host(?:\(\s*\.([\w-]+)\s*\))?\s*$/;

/** Whether a rule is of the component's own element. */
export const isHostRule = (text: string): boolean => HOST.test(text);

function hostSelector(text: string, { classPrefix }: SelectorScope): string {
  const name = HOST.exec(text)?.[1];
  const ofClass = name === undefined ? '' : `.${classPrefix}--${name}`;
  return `${ofClass}[wx-host="${classPrefix}"]`;
}

/** Rewrites a selector list. @throws Error for one that no parser takes */
export function rewriteSelector(text: string, scope: SelectorScope): RewrittenSelector {
  const kinds = new Set<string>();
  if (scope.classPrefix !== '' && isHostRule(text)) return { text: hostSelector(text, scope), kinds };
  const rewritten = selectorParser((root) => {
    root.walkComments((comment) => void comment.replaceWith(selectorParser.combinator({ value: ' ' })));
    root.walkAttributes(() => void kinds.add('attribute'));
    rewriteTags(root, kinds);
    rewriteIds(root, kinds);
    rewriteClasses(root, scope);
    addAncestor(root, scope);
  }).processSync(text);
  return { text: rewritten, kinds };
}
