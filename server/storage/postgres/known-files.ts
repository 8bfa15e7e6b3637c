/**
 * What is known of files that messages are about to name, and of those that somebody asks for.
 */
import { filesOf } from '../../../miniprogram/core/protocol/kinds/facts';
import type { MediaBody } from '../../../miniprogram/core/protocol/kinds/registry';
import type { UserId } from '../../../miniprogram/core/protocol/fields';
import type { FileFacts, KnownFile } from '../media-port';
import type { Sql } from './sql';

/** Whether this person may name it, or see it. */
export interface AskedFile {
  readonly user: UserId;
  readonly path: string;
}

/** Names one person's question about a file. */
export const fileKey = ({ user, path }: AskedFile): string => `${user} ${path}`;

/** Every file that a body names. */
export const pathsIn = (body: MediaBody): readonly string[] => filesOf(body);

const named = (column: string): string =>
  `EXISTS (SELECT 1 FROM messages WHERE messages.${column} = asked.path)`;

/** By the rooms of one person, who is in few: a file may be named in any number of others. */
const readable = (column: string): string => `EXISTS (
  SELECT 1 FROM members WHERE members."user" = asked.person AND EXISTS (
    SELECT 1 FROM messages WHERE messages.${column} = asked.path AND messages.room = members.room
      AND messages.seq >= members.since))`;

const FILES = `
  SELECT asked.person AS person, asked.path AS path, noted_files."user" AS owner, noted_files.facts AS facts,
    (${named('url')} OR ${named('thumb_url')})::int AS named,
    (${readable('url')} OR ${readable('thumb_url')})::int AS readable
  FROM unnest($1::text[], $2::text[]) AS asked (person, path)
  LEFT JOIN noted_files ON noted_files.path = asked.path`;

/** Into `files`, by `fileKey`. */
export async function loadFiles(
  sql: Sql,
  files: Map<string, KnownFile>,
  asked: readonly AskedFile[],
): Promise<void> {
  if (asked.length === 0) return;
  const rows = await sql.all(
    FILES,
    asked.map(({ user }) => user),
    asked.map(({ path }) => path),
  );
  for (const row of rows) {
    const user = row['person'] as UserId;
    const { owner, facts } = row;
    files.set(fileKey({ user, path: String(row['path']) }), {
      isOwn: owner === user,
      isTaken: owner !== null || row['named'] === 1,
      isSeen: row['readable'] === 1,
      facts: typeof facts === 'string' ? (JSON.parse(facts) as FileFacts) : null,
    });
  }
}
