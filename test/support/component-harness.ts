/**
 * Opens one component in miniprogram-simulate, without a page: for what no page uses yet, and for faces that are hard to
 * bring about from outside.
 */
import path from 'node:path';
import simulate from 'miniprogram-simulate';
import { hasClass, wrap, type Found } from './page-harness';

const ROOT = path.resolve(__dirname, '../../miniprogram');

export interface OpenComponent {
  /** The events it has triggered, in order. */
  readonly events: (readonly [name: string, detail: unknown])[];
  /** Its methods, as the page calls them. */
  readonly instance: Readonly<Record<string, (...args: unknown[]) => unknown>>;
  set(properties: Readonly<Record<string, unknown>>): void;
  find(className: string): Found;
  findAll(className: string): Found[];
  has(className: string): boolean;
  detach(): void;
}

const ids = new Map<string, string>();

function load(name: string): string {
  const known = ids.get(name);
  if (known !== undefined) return known;
  let id = '';
  jest.isolateModules(() => {
    id = simulate.load(path.join(ROOT, `components/${name}/${name}`), name, { rootPath: ROOT });
  });
  ids.set(name, id);
  return id;
}

/** @param listensTo the events to record */
export function openComponent(
  name: string,
  properties: Readonly<Record<string, unknown>>,
  listensTo: readonly string[],
): OpenComponent {
  const component = simulate.render(load(name), properties);
  const events: OpenComponent['events'] = [];
  // The typings of j-component leave this method out.
  const source = component as unknown as {
    addEventListener(name: string, listener: (event: { readonly detail: unknown }) => void): void;
  };
  for (const event of listensTo) {
    source.addEventListener(event, ({ detail }) => events.push([event, detail]));
  }
  component.attach(document.createElement('div'));
  const findAll = (className: string): Found[] =>
    [...(component.dom as HTMLElement).querySelectorAll('*')]
      .filter((one) => hasClass(one, className))
      .map((one) => wrap(one as HTMLElement));
  return {
    events,
    findAll,
    instance: component.instance as unknown as OpenComponent['instance'],
    set: (changed) => component.setData(changed),
    find(className) {
      const found = findAll(className)[0];
      if (!found) throw new Error(`no .${className} in ${(component.dom as HTMLElement).innerHTML}`);
      return found;
    },
    has: (className) => findAll(className).length > 0,
    detach: () => component.detach(),
  };
}
