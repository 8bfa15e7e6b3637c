/**
 * Turns one script of a mini program into what a phone would run of it: the steps of the packer that change what a script
 * means, and names that only browsers have taken away. Knows nothing of the files that it imports.
 */
import { transformSync } from 'esbuild';

/** Names of the browser that no page of a mini program has. */
const BROWSER_NAMES =
  'window self top parent frames document location history navigator screen localStorage sessionStorage indexedDB caches ' +
  'fetch Headers Request Response XMLHttpRequest WebSocket EventSource Worker SharedWorker BroadcastChannel MessageChannel ' +
  'alert confirm prompt open close postMessage Image Audio Blob File FileReader FormData URL URLSearchParams TextEncoder ' +
  'TextDecoder AbortController AbortSignal crypto performance structuredClone queueMicrotask atob btoa ' +
  'requestAnimationFrame cancelAnimationFrame requestIdleCallback MutationObserver IntersectionObserver ResizeObserver ' +
  'Event CustomEvent EventTarget Node Element HTMLElement DOMParser getComputedStyle matchMedia';

/** Only where a script does not declare the name itself. */
const DEFINED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(BROWSER_NAMES.split(' ').map((name) => [name, 'undefined'])),
  eval: 'undefined',
  Function: '__phoneFunction',
};

interface PhoneScriptOptions {
  readonly file: string;
  /** Writes a source map into the text. */
  readonly isDevelopment: boolean;
}

/** @throws TransformFailure naming the file for what is no script */
export function toPhoneScript(source: string, { file, isDevelopment }: PhoneScriptOptions): string {
  const { code } = transformSync(source, {
    loader: 'ts',
    sourcefile: file,
    sourcemap: isDevelopment ? 'inline' : false,
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'silent',
    // The packer writes Math.pow, which takes no BigInt.
    supported: { 'exponent-operator': false },
    define: DEFINED,
    tsconfigRaw: {
      compilerOptions: {
        // The packer assigns class fields, so that a setter of the base class runs, and drops those without a value.
        useDefineForClassFields: false,
        experimentalDecorators: true,
        // What JavaScript imports is loaded, whether or not its names are used.
        verbatimModuleSyntax: file.endsWith('.js'),
      },
    },
  });
  return code;
}
