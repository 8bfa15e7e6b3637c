/**
 * The calling convention of the asynchronous wx APIs: success / fail / complete callbacks with `errMsg`, or a promise when
 * none of them is given. Knows no particular API. Results never arrive inside the call itself.
 */

/** A refusal as WeChat words it: `<api>:fail <reason>`. `extra` becomes part of the result, for example `errno`. */
export class ApiFailure extends Error {
  constructor(
    readonly reason: string,
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(reason);
    this.name = 'ApiFailure';
  }
}

export type ApiOptions = Readonly<Record<string, unknown>>;
export type ApiResult = Readonly<Record<string, unknown>> | void;
export type ApiWork = (options: ApiOptions) => ApiResult | Promise<ApiResult>;
export type AsyncApi = (options?: unknown) => Promise<unknown> | undefined;

/** Runs `fn` towards the app: later when the app is suspended, and with its exceptions reported. */
export type Deliver = (fn: () => void) => void;

const CALLBACK_NAMES = ['success', 'fail', 'complete'] as const;

export function toOptions(value: unknown): ApiOptions {
  return typeof value === 'object' && value !== null ? (value as ApiOptions) : {};
}

/** The name WeChat's parameter errors give a value: `String`, `Undefined`, `Object`. */
export function typeName(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** @throws ApiFailure with the text of WeChat's own parameter check */
export function requireString(options: ApiOptions, key: string): string {
  const value = options[key];
  if (typeof value === 'string') return value;
  const reason = `parameter error: parameter.${key} should be String instead of ${typeName(value)};`;
  throw new ApiFailure(reason, { errno: 1001 });
}

export function toFailureResult(name: string, error: unknown): { errMsg: string } {
  const extra = error instanceof ApiFailure ? error.extra : {};
  const reason = error instanceof Error ? error.message : String(error);
  return { ...extra, errMsg: reason === '' ? `${name}:fail` : `${name}:fail ${reason}` };
}

/** Calls what the caller gave for this result: `success` or `fail`, and then `complete`. */
export function callBack(
  options: ApiOptions,
  kind: 'success' | 'fail',
  result: unknown,
  deliver: Deliver,
): void {
  for (const key of [kind, 'complete']) {
    const callback = options[key];
    if (typeof callback === 'function') deliver(() => void callback(result));
  }
}

/** Whether the caller chose the callback form: one of the three keys is there with a function. */
function hasCallbacks(options: ApiOptions): boolean {
  return CALLBACK_NAMES.some((key) => typeof options[key] === 'function');
}

/** Tells the callbacks of `options` how `work` ended. For APIs that return something else than a promise. */
export function settleCallbacks(
  name: string,
  options: ApiOptions,
  work: Promise<ApiResult>,
  deliver: Deliver,
): void {
  work.then(
    (result) => callBack(options, 'success', { ...result, errMsg: `${name}:ok` }, deliver),
    (error: unknown) => callBack(options, 'fail', toFailureResult(name, error), deliver),
  );
}

/**
 * Makes `wx.<name>` of `work`. `work` runs within the call; what it throws or rejects with becomes the failure.
 * With a callback the API returns undefined, without one a promise (WeChat promisifies since base library 2.10.2).
 */
export function createAsyncApi(name: string, work: ApiWork, deliver: Deliver): AsyncApi {
  return (value) => {
    const options = toOptions(value);
    const outcome = new Promise<ApiResult>((resolve) => resolve(work(options)));
    if (hasCallbacks(options)) {
      settleCallbacks(name, options, outcome, deliver);
      return undefined;
    }
    return new Promise((resolve, reject) => {
      outcome.then(
        (result) => deliver(() => resolve({ ...result, errMsg: `${name}:ok` })),
        (error: unknown) => deliver(() => reject(toFailureResult(name, error))),
      );
    });
  };
}
