/**
 * The world that scripts of a mini program run in: `Page`, `Component`, `Behavior`, and one code space of glass-easel
 * with every page and component of the manifest. Knows nothing about the page stack.
 */
import { MiniProgramEnv, component as componentModule } from 'glass-easel-miniprogram-adapter';
import type { AssociatedBackend, CodeSpace } from 'glass-easel-miniprogram-adapter';
import { dataUtils } from 'glass-easel';
import type { GeneralComponent, GeneralBehavior, template } from 'glass-easel';
import type { AppManifest, Unit } from '../../manifest';
import { reportThrown } from '../report';
import { PreviewBackend } from './dom-backend';
import { installPhoneFunction } from './phone-function';
import { createSelectorQuery } from './selector-query';
import type { QueryScope } from './selector-query';
import { checkSetData } from './set-data-check';
import { installWxsHost } from './wxs-host';

type Templates = Readonly<Record<string, template.ComponentTemplate['content']>>;

export interface Scripts {
  readonly manifest: AppManifest;
  readonly templates: Templates;
  /** Runs the script of a page or component; it registers itself while it runs. */
  readonly scripts: Readonly<Record<string, () => unknown>>;
}

export interface PreviewSpace {
  readonly codeSpace: CodeSpace;
  readonly backend: AssociatedBackend;
  /** Calls `ready` of everything that was attached since the last call, children first. */
  flushReady(): void;
}

type Definition = Record<string, unknown> & { behaviors?: unknown[] };
type Constructor = (definition?: Definition) => unknown;

interface ScriptGlobals {
  Page: Constructor;
  Component: Constructor;
  Behavior: Constructor & { trait?: unknown };
  __enterScript: (id: string) => { Page: Constructor; Component: Constructor };
}

/** wx: behaviors that WeChat itself has, by name (component `behaviors: ['wx://form-field']`). */
const NAMED_BEHAVIOR = /^wx:\/\//;

/** Makes the space. `prepare` registers the built-ins, before any component of the app exists. */
export function createPreviewSpace(manifest: AppManifest, prepare: (space: CodeSpace) => void): PreviewSpace {
  extendCallers();
  installPhoneFunction();
  installWxsHost();
  const env = new MiniProgramEnv();
  const codeSpace = env.createCodeSpace('', true);
  const space = codeSpace.getComponentSpace();
  space.updateComponentOptions({ writeFieldsToNode: false, useMethodCallerListeners: true });
  prepare(codeSpace);
  codeSpace.addStyleSheet('app', undefined);
  const ready = createReadyQueue();
  const overall = space
    .define()
    .lifetime('attached', function attached(this: unknown) {
      ready.add(this as { readonly _$: GeneralComponent });
    })
    .registerBehavior() as unknown as GeneralBehavior;
  codeSpace.setOverallBehavior(overall);
  for (const unit of manifest.units) registerUnit(codeSpace, unit);
  return { codeSpace, backend: env.associateBackend(new PreviewBackend()), flushReady: ready.flush };
}

type Caller = QueryScope & { readonly is: string };
type SetData = (this: Caller, data: object, callback?: () => void) => void;

let setDataOfHost: SetData | undefined;

/** wx: `setData` takes a copy, so a page and its data share no object; what is no data is lost on the way. */
function extendCallers(): void {
  const prototype = componentModule.ComponentCaller.prototype as unknown as { setData: SetData };
  const original = (setDataOfHost ??= prototype.setData);
  const setData: SetData = function setData(data, callback) {
    checkSetData(this.is, data);
    original.call(this, dataUtils.simpleDeepCopy(data), callback);
  };
  Object.assign(prototype, {
    setData,
    createSelectorQuery(this: QueryScope) {
      return createSelectorQuery(this);
    },
  });
}

function registerUnit(codeSpace: CodeSpace, { id, scope, config }: Unit): void {
  const usingComponents = Object.fromEntries(
    Object.entries(config.usingComponents).map(([tag, used]) => [tag, `/${used}`]),
  );
  const staticConfig = { ...config, usingComponents };
  codeSpace.addComponentStaticConfig(
    id,
    staticConfig as Parameters<CodeSpace['addComponentStaticConfig']>[1],
  );
  codeSpace.addStyleSheet(id, undefined, scope);
}

/** Runs every script of the app in its own environment. One that throws is reported; the others still run. */
export function loadScripts(space: CodeSpace, { manifest, templates, scripts }: Scripts): void {
  const globals = globalThis as unknown as ScriptGlobals;
  globals.Behavior = createBehaviorConstructor(space);
  globals.__enterScript = (id) => {
    const constructors = createConstructors(space, id);
    Object.assign(globals, constructors);
    return constructors;
  };
  for (const { id } of manifest.units) {
    const content = templates[id];
    if (content !== undefined) {
      const groupList = templates as template.ComponentTemplate['groupList'];
      space.addCompiledTemplate(id, { groupList, content, fallbackListenerOnNativeNode: true });
    }
  }
  // Components come after the pages that use them; the other way round a page finds its components ready.
  for (const { id } of [...manifest.units].reverse()) {
    try {
      scripts[id]?.();
    } catch (error) {
      reportThrown(`${id} could not be loaded`, error);
    }
  }
}

function createConstructors(space: CodeSpace, id: string): { Page: Constructor; Component: Constructor } {
  return space.componentEnv(id, ({ Page, Component }) => ({
    Page: (definition) => (Page as Constructor)(withKnownBehaviors(space, { ...definition })),
    Component: (definition) => {
      if (definition === undefined) return Component();
      return (Component as Constructor)(withKnownBehaviors(space, { ...definition }));
    },
  }));
}

function createBehaviorConstructor(space: CodeSpace): ScriptGlobals['Behavior'] {
  return space.componentEnv('', ({ Behavior }) => {
    const make: Constructor = (definition) => {
      return (Behavior as Constructor)(definition && withKnownBehaviors(space, { ...definition }));
    };
    return Object.assign(make, { trait: Behavior.trait });
  });
}

function withKnownBehaviors(space: CodeSpace, definition: Definition): Definition {
  const { behaviors } = definition;
  if (behaviors === undefined) return definition;
  const known = behaviors.map((behavior) => {
    return NAMED_BEHAVIOR.test(String(behavior)) ? space.behavior().register() : behavior;
  });
  return { ...definition, behaviors: known };
}

/** wx: `ready` comes after the first layout; glass-easel knows the lifetime but leaves the moment to its host. */
function createReadyQueue() {
  let queue: GeneralComponent[] = [];
  let isScheduled = false;
  const flush = (): void => {
    const due = queue.reverse();
    queue = [];
    for (const component of due) {
      if (Reflect.get(component, '_$attached') === true) component.triggerLifetime('ready', []);
    }
  };
  return {
    flush,
    add(caller: { readonly _$: GeneralComponent }) {
      queue.push(caller._$);
      if (isScheduled) return;
      isScheduled = true;
      setTimeout(() => {
        isScheduled = false;
        flush();
      }, 0);
    },
  };
}
