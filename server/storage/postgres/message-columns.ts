/**
 * A message as the columns that hold it, and as pages are read from them: with its reactions, and without the words of a quoted
 * message that was recalled.
 */
import type { MessageBody, Reaction, UserId } from '../../../miniprogram/core/protocol/fields';
import { isContentBody, quoteIn, withoutQuotedWords } from '../../../miniprogram/core/protocol/kinds/facts';
import { addReactions } from '../events';
import type { StoredMessage } from '../port';
import { readMessage } from '../rows/message-rows';
import type { Row } from '../rows/row';
import type { Sql } from './sql';

/** What `readMessage` needs, of `messages`. */
export const COLUMNS =
  'messages.room AS room, messages.seq AS seq, messages."user" AS "user", messages.client_id AS client_id, ' +
  'messages.at AS at, messages.body AS body';

/** The same, and the reactions as JSON. */
export const PAGE_COLUMNS = `${COLUMNS}, (
  SELECT json_agg(json_build_array(emoji, count, names) ORDER BY first)::text FROM reaction_counts
  WHERE reaction_counts.room = messages.room AND reaction_counts.seq = messages.seq) AS reactions`;

const textAt = (body: MessageBody, field: 'url' | 'thumbUrl'): string | null => {
  const value: unknown = (body as unknown as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' ? value : null;
};

/** What is kept of a body. */
export function bodyColumns(body: MessageBody) {
  return {
    text: JSON.stringify(body),
    counts: Number(isContentBody(body)),
    kind: body.kind,
    url: textAt(body, 'url'),
    thumbUrl: textAt(body, 'thumbUrl'),
  };
}

function readReactions(row: Row): readonly Reaction[] {
  if (row['reactions'] === null) return [];
  const found = JSON.parse(String(row['reactions'])) as [string, number, string][];
  return found.map(([emoji, count, names]) => ({ emoji, users: JSON.parse(names) as UserId[], count }));
}

/** Rows with `PAGE_COLUMNS`. */
export const readPage = (rows: readonly Row[]): readonly StoredMessage[] =>
  rows.map((row) => addReactions(readMessage(row), readReactions(row)));

const LOOSE = `
  SELECT loose_ends.room AS room, loose_ends.seq AS seq FROM unnest($1::text[], $2::bigint[]) AS asked (room, seq)
  JOIN loose_ends ON loose_ends.room = asked.room AND loose_ends.seq = asked.seq AND words = 1`;

/** What a quote still says of a recalled message, until it is taken out, is told to nobody. */
export async function maskQuotes(
  sql: Sql,
  messages: readonly StoredMessage[],
): Promise<readonly StoredMessage[]> {
  const quoting = messages.flatMap(({ room, body }) => {
    const quote = quoteIn(body);
    return quote && quote.text !== '' ? [{ room, seq: quote.seq }] : [];
  });
  if (quoting.length === 0) return messages;
  const rows = await sql.all(
    LOOSE,
    quoting.map(({ room }) => room),
    quoting.map(({ seq }) => seq),
  );
  const loose = new Set(rows.map((row) => `${String(row['room'])}/${String(row['seq'])}`));
  return messages.map((message) => {
    const quote = quoteIn(message.body);
    if (!quote || !loose.has(`${message.room}/${quote.seq}`)) return message;
    return { ...message, body: withoutQuotedWords(message.body, true) };
  });
}
