/**
 * What may be said and what a name may be: one set of rules that the client applies before it stores a message and the
 * server before it commits one.
 */
import { nameOfCodePoint } from '../base/code-points';
import { findIdle } from '../base/name-characters';
import { countCodePoints, toWellFormed } from '../base/text';
import { err, ok, type Result } from '../base/result';
import { isMark, isVisible } from '../base/visible';
import type { RawBody, SendableBody } from './fields';
import { checkSendable } from './kinds/facts';
import { isUnknown } from './kinds/unknown';
import { MAX_NAME_CODE_POINTS } from './limits';
import { refuseWith, type Refusal } from './refusal';
import { findUnstorable, WHITE_SPACE } from './text-rules';

export { checkText, findUnstorable } from './text-rules';
export type { Refusal };

/** The body of a message that a person sends; notices and what stands for a recalled message are the server's. */
export function checkBody(body: RawBody): Result<SendableBody, Refusal> {
  if (!isUnknown(body)) return checkSendable(body);
  return refuseWith('bad_kind', `Messages of kind "${body.name}" cannot be sent.`);
}

function refuseCharacter(codePoint: number, why: string): Result<never, Refusal> {
  const character = nameOfCodePoint(codePoint);
  return err({ code: 'bad_field', reason: `The name holds the character ${character}, ${why}.`, character });
}

/**
 * The name of a person or a room, trimmed and with inner white space folded to one space. What shows nothing is refused, and not
 * left out: nobody is called otherwise than they wrote.
 */
export function checkName(name: string): Result<string, Refusal> {
  const unstorable = findUnstorable(name, 'The name');
  if (unstorable) return err(unstorable);
  const folded = toWellFormed(name).replace(WHITE_SPACE, ' ').replace(/^ | $/g, '');
  if (!isVisible(folded)) return refuseWith('empty', 'The name has no visible character.');
  const idle = findIdle(folded);
  if (idle !== null) return refuseCharacter(idle, 'which shows nothing there');
  const first = folded.codePointAt(0) ?? 0;
  if (isMark(first)) return refuseCharacter(first, 'which belongs on another one, at its beginning');
  const length = countCodePoints(folded);
  if (length > MAX_NAME_CODE_POINTS) {
    const reason = `The name has ${length} characters, the limit is ${MAX_NAME_CODE_POINTS}.`;
    return refuseWith('too_large', reason);
  }
  return ok(folded);
}
