/**
 * What WXS gets beside an event or a changed property: the component around it and the element itself, as objects that can
 * style, find and call (WXS response events). Knows glass-easel; decides nothing about when WXS runs.
 */
import { Component } from 'glass-easel';
import type { Element, GeneralComponent } from 'glass-easel';
import { withoutRpx } from '../../rpx';
import { domOf } from './element';

/** wx: what WXS sets goes before what the template says, and `setData` does not take it away. */
const OWN_SEGMENT = 3;

interface WxsState {
  readonly kept: Record<string, unknown>;
  readonly classes: Set<string>;
  readonly styles: Map<string, string>;
}

const states = new WeakMap<Element, WxsState>();

function stateOf(element: Element): WxsState {
  const known = states.get(element) ?? { kept: {}, classes: new Set<string>(), styles: new Map() };
  states.set(element, known);
  return known;
}

const shadowOf = (element: Element) =>
  Component.isComponent(element) ? element.getShadowRoot() : element.ownerShadowRoot;

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function styleText(style: string | Readonly<Record<string, unknown>>): string {
  if (typeof style === 'string') return style;
  return Object.entries(style)
    .map(([name, value]) => `${kebab(name)}:${String(value)}`)
    .join(';');
}

function changeClasses(element: Element, change: (classes: Set<string>) => void): void {
  const { classes } = stateOf(element);
  change(classes);
  element.setNodeClass([...classes].join(' '), OWN_SEGMENT);
}

/** The element as WXS knows it. */
export class WxsInstance {
  constructor(private readonly element: Element) {
    // WXS calls these without a receiver, as values of an object.
    const names = Object.getOwnPropertyNames(WxsInstance.prototype) as (keyof WxsInstance)[];
    for (const name of names) {
      const method: unknown = this[name];
      if (typeof method === 'function') Object.assign(this, { [name]: method.bind(this) as unknown });
    }
  }

  selectComponent(selector: string): WxsInstance | null {
    const found = shadowOf(this.element)?.querySelector(selector) ?? null;
    return found === null ? null : new WxsInstance(found);
  }

  selectAllComponents(selector: string): WxsInstance[] {
    return (shadowOf(this.element)?.querySelectorAll(selector) ?? []).map((found) => new WxsInstance(found));
  }

  /** Properties that were set before and are not named stay. */
  setStyle(style: string | Readonly<Record<string, unknown>>): this {
    const { styles } = stateOf(this.element);
    for (const part of styleText(style).split(/;(?![^(]*\))/)) {
      const [name = '', ...value] = part.split(':');
      if (name.trim() !== '') styles.set(name.trim(), value.join(':'));
    }
    const text = [...styles].map(([name, value]) => `${name}:${value}`).join(';');
    this.element.setNodeStyle(withoutRpx(text), OWN_SEGMENT);
    return this;
  }

  addClass(names: string): this {
    changeClasses(this.element, (classes) => {
      for (const name of names.split(/\s+/)) classes.add(name);
    });
    return this;
  }

  removeClass(names: string): this {
    changeClasses(this.element, (classes) => {
      for (const name of names.split(/\s+/)) classes.delete(name);
    });
    return this;
  }

  hasClass(name: string): boolean {
    return stateOf(this.element).classes.has(name) || this.element.class.split(/\s+/).includes(name);
  }

  getDataset(): Record<string, unknown> {
    return { ...this.element.dataset };
  }

  /** wx: of the page or component itself, which hears nothing back. */
  callMethod(name: string, value?: unknown): void {
    const component = this.element as GeneralComponent;
    const method = Component.isComponent(component) ? Component.getMethod(component, name) : undefined;
    method?.call(component.getMethodCaller(), value);
  }

  triggerEvent(name: string, detail?: unknown): void {
    this.element.triggerEvent(name, detail);
  }

  getState(): Record<string, unknown> {
    return stateOf(this.element).kept;
  }

  getComputedStyle(names: readonly string[]): Record<string, string> {
    const dom = domOf(this.element);
    const style = dom === null ? undefined : getComputedStyle(dom);
    return Object.fromEntries(names.map((name) => [name, style?.getPropertyValue(kebab(name)) ?? '']));
  }

  getBoundingClientRect(): Readonly<
    Record<'left' | 'top' | 'right' | 'bottom' | 'width' | 'height', number>
  > {
    const { left, top, right, bottom, width, height } =
      domOf(this.element)?.getBoundingClientRect() ?? new DOMRect();
    return { left, top, right, bottom, width, height };
  }

  requestAnimationFrame(run: () => void): void {
    requestAnimationFrame(() => run());
  }

  setTimeout(run: () => void, ms: number): number {
    return window.setTimeout(run, ms);
  }

  clearTimeout(id: number): void {
    window.clearTimeout(id);
  }
}
