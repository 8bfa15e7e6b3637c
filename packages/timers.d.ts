/* What every platform of the packages has beside ECMAScript; everything else is handed in. */
declare function setTimeout(fn: () => void, ms: number): unknown;
declare function clearTimeout(timer: unknown): void;
