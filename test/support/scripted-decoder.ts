/**
 * Stands in for the program that decodes pictures, in a process as it is: does what the name of the picture says. Says its own
 * number as the length of what it made, and the names of its environment as the ending.
 */
import { existsSync, writeFileSync } from 'node:fs';
import type { ChildTask } from '../../server/media/picture-child';

const RSS_AFTER: { readonly [name: string]: number } = { swollen: 1_024 ** 3 };

function work({ task: { source, target } }: ChildTask): void {
  if (source === 'hang') return;
  if (source === 'die') process.exit(3);
  if (source === 'die once' && !existsSync(target)) {
    writeFileSync(target, '');
    process.exit(3);
  }
  const ending = Object.keys(process.env).sort().join(' ');
  const value = { ending, bytes: process.pid, width: 1, height: 1, thumbnail: null };
  process.send?.({ type: 'made', result: { ok: true, value }, rssBytes: RSS_AFTER[source] ?? 0 });
}

process.on('disconnect', () => process.exit(0));
process.on('message', work);
process.send?.({ type: 'ready' });
