/**
 * Which files a database may judge. One that is older than the files beside it, or another one, cannot tell which of them are
 * named by messages: it forgets them all, and they stay until somebody removes them by hand.
 */
import type { Continuity } from '../folder/continuity';
import type { ChatStore } from '../storage/port';
import type { Media } from './media';

/** Set when the files that came before there were such notes have been looked at. */
const DONE_KEY = 'files-noted';

/** Call once at the start, before a file is received or removed. */
export async function settleFileNotes(
  store: Pick<ChatStore, 'getMeta' | 'setMeta' | 'media'>,
  media: Pick<Media, 'listOlder'>,
  continuity: Continuity,
): Promise<void> {
  if (continuity === 'broken') await store.media.forgetAllFiles();
  if ((await store.getMeta(DONE_KEY)) !== null) return;
  if (continuity === 'same')
    for (const path of await media.listOlder(Infinity)) await store.media.noteFile(path);
  await store.setMeta(DONE_KEY, '1');
}
