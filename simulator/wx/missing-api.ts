/**
 * The guard around the wx object: a member that the simulator does not have reads as undefined, so that optional checks
 * work, and is reported once by name, so that nothing is missed in silence.
 */

/**
 * Names that are read though nobody uses an API: by promises, printers and test libraries, and the `off` functions that
 * WeChat itself does not have.
 */
const SILENT = new Set([
  'then',
  'toJSON',
  'constructor',
  'nodeType',
  'tagName',
  'asymmetricMatch',
  'hasAttribute',
  'offSocketOpen',
  'offSocketMessage',
  'offSocketError',
  'offSocketClose',
]);

export type WxObject = Record<string, unknown>;

export interface MissingReporter {
  /** Reports `name` the first time. */
  report(name: string): void;
}

export function createMissingReporter(onMissing: (name: string) => void): MissingReporter {
  const reported = new Set<string>();
  return {
    report(name) {
      if (reported.has(name)) return;
      reported.add(name);
      onMissing(name);
    },
  };
}

export function guardMissing(members: WxObject, missing: MissingReporter): WxObject {
  return new Proxy(members, {
    get(target, name) {
      if (typeof name === 'symbol' || name in target || SILENT.has(name))
        return Reflect.get(target, name) as unknown;
      if (/^[a-z]\w*$/i.test(name)) missing.report(name);
      return undefined;
    },
  });
}

/**
 * `wx.canIUse(schema)`: `api`, `api.object.option`, or `component.attribute.option`. Only the first part is judged: an API
 * or a component of this simulator has all the options that it documents.
 */
export function createCanIUse(members: WxObject, components: readonly string[]) {
  return (schema: unknown): boolean => {
    const [first = ''] = String(schema).split('.');
    return (first in members && !SILENT.has(first)) || components.includes(first);
  };
}
