/** A wx object that takes every call and answers only those that the test says; what it owes can be told late. */

type Callback = (value: object) => void;
type Option = Readonly<Record<string, unknown>>;

/** Takes every call, answers those of `answers`, and remembers the callbacks of the others. */
export function createSilentPhone(answers: Readonly<Record<string, object>> = {}) {
  const late: { readonly name: string; readonly callback: Callback }[] = [];
  const asked: string[] = [];
  const listeners: Callback[] = [];
  const call = (name: string) => (option: unknown) => {
    asked.push(name);
    if (typeof option === 'function') {
      // The person's question is told to it, which this phone has none of.
      if (name !== 'onNeedPrivacyAuthorization') listeners.push(option as Callback);
      return undefined;
    }
    const callbacks = Object.entries((option ?? {}) as Option).filter(
      ([, value]) => typeof value === 'function',
    );
    const given = answers[name];
    const success = callbacks.find(([key]) => key === 'success')?.[1] as Callback | undefined;
    if (given && success) return success(given);
    for (const [, callback] of callbacks) late.push({ name, callback: callback as Callback });
    return { abort: () => undefined, onProgressUpdate: () => undefined };
  };
  const silent = (more: object = {}): Record<string, unknown> =>
    new Proxy(more as Record<string, unknown>, {
      get: (target, name) => (typeof name === 'symbol' ? undefined : (target[name] ?? call(name))),
    });
  const files = silent();
  const wx = silent({
    env: { USER_DATA_PATH: 'wxfile://usr' },
    getFileSystemManager: () => files,
    getRecorderManager: () => files,
    createInnerAudioContext: () => silent({ src: '' }),
  });
  return { wx: wx as never, late, asked, listeners };
}
