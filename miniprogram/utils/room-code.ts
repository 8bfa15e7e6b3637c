/**
 * The code of a room as people read it: in groups, which nobody has to type.
 */
import { ROOM_CODE_LENGTH } from '../core/protocol/limits';

const GROUP = 4;

/** Codes of older rooms are short, and names rather than codes: they stay as they are. */
export function groupedCode(code: string): string {
  if (code.length !== ROOM_CODE_LENGTH) return code;
  const groups = [0, GROUP, 2 * GROUP].map((start) => code.slice(start, start + GROUP));
  return groups.join('-');
}
