/**
 * What may be said and what a name may be: one set of rules that the client applies before it stores a message and the
 * server before it commits one.
 */
import { nameOfCodePoint } from '../base/code-points';
import { findIdle } from '../base/name-characters';
import { countCodePoints, NUL, toWellFormed } from '../base/text';
import { err, ok, type Result } from '../base/result';
import { dropInvisible, isMark, isVisible } from '../base/visible';
import { isReactionEmoji } from './emoji';
import type { FileBody, RawBody, SendableBody, TextBody } from './fields';
import { MAX_NAME_CODE_POINTS, MAX_TEXT_CODE_POINTS } from './limits';
import { checkMentions } from './mentions';
import type { Refusal } from './refusal';

export type { Refusal };

/** White space but U+FEFF, which shows nothing and is none. */
const WHITE_SPACE = /[^\S\ufeff]+/g;

/** Null for a text that every store keeps. `what` begins the sentence. */
export function findUnstorable(text: string, what: string): Refusal | null {
  if (!text.includes(NUL)) return null;
  return { code: 'bad_field', reason: `${what} holds the character U+0000, which cannot be stored.` };
}

export function checkText(text: string): Result<string, Refusal> {
  const unstorable = findUnstorable(text, 'The message');
  if (unstorable) return err(unstorable);
  if (!isVisible(text)) return err({ code: 'empty', reason: 'The message has no visible text.' });
  const length = countCodePoints(text);
  if (length > MAX_TEXT_CODE_POINTS) {
    const reason = `The message has ${length} characters, the limit is ${MAX_TEXT_CODE_POINTS}.`;
    return err({ code: 'too_large', reason });
  }
  return ok(toWellFormed(text));
}

function checkTextBody({ text, quote, mentions }: TextBody): Result<TextBody, Refusal> {
  const checked = checkText(text);
  if (!checked.ok) return checked;
  const unstorable = quote ? findUnstorable(quote.kind + quote.text, 'The quote') : null;
  if (unstorable) return err(unstorable);
  const called = checkMentions(checked.value, mentions);
  if (!called.ok) return called;
  return ok({ kind: 'text', text: checked.value, ...(quote ? { quote } : {}), ...called.value });
}

/**
 * Its name says what it is: nothing in it may turn the direction, so that an ending looks like another. What shows nothing is left
 * out, as people did not write it: a name that is given by a program is no reason to lose a file.
 */
const cleanFileName = (name: string): string => dropInvisible(name.replace(WHITE_SPACE, ' ')).trim();

function checkFileBody(body: FileBody): Result<FileBody, Refusal> {
  const unstorable = findUnstorable(body.name, 'The name of the file');
  if (unstorable) return err(unstorable);
  const name = cleanFileName(body.name);
  if (isVisible(name)) return ok({ ...body, name });
  return err({ code: 'empty', reason: 'The name of the file has no visible character.' });
}

/** The body of a message that a person sends; notices and what stands for a recalled message are the server's. */
export function checkBody(body: RawBody): Result<SendableBody, Refusal> {
  if (body.kind === 'text') return checkTextBody(body);
  if (body.kind === 'unknown') {
    return err({ code: 'bad_kind', reason: `Messages of kind "${body.name}" cannot be sent.` });
  }
  if (body.kind === 'reaction' && !isReactionEmoji(body.emoji)) {
    return err({ code: 'bad_kind', reason: 'A reaction is one emoji.' });
  }
  return body.kind === 'file' ? checkFileBody(body) : ok(body);
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
  if (!isVisible(folded)) return err({ code: 'empty', reason: 'The name has no visible character.' });
  const idle = findIdle(folded);
  if (idle !== null) return refuseCharacter(idle, 'which shows nothing there');
  const first = folded.codePointAt(0) ?? 0;
  if (isMark(first)) return refuseCharacter(first, 'which belongs on another one, at its beginning');
  const length = countCodePoints(folded);
  if (length > MAX_NAME_CODE_POINTS) {
    const reason = `The name has ${length} characters, the limit is ${MAX_NAME_CODE_POINTS}.`;
    return err({ code: 'too_large', reason });
  }
  return ok(folded);
}
