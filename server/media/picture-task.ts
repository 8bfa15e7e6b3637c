/**
 * What is asked of whoever makes a picture anew. Knows nobody who does.
 */
import type { Ending } from './file-kinds';

/** One picture that is to be made anew. */
export interface PictureTask {
  /** A file on the disk. */
  readonly source: string;
  /** What its first bytes say. */
  readonly ending: Ending;
  /** Where the picture goes. */
  readonly target: string;
  /** Where the small one goes. */
  readonly thumbnail?: string;
  /** Larger ones are made smaller. */
  readonly maxSidePx?: number;
}
