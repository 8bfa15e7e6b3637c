/**
 * What a text and a name of something may hold, whatever kind of message they stand in: one set of rules for both ends.
 */
import { err, ok, type Result } from '../base/result';
import { countCodePoints, NUL, toWellFormed } from '../base/text';
import { dropInvisible, isVisible } from '../base/visible';
import { MAX_TEXT_CODE_POINTS } from './limits';
import { refuseWith, type Refusal } from './refusal';

/** White space but U+FEFF, which shows nothing and is none. */
export const WHITE_SPACE = /[^\S\ufeff]+/g;

/** Null for a text that every store keeps. `what` begins the sentence. */
export function findUnstorable(text: string, what: string): Refusal | null {
  if (!text.includes(NUL)) return null;
  return { code: 'bad_field', reason: `${what} holds the character U+0000, which cannot be stored.` };
}

/** For the text of a message; a refusal tells the value and the limit. */
export function checkText(text: string): Result<string, Refusal> {
  const unstorable = findUnstorable(text, 'The message');
  if (unstorable) return err(unstorable);
  if (!isVisible(text)) return refuseWith('empty', 'The message has no visible text.');
  const length = countCodePoints(text);
  if (length > MAX_TEXT_CODE_POINTS) {
    const reason = `The message has ${length} characters, the limit is ${MAX_TEXT_CODE_POINTS}.`;
    return refuseWith('too_large', reason);
  }
  return ok(toWellFormed(text));
}

/**
 * The name of something that is sent. It says what it is: nothing in it may turn the direction, so that it looks like another
 * one. What shows nothing is left out, as people did not write it: a name that is given by a program is no reason to lose a
 * message. `what` begins the sentence.
 */
export function checkLabel(label: string, what: string): Result<string, Refusal> {
  const unstorable = findUnstorable(label, what);
  if (unstorable) return err(unstorable);
  const clean = dropInvisible(label.replace(WHITE_SPACE, ' ')).trim();
  return isVisible(clean) ? ok(clean) : refuseWith('empty', `${what} has no visible character.`);
}
