/**
 * `App`, `getApp` and `getCurrentPages`, and the life of the app: launch, show, hide, error. Knows the page stack by its
 * pages only.
 */
import { reportThrown } from './report';

export interface PhoneApp {
  /** Calls a method of the app if it has one; what it throws is reported. */
  call(name: string, ...values: unknown[]): void;
}

type AppObject = Record<string, unknown>;

/** Installs the globals. `App` may be called once. */
export function installApp(currentPages: () => readonly object[]): PhoneApp {
  let app: AppObject | undefined;
  const register = (definition: AppObject): void => {
    app = definition;
  };
  Object.assign(globalThis, {
    App: register,
    getApp: () => app,
    getCurrentPages: () => [...currentPages()],
  });
  return {
    call(name, ...values) {
      const method = app?.[name];
      if (typeof method !== 'function') return;
      try {
        method.apply(app, values);
      } catch (error) {
        reportThrown(`app ${name}`, error);
      }
    },
  };
}
