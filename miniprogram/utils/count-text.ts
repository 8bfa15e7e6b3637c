/**
 * How many messages are unread or new, in words: the one rule for rows, titles, pills and what is read out.
 */

/** The server counts no further than one more. */
const MAX_COUNT = 99;

export const countText = (count: number): string => (count > MAX_COUNT ? `${MAX_COUNT}+` : `${count}`);
