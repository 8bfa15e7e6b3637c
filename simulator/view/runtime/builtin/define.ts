/**
 * How a built-in component is written: typed properties, its own DOM inside the host element, no shadow tree. Wraps the
 * external components of glass-easel, so that the other files here speak of elements and values only.
 */
import type {
  ComponentSpace,
  GeneralBackendElement,
  GeneralComponent,
  GeneralComponentDefinition,
  templateEngine,
} from 'glass-easel';
import { Event } from 'glass-easel';
import { reportThrown } from '../report';

type PropertyValue = string | number | boolean | readonly unknown[] | object | null;

/** Default value of each property; its type is the property's type, null takes anything. */
export type PropertyDefaults = Readonly<Record<string, PropertyValue>>;

export interface BuiltinHost {
  readonly element: HTMLElement;
  readonly component: GeneralComponent;
  /** The present value of a property; there is none yet inside `create`. */
  get<T = unknown>(name: string): T;
  /** Changes a property from inside, which also updates what `model:` binds to it. */
  set(name: string, value: unknown): void;
  /** Tells the page. `onReturn` gets what the handler returned. */
  trigger(name: string, detail: object, options?: TriggerOptions): void;
  /** Events of WXML that reach the host: `tap`, `touchstart`. */
  on(name: string, listener: () => void): void;
}

interface TriggerOptions {
  readonly bubbles?: boolean;
  readonly onReturn?: (value: unknown) => void;
}

export interface BuiltinInstance {
  /** Called once for every property at creation, then for each that changes. */
  update?(name: string, value: unknown): void;
  /** Where children go; the host element when absent. */
  readonly slot?: HTMLElement;
  attached?(): void;
  detached?(): void;
}

export interface Builtin {
  readonly tag: string;
  readonly properties: PropertyDefaults;
  create(host: BuiltinHost): BuiltinInstance;
}

const instances = new WeakMap<GeneralComponent, BuiltinInstance>();

/** Makes a built-in usable as `<tag>` in every component of the space. */
export function registerBuiltin(space: ComponentSpace, builtin: Builtin): void {
  const definition = space.defineComponent({
    is: `wx://${builtin.tag}`,
    properties: Object.fromEntries(
      Object.entries(builtin.properties).map(([name, value]) => [name, { type: typeOf(value), value }]),
    ),
    lifetimes: {
      attached(this: GeneralComponent) {
        instances.get(this)?.attached?.();
      },
      detached(this: GeneralComponent) {
        instances.get(this)?.detached?.();
      },
    },
    options: { externalComponent: true, templateEngine: templateEngineOf(builtin) },
  }) as unknown as GeneralComponentDefinition;
  space.setGlobalUsingComponent(builtin.tag, definition);
}

function typeOf(value: PropertyValue) {
  if (typeof value === 'string') return String;
  if (typeof value === 'number') return Number;
  if (typeof value === 'boolean') return Boolean;
  return null;
}

function templateEngineOf(builtin: Builtin): templateEngine.TemplateEngine {
  return {
    create: () => ({
      createInstance: (component) => createInstance(builtin, component),
    }),
  };
}

function createInstance(builtin: Builtin, component: GeneralComponent): templateEngine.TemplateInstance {
  const host = createHost(component);
  const instance = builtin.create(host);
  instances.set(component, instance);
  const root = component.$$ as GeneralBackendElement;
  const update = (name: string, value: unknown): void => {
    try {
      instance.update?.(name, value);
    } catch (error) {
      reportThrown(`<${builtin.tag}> ${name}`, error);
    }
  };
  return {
    shadowRoot: {
      root,
      slot: (instance.slot ?? root) as unknown as GeneralBackendElement,
      getIdMap: () => ({}),
      handleEvent: () => undefined,
      setListener: () => undefined,
    },
    initValues(data) {
      const values = data as Readonly<Record<string, unknown>>;
      for (const name of Object.keys(builtin.properties)) update(name, values[name]);
    },
    updateValues(data, changes) {
      const values = data as Readonly<Record<string, unknown>>;
      const names = new Set(changes.map(([path]) => String(path[0])));
      for (const name of names) update(name, values[name]);
    },
  };
}

function createHost(component: GeneralComponent): BuiltinHost {
  return {
    element: component.$$ as unknown as HTMLElement,
    component,
    get: <T>(name: string) => component.data[name] as T,
    set: (name, value) => component.setData({ [name]: value }),
    trigger(name, detail, options = {}) {
      const handleListenerReturn = (value: unknown): boolean | void => {
        options.onReturn?.(value);
        return value === false ? false : undefined;
      };
      const isBubbling = options.bubbles ?? false;
      new Event(name, detail, { bubbles: isBubbling, composed: isBubbling, handleListenerReturn }).dispatch(
        component,
      );
    },
    on: (name, listener) => component.addListener(name, listener),
  };
}

/** A new element with a class, inside `parent` when given. */
export function addElement<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  parent?: HTMLElement,
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  parent?.append(element);
  return element;
}
