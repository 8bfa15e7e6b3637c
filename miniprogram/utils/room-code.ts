/**
 * The code of a room as people read it: in groups, which nobody has to type.
 */
const GROUP = 4;
const GROUPED_LENGTH = 12;

/** Codes of older rooms are short, and names rather than codes: they stay as they are. */
export function groupedCode(code: string): string {
  if (code.length !== GROUPED_LENGTH) return code;
  const groups = [0, GROUP, 2 * GROUP].map((start) => code.slice(start, start + GROUP));
  return groups.join('-');
}
