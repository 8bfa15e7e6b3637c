/**
 * What glass-easel does differently from a phone, put right on its prototypes: ids in the DOM, `rpx` in inline styles,
 * attribute values, rectangles measured from the page, events as plain data. Applied once, before any component exists.
 */
import { Component, Element, Event } from 'glass-easel';
import type { GeneralComponent } from 'glass-easel';
import { withoutRpx } from '../../rpx';
import { domOf, pageBoxOf } from './element';
import { noteCurrentTarget } from './wxs-host';

/** Attributes that are switches: absent unless true. */
const SWITCHES = new Set(['hidden', 'selectable', 'user-select', 'disabled']);

/** Makes glass-easel behave as the mini program expects. `hasAria`: what a template says to screen readers reaches them. */
export function applyPatches({ hasAria }: { readonly hasAria: boolean }): void {
  patchId();
  patchStyle();
  patchAttributes(hasAria);
  patchRectangle();
  patchEvent();
}

/** wx: ids are unique per component, not per document, so they are written to an attribute of their own. */
function patchId(): void {
  const original = Object.getOwnPropertyDescriptor(Element.prototype, 'id');
  Object.defineProperty(Element.prototype, 'id', {
    configurable: true,
    get: original?.get,
    set(this: Element, id: unknown) {
      original?.set?.call(this, id);
      domOf(this)?.setAttribute('wx-id', String(id));
    },
  });
}

function patchStyle(): void {
  const original = Element.prototype.setNodeStyle;
  Element.prototype.setNodeStyle = function setNodeStyle(style, index) {
    original.call(this, withoutRpx(String(style ?? '')), index);
  };
}

/** wx: null and undefined remove, a switch goes by truth, `aria-*` take the words "true" and "false". */
function patchAttributes(hasAria: boolean): void {
  const original = Element.prototype.setAttribute;
  const write = function write(this: Element, name: string, value: unknown): void {
    const key = name === 'aria-role' ? 'role' : name;
    if (writeOwnProperty(this, name, value)) return;
    if (key === 'role' || key.startsWith('aria-')) {
      if (hasAria) writeAria(this, key, value);
      return;
    }
    if (value === null || value === undefined) this.removeAttribute(key);
    else original.call(this, key, SWITCHES.has(key) ? isTruthy(value) : value);
  };
  Element.prototype.setAttribute = write;
  Element.prototype.updateAttribute = write;
}

/** wx: a component that declares `ariaRole` and its like gets them as properties. */
function writeOwnProperty(element: Element, name: string, value: unknown): boolean {
  if (!name.startsWith('aria-') || !isComponent(element)) return false;
  const property = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  if (!Component.hasProperty(element, property)) return false;
  element.setData({ [property]: value });
  return true;
}

function isTruthy(value: unknown): boolean {
  return value !== 'false' && Boolean(value);
}

/** What can be operated gets the focus too, so that the preview works with a keyboard. */
const FOCUSABLE_ROLES = new Set([
  'button',
  'link',
  'switch',
  'checkbox',
  'radio',
  'tab',
  'menuitem',
  'option',
  'article',
]);

function writeAria(element: Element, name: string, value: unknown): void {
  const host = domOf(element);
  if (host === null) return;
  // A text field is the control inside; the host only gives it its place.
  const target = host.querySelector<HTMLElement>(':scope > input, :scope > textarea') ?? host;
  if (value === null || value === undefined || value === '') target.removeAttribute(name);
  else target.setAttribute(name, String(value));
  if (name === 'role' && FOCUSABLE_ROLES.has(String(value))) target.tabIndex = 0;
}

function patchRectangle(): void {
  Element.prototype.getBoundingClientRect = function getBoundingClientRect(callback) {
    const dom = domOf(this);
    const rect = dom?.getBoundingClientRect() ?? { left: 0, top: 0, width: 0, height: 0 };
    const page = dom === null ? undefined : pageBoxOf(dom)?.getBoundingClientRect();
    const { left, top } = page ?? { left: 0, top: 0 };
    const { width, height } = rect;
    setTimeout(() => callback({ left: rect.left - left, top: rect.top - top, width, height }), 0);
  };
}

interface EventPlace {
  readonly id: string;
  readonly dataset: Record<string, unknown>;
  readonly offsetLeft: number;
  readonly offsetTop: number;
}

/** Custom components hand out their method caller, which holds the component as `_$`. */
function placeOf(caller: Element & { readonly _$?: GeneralComponent }): EventPlace {
  const element = caller._$ ?? caller;
  const dom = domOf(element);
  return {
    id: element.id,
    dataset: { ...element.dataset },
    offsetLeft: dom?.offsetLeft ?? 0,
    offsetTop: dom?.offsetTop ?? 0,
  };
}

/** A handler gets what it gets on a phone: data that `JSON.stringify` can take, with a few methods hidden in it. */
function patchEvent(): void {
  Event.prototype.wrapShadowedEvent = function wrapShadowedEvent(target, mark, currentTarget) {
    const plain = {
      type: this.type,
      timeStamp: this.timeStamp,
      target: placeOf(target),
      currentTarget: placeOf(currentTarget),
      mark: { ...mark },
      detail: this.detail,
      ...this.extraFields,
    };
    const methods = {
      stopPropagation: () => this.stopPropagation(),
      preventDefault: () => this.preventDefault(),
      markMutated: () => this.markMutated(),
    };
    for (const [name, value] of Object.entries(methods)) {
      Object.defineProperty(plain, name, { value, enumerable: false });
    }
    noteCurrentTarget(plain, currentTarget);
    return plain as unknown as ReturnType<typeof this.wrapShadowedEvent>;
  };
}

/** Whether a node is a component made by a template engine of ours (a built-in). */
export function isComponent(element: Element): element is GeneralComponent {
  return Component.isComponent(element);
}
