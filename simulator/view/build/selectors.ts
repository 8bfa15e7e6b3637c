/**
 * Selectors of WXSS in terms of the DOM that the runtime makes: tags, class prefixes, ids, `:host`, and the scope that
 * keeps the rules of one page away from another.
 */
import selectorParser from 'postcss-selector-parser';
import type { Root, Selector } from 'postcss-selector-parser';
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

function rewriteTags(root: Root, kinds: Set<string>): void {
  root.walkTags((tag) => {
    const inKeyframes = tag.value === 'from' || tag.value === 'to' || /%$/.test(tag.value);
    if (inKeyframes) return;
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
    name.value = `${scope.classPrefix}--${name.value}`;
  });
}

function rewriteHost(root: Root, scope: SelectorScope): void {
  root.walkPseudos((pseudo) => {
    if (pseudo.value === ':host') pseudo.replaceWith(attribute('wx-host', scope.classPrefix));
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

/** Rewrites a selector list. */
export function rewriteSelector(text: string, scope: SelectorScope): RewrittenSelector {
  const kinds = new Set<string>();
  const rewritten = selectorParser((root) => {
    root.walkAttributes(() => void kinds.add('attribute'));
    rewriteTags(root, kinds);
    rewriteIds(root, kinds);
    rewriteClasses(root, scope);
    rewriteHost(root, scope);
    addAncestor(root, scope);
  }).processSync(text);
  return { text: rewritten, kinds };
}
