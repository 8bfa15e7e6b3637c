/**
 * Files that wait to be sent, in a folder of their own, so that they outlive the app. Knows no message and no server.
 */
import { createId } from '../core/base/ids';
import type { Clock, Random } from '../core/base/clock';
import { describeError, type Logger } from '../core/base/logger';
import { careful } from './careful-call';
import { answerWithin } from './answer-within';
import { systemClock } from './clock';

const FOLDER = 'minichat-outbox';
const NAME_LENGTH = 16;
/** Moving a file of 10 MB takes a slow phone a second or two. */
export const FILE_CALL_MS = 10_000;

interface WxCallbacks<Answer = unknown> {
  readonly success: (answer: Answer) => void;
  readonly fail: (failure: { readonly errMsg: string }) => void;
}

interface WxFileSystem {
  mkdir(option: WxCallbacks & { readonly dirPath: string; readonly recursive: boolean }): void;
  readdir(option: WxCallbacks<{ readonly files: readonly string[] }> & { readonly dirPath: string }): void;
  saveFile(
    option: WxCallbacks<{ readonly savedFilePath: string }> & {
      readonly tempFilePath: string;
      readonly filePath: string;
    },
  ): void;
  unlink(option: WxCallbacks & { readonly filePath: string }): void;
}

/** What is used of `wx` here. */
export interface WxFilesApi {
  readonly env?: object;
  getFileSystemManager?(): unknown;
}

/** Paths are those of the phone and are never sent. */
export interface MediaFiles {
  /** Moves a temporary file. @returns where it is now; the same path when the phone refuses, mostly for lack of space */
  keep(path: string): Promise<string>;
  /** Where a file is now: one that the phone moved after all, later than it was waited for, is not where it was. */
  locate(path: string): string;
  /** Removes what was kept and is none of these. Never fails. */
  removeOthers(inUse: ReadonlySet<string>): Promise<void>;
}

type Call = <Answer>(start: (callbacks: WxCallbacks<Answer>) => void) => Promise<Answer>;

const createCall =
  (clock: Clock): Call =>
  <Answer>(start: (callbacks: WxCallbacks<Answer>) => void) =>
    answerWithin<Answer>(
      clock,
      FILE_CALL_MS,
      (resolve, reject) => start({ success: resolve, fail: ({ errMsg }) => reject(new Error(errMsg)) }),
      (thrown) => {
        throw thrown ?? new Error('no answer');
      },
    );

/** wx: the ending tells `openDocument` and the server of a download what a file is. */
const endingOf = (path: string): string => /\.[A-Za-z0-9]{1,8}$/.exec(path)?.[0] ?? '';

/** Where a phone has no such folder, files stay where they are and may be gone after a restart. */
export function createMediaFiles(
  wx: WxFilesApi,
  random: Random,
  logger: Logger,
  clock: Clock = systemClock,
): MediaFiles {
  const root: unknown = Object.entries(wx.env ?? {}).find(([name]) => name === 'USER_DATA_PATH')?.[1];
  const files = careful(() => wx.getFileSystemManager?.(), undefined) as WxFileSystem | undefined;
  const folder = `${typeof root === 'string' ? root : ''}/${FOLDER}`;
  const call = createCall(clock);
  /** In the order in which they were taken over. */
  const kept: string[] = [];
  const moved = new Map<string, string>();

  const makeFolder = (): Promise<void> =>
    // It is there already, or saving fails and says why.
    call((callbacks) => files?.mkdir({ dirPath: folder, recursive: true, ...callbacks })).then(
      () => undefined,
      () => undefined,
    );
  const move = async (fileSystem: WxFileSystem, tempFilePath: string): Promise<string> => {
    const filePath = `${folder}/${createId(random, NAME_LENGTH)}${endingOf(tempFilePath)}`;
    await makeFolder();
    kept.push(filePath);
    await call(({ success, fail }) => {
      const onSaved = (answer: { readonly savedFilePath: string }): void => {
        moved.set(tempFilePath, answer.savedFilePath);
        success(answer);
      };
      fileSystem.saveFile({ tempFilePath, filePath, success: onSaved, fail });
    });
    return moved.get(tempFilePath) ?? filePath;
  };
  return {
    async keep(path) {
      if (!files || typeof root !== 'string') return path;
      try {
        return await move(files, path);
      } catch (thrown) {
        logger.warn('file_not_kept', { error: describeError(thrown) });
        return path;
      }
    },
    locate: (path) => moved.get(path) ?? path,
    async removeOthers(inUse) {
      if (!files || typeof root !== 'string') return;
      const before = kept.length;
      try {
        const { files: names } = await call<{ readonly files: readonly string[] }>((callbacks) =>
          files.readdir({ dirPath: folder, ...callbacks }),
        );
        const paths = names.map((name) => `${folder}/${name}`);
        // The list may come late, with files in it that were taken over meanwhile.
        const newer = kept.slice(before);
        const unused = paths.filter((path) => !inUse.has(path) && !newer.includes(path));
        for (const filePath of unused) await call((callbacks) => files.unlink({ filePath, ...callbacks }));
      } catch (thrown) {
        // Without the folder nothing was ever kept.
        logger.info('files_not_removed', { error: describeError(thrown) });
      }
    },
  };
}
