/**
 * The bond between a DOM element and the node of glass-easel that it shows. Other files go through here, so that
 * the private fields of glass-easel are named in one place.
 */
import type { Element, GeneralComponent } from 'glass-easel';

export interface HostElement extends HTMLElement {
  __wxElement?: Element;
  /** Names of the events that somebody listens to here. */
  __listened?: Set<string>;
}

/** The node that a DOM node shows, or the nearest one around it. */
export function wxElementAt(node: Node | null): Element | null {
  for (let at = node; at !== null; at = at.parentNode) {
    const found = (at as HostElement).__wxElement;
    if (found !== undefined) return found;
  }
  return null;
}

/** The DOM element of a node; null for a virtual one. */
export function domOf(element: Element): HostElement | null {
  return element.$$ as unknown as HostElement | null;
}

/** Remembers that somebody listens to `type` here. */
export function noteListener(element: HostElement, type: string): void {
  element.__listened ??= new Set();
  element.__listened.add(type);
}

/** Whether somebody between `node` and the page listens to `type`. */
export function isListenedOnPath(node: Node | null, type: string): boolean {
  for (let at = node; at !== null; at = at.parentNode) {
    if ((at as HostElement).__listened?.has(type) === true) return true;
  }
  return false;
}

/** The names that classes of a template have in the DOM, for markup that a built-in makes itself. */
export function scopedClasses(component: GeneralComponent, names: string): string[] {
  const owner = component.ownerShadowRoot?.getHostNode();
  const scope = owner?.getComponentOptions().styleScope ?? 0;
  const prefix = owner?.getRootBehavior().ownerSpace.styleScopeManager.queryName(scope);
  const plain = names.split(/\s+/).filter((name) => name !== '');
  return prefix === undefined || prefix === ''
    ? plain
    : plain.flatMap((name) => [name, `${prefix}--${name}`]);
}

/** The `.mp-page` that a DOM node is on. */
export function pageBoxOf(node: Node): HTMLElement | null {
  const element = node instanceof HTMLElement ? node : node.parentElement;
  return element?.closest<HTMLElement>('.mp-page') ?? null;
}
