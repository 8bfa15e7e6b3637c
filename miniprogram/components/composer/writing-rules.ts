/**
 * What the panels and keys do to the text that is being written. Pure.
 */
import { graphemeStart } from '../../utils/graphemes';
import { mentionBefore, splice, type Mention, type Writing } from '../../utils/mentions';

/** Puts `piece` where the cursor is. */
export function inserted(writing: Writing, piece: string): Writing {
  return splice(writing, writing.cursor, writing.cursor, piece);
}

/** The delete key of a panel: one character as people see it, or the whole mention before the cursor. */
export function erased(writing: Writing): Writing {
  const { text, cursor } = writing;
  const mention = mentionBefore(writing);
  if (mention) return splice(writing, mention.start, mention.end, '');
  return splice(writing, graphemeStart(text, cursor), cursor, '');
}

/** Those that truly stand in the text, with the blank behind the name or without. */
const presentMentions = (text: string, mentions: readonly Mention[]): readonly Mention[] =>
  mentions.filter(({ name, start, end }) => {
    const piece = text.slice(start, end);
    return '@＠'.includes(piece.charAt(0)) && (piece.slice(1) === name || piece.slice(1) === `${name} `);
  });

/** Puts `text` in front of what is being written, on lines of its own. */
export function prepended(writing: Writing, text: string, mentions: readonly Mention[] = []): Writing {
  const real = presentMentions(text, mentions);
  if (writing.text === '') return { text, cursor: text.length, mentions: real };
  const cursor = writing.cursor + text.length + 1;
  const next = splice(writing, 0, 0, `${text}\n`);
  return { ...next, mentions: [...real, ...next.mentions], cursor };
}

/** A text from elsewhere with the mentions that truly stand in it. */
export function restored(text: string, mentions: readonly Mention[]): Writing {
  return { text, cursor: text.length, mentions: presentMentions(text, mentions) };
}

/** What the field showed before somebody was chosen, and after. */
export interface Choice {
  readonly before: Writing;
  readonly after: Writing;
}

const FEWEST_UNDONE = 2;

/**
 * The writing that the field has gone back to, or on to again, when it undoes or redoes a choice; else null. One character less is
 * somebody who deletes: the blank behind a name, with which the name goes.
 */
export function undone({ before, after }: Choice, shown: Writing, text: string): Writing | null {
  if (text === before.text && shown.text.length - text.length >= FEWEST_UNDONE) {
    const isThere = after.mentions.some(
      (mention) =>
        !before.mentions.includes(mention) &&
        shown.mentions.some(({ user, start }) => user === mention.user && start === mention.start),
    );
    return isThere ? before : null;
  }
  return shown.text === before.text && text === after.text ? after : null;
}
