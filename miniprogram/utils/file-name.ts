/**
 * The name of a file as it is shown: what it ends in says what the file is, so it stands apart and nothing in the name disguises
 * it. Names of servers and messages from before may hold anything. Pure.
 */

export interface FileNameView {
  /** Without the ending. */
  readonly stem: string;
  /** With its point, or ''. */
  readonly ending: string;
}

/** What turns the direction or is not seen; the server leaves it out of what is sent. */
const DISGUISES = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
/** What a phone goes by when it opens a file. */
const ENDING = /\.[A-Za-z0-9]{1,12}$/;

/** As it is shown in a sentence. */
export function shownFileName(name: string): string {
  const plain = name
    .replace(/[\t\n\r]/g, ' ')
    .replace(DISGUISES, '')
    .replace(/\s+/g, ' ')
    .trim();
  return plain === '' ? name : plain;
}

export function fileNameView(name: string): FileNameView {
  const shown = shownFileName(name);
  const ending = ENDING.exec(shown)?.[0] ?? '';
  return { stem: shown.slice(0, shown.length - ending.length), ending };
}

/** What the picture of a file says: its ending, in capitals, at most four letters. */
export function fileMark(name: string): string {
  const { ending } = fileNameView(name);
  return ending.length <= 5 ? ending.slice(1).toUpperCase() : '';
}
