/**
 * Options of wx calls, with their documented defaults.
 */
export const text = (value: unknown, fallback: string): string =>
  typeof value === 'string' ? value : fallback;
export const number = (value: unknown, fallback: number): number =>
  typeof value === 'number' ? value : fallback;
export const list = (value: unknown, fallback: readonly string[]): readonly string[] =>
  Array.isArray(value) ? value.map(String) : fallback;
