/**
 * How large something is, as people write it. Knows no language: the units are the same in all of them.
 */

const UNITS = ['B', 'KB', 'MB', 'GB'] as const;

/** A file's size as people write it: `812 B`, `3.4 MB`. */
export function byteText(bytes: number): string {
  let size = Math.max(0, bytes);
  let unit = 0;
  while (size >= 1_024 && unit < UNITS.length - 1) {
    size /= 1_024;
    unit += 1;
  }
  const digits = unit === 0 || size >= 100 ? String(Math.round(size)) : String(Math.round(size * 10) / 10);
  return `${digits} ${UNITS[unit] ?? ''}`;
}
