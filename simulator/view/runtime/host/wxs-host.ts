/**
 * Runs WXS that a template binds to an event or to a change of a property, with what a phone hands it. The code of the
 * templates calls it by its name in the window. Knows nothing of what the objects do that it hands over.
 */
import { Component } from 'glass-easel';
import type { Element, GeneralComponent } from 'glass-easel';
import { WxsInstance } from './wxs-instance';

type Changed = (value: unknown, before: unknown, owner: WxsInstance, instance: WxsInstance) => void;
type Handler = (this: unknown, event: object, owner?: WxsInstance) => boolean | undefined;
interface MethodCaller {
  readonly _$: GeneralComponent;
}

/** 1 and 2 stand before the path of a function in a file and in a template; those of data have another. */
const isOfWxs = (path: unknown): boolean => Array.isArray(path) && (path[0] === 1 || path[0] === 2);

const currentTargets = new WeakMap<object, Element>();

/** Remembers whose handlers hear of an event now. */
export function noteCurrentTarget(event: object, caller: Element & { readonly _$?: GeneralComponent }): void {
  currentTargets.set(event, caller._$ ?? caller);
}

function change(
  listener: Changed,
): (value: unknown, before: unknown, host: Element, element: Element) => void {
  return (value, before, host, element) =>
    listener(value, before, new WxsInstance(host), new WxsInstance(element));
}

function handle(caller: MethodCaller, event: object, handler: Handler, path: unknown): boolean | undefined {
  const target = currentTargets.get(event);
  if (!isOfWxs(path) || target === undefined) return handler.call(caller, event);
  Object.defineProperty(event, 'instance', { value: new WxsInstance(target), configurable: true });
  const host = Component.isComponent(caller as never) ? caller : caller._$;
  return handler.call(undefined, event, new WxsInstance(host as GeneralComponent));
}

export function installWxsHost(): void {
  Object.assign(globalThis, { __wxsHost: { change, handle } });
}
