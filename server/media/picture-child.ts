/**
 * The program that decodes pictures, in a process of its own: makes what it is told to, one picture at a time, and ends with
 * the server. Knows neither the line of those who wait nor how long it may take.
 */
import { createPictureMaker, type MadePicture, type PictureTask } from './pictures';
import type { Result } from '../../miniprogram/core/base/result';
import type { Refusal } from '../../miniprogram/core/protocol/content';

/** One picture, and how many bytes decoding it may take. */
export interface ChildTask {
  readonly task: PictureTask;
  readonly decodeBytes: number;
}

/** What the process says to the server. */
export type ChildWord =
  | { readonly type: 'ready' }
  | { readonly type: 'made'; readonly result: Result<MadePicture, Refusal>; readonly rssBytes: number };

const tell = (word: ChildWord): void => void process.send?.(word);

async function main(): Promise<void> {
  process.on('disconnect', () => process.exit(0));
  // Ctrl+C goes to all processes of a terminal; the server finishes what it has begun.
  process.on('SIGINT', () => undefined);
  const maker = await createPictureMaker();
  process.on('message', ({ task, decodeBytes }: ChildTask) => {
    void maker
      .make(task, decodeBytes)
      .then((result) => tell({ type: 'made', result, rssBytes: process.memoryUsage.rss() }));
  });
  tell({ type: 'ready' });
}

main().catch(() => process.exit(1));
