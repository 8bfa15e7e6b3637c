/**
 * The DOM as glass-easel sees it here: tags are renamed, gestures come from `gestures.ts` instead of glass-easel's own
 * listeners, observers measure against the page instead of the window.
 */
import { CurrentWindowBackendContext, Event, NativeNode } from 'glass-easel';
import type { Element as WxElement, domlikeBackend } from 'glass-easel';
import { toHtmlTag } from '../../tags';
import { reportMissing } from '../report';
import { noteListener, pageBoxOf } from './element';
import type { HostElement } from './element';

type DomlikeElement = domlikeBackend.Element;
type Observed = Parameters<CurrentWindowBackendContext['createIntersectionObserver']>;

/** The only events that the DOM itself reports to pages. */
const DOM_EVENTS = new Set(['transitionend', 'animationstart', 'animationiteration', 'animationend']);

export class PreviewBackend extends CurrentWindowBackendContext {
  constructor() {
    super();
    const make = (node: Node): DomlikeElement => node as unknown as DomlikeElement;
    this.document = {
      createElement: (tag) => make(document.createElement(toHtmlTag(tag))),
      createTextNode: (text) => make(document.createTextNode(text)),
      createDocumentFragment: () => make(document.createDocumentFragment()),
    };
  }

  /** Gestures are dispatched by `gestures.ts` whoever listens; only the end of an animation has to be asked for. */
  override setListenerStats(element: DomlikeElement | null, type: string): void {
    // glass-easel also calls this for virtual nodes, which have no element.
    if (element === null) return;
    const dom = element as unknown as HostElement;
    const isNew = dom.__listened?.has(type) !== true;
    noteListener(dom, type);
    if (isNew && DOM_EVENTS.has(type)) dom.addEventListener(type, forward);
  }

  override associateValue(element: DomlikeElement, value: WxElement): void {
    super.associateValue(element, value);
    if (!NativeNode.isNativeNode(value) || value.is.startsWith('wx-')) return;
    reportMissing(`<${value.is}>`, 'this component is used and not built, so it is not shown');
  }

  override createIntersectionObserver(
    ...args: Observed
  ): ReturnType<CurrentWindowBackendContext['createIntersectionObserver']> {
    const [target, relative, margin, thresholds, listener] = args;
    const page = relative ?? (pageBoxOf(target as unknown as Node) as unknown as DomlikeElement | null);
    return super.createIntersectionObserver(target, page, margin, thresholds, listener);
  }
}

function forward(event: globalThis.Event): void {
  const { __wxElement: element } = event.currentTarget as HostElement;
  if (element !== undefined && event.target === event.currentTarget) {
    new Event(event.type, {}, { originalEvent: event }).dispatch(element);
  }
}
