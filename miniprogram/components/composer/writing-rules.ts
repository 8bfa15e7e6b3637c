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

/** Puts `text` in front of what is being written, on lines of its own. */
export function prepended(writing: Writing, text: string): Writing {
  if (writing.text === '') return { text, cursor: text.length, mentions: [] };
  const cursor = writing.cursor + text.length + 1;
  return { ...splice(writing, 0, 0, `${text}\n`), cursor };
}

/** A text from elsewhere with the mentions that truly stand in it. */
export function restored(text: string, mentions: readonly Mention[]): Writing {
  const real = mentions.filter(({ name, start, end }) => text.slice(start, end) === `@${name} `);
  return { text, cursor: text.length, mentions: real };
}
