/**
 * `wx.createSelectorQuery` and the component's own: places, scroll offsets, properties, computed styles and nodes, found
 * by selector inside one component. Rectangles count from the page, as on a phone.
 */
import type { Element, GeneralComponent } from 'glass-easel';
import { domOf, pageBoxOf } from './element';
import { isComponent } from './patches';

/** What a query starts from: `this` of a page or component. */
export interface QueryScope {
  readonly _$: GeneralComponent;
}

interface Fields {
  readonly id?: boolean;
  readonly dataset?: boolean;
  readonly mark?: boolean;
  readonly rect?: boolean;
  readonly size?: boolean;
  readonly scrollOffset?: boolean;
  readonly properties?: readonly string[];
  readonly computedStyle?: readonly string[];
  readonly node?: boolean;
  readonly context?: boolean;
}

type Result = Record<string, unknown>;
type Callback = (result: unknown) => void;

const RECTANGLE: Fields = { id: true, dataset: true, rect: true, size: true };
const OFFSET: Fields = { id: true, dataset: true, scrollOffset: true };

interface Step {
  readonly read: () => unknown;
  readonly callback: Callback | undefined;
}

/** Starts a query in `scope`, which `in` may change. */
export function createSelectorQuery(scope: QueryScope | undefined) {
  const steps: Step[] = [];
  let at = scope;
  const nodes = (find: (scope: QueryScope) => readonly Element[], isSingle: boolean) => {
    const from = at;
    const add = (fields: Fields, callback?: Callback) => {
      const read = (): unknown => {
        const results = (from === undefined ? [] : find(from)).map((element) => readFields(element, fields));
        return isSingle ? (results[0] ?? null) : results;
      };
      steps.push({ read, callback });
      return query;
    };
    return {
      fields: add,
      boundingClientRect: (callback?: Callback) => add(RECTANGLE, callback),
      scrollOffset: (callback?: Callback) => add(OFFSET, callback),
      node: (callback?: Callback) => add({ node: true }, callback),
      context: (callback?: Callback) => add({ context: true }, callback),
    };
  };
  const query = {
    in(component: QueryScope) {
      at = component;
      return query;
    },
    select: (selector: string) => {
      return nodes(({ _$ }) => [_$.getShadowRoot()?.querySelector(selector) ?? []].flat(), true);
    },
    selectAll: (selector: string) => {
      return nodes(({ _$ }) => _$.getShadowRoot()?.querySelectorAll(selector) ?? [], false);
    },
    selectViewport: () => ({
      ...nodes(({ _$ }) => [_$], true),
      boundingClientRect: (callback?: Callback) => addViewport(RECTANGLE, callback),
      scrollOffset: (callback?: Callback) => addViewport(OFFSET, callback),
      fields: (fields: Fields, callback?: Callback) => addViewport(fields, callback),
    }),
    exec(callback?: (results: unknown[]) => void) {
      // wx: answers come later, with the layout that the present changes lead to.
      setTimeout(() => {
        const results = steps.map((step) => {
          const result = step.read();
          step.callback?.(result);
          return result;
        });
        callback?.(results);
      }, 0);
      return query;
    },
  };
  const addViewport = (fields: Fields, callback?: Callback) => {
    const dom = at === undefined ? null : domOf(at._$);
    const page = dom === null ? null : pageBoxOf(dom);
    steps.push({ read: () => (page === null ? null : readViewport(page, fields)), callback });
    return query;
  };
  return query;
}

function readViewport(page: HTMLElement, fields: Fields): Result {
  const scroller = page.querySelector<HTMLElement>('.mp-scroll') ?? page;
  const size = { width: page.clientWidth, height: page.clientHeight };
  return {
    id: '',
    dataset: {},
    ...(fields.rect && { left: 0, top: 0, right: size.width, bottom: size.height }),
    ...(fields.size && size),
    ...(fields.scrollOffset && readOffset(scroller)),
  };
}

function readOffset({ scrollLeft, scrollTop, scrollWidth, scrollHeight }: HTMLElement): Result {
  return { scrollLeft, scrollTop, scrollWidth, scrollHeight };
}

function readFields(element: Element, fields: Fields): Result {
  const dom = domOf(element);
  return {
    ...(fields.id && { id: element.id }),
    ...(fields.dataset && { dataset: { ...element.dataset } }),
    ...(fields.mark && { mark: { ...element.collectMarks() } }),
    ...(dom !== null && readDom(dom, fields)),
    ...(fields.properties && readProperties(element, fields.properties)),
    ...(fields.node && { node: dom === null ? null : nodeOf(dom) }),
    ...(fields.context && { context: dom === null ? null : nodeOf(dom) }),
  };
}

function readDom(dom: HTMLElement, fields: Fields): Result {
  const rect = dom.getBoundingClientRect();
  const page = pageBoxOf(dom)?.getBoundingClientRect();
  const left = rect.left - (page?.left ?? 0);
  const top = rect.top - (page?.top ?? 0);
  const style = fields.computedStyle === undefined ? null : getComputedStyle(dom);
  const styles = (fields.computedStyle ?? []).map((name) => [
    name,
    Reflect.get(style ?? {}, name) as unknown,
  ]);
  return {
    ...(fields.rect && { left, top, right: left + rect.width, bottom: top + rect.height }),
    ...(fields.size && { width: rect.width, height: rect.height }),
    ...(fields.scrollOffset && readOffset(dom)),
    ...(Object.fromEntries(styles) as Result),
  };
}

function readProperties(element: Element, names: readonly string[]): Result {
  const data = isComponent(element) ? (element.data as Result) : {};
  return Object.fromEntries(names.map((name) => [name, data[name] ?? element.getAttribute(name)]));
}

/** The ScrollViewContext of a scroll-view with `enhanced`; for other elements an object without powers. */
function nodeOf(dom: HTMLElement) {
  if (dom.localName !== 'wx-scroll-view') return {};
  return {
    scrollTo({ top, left, animated = false }: { top?: number; left?: number; animated?: boolean }) {
      dom.scrollTo({ top, left, behavior: animated ? 'smooth' : 'instant' });
    },
    scrollIntoView(selector: string, { animated = false }: { animated?: boolean } = {}) {
      const id = selector.replace(/^#/, '');
      const target = dom.querySelector(`[wx-id="${CSS.escape(id)}"]`);
      if (target === null) return;
      const top = dom.scrollTop + target.getBoundingClientRect().top - dom.getBoundingClientRect().top;
      dom.scrollTo({ top, behavior: animated ? 'smooth' : 'instant' });
    },
  };
}
