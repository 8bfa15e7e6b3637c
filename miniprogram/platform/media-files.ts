/**
 * Files that wait to be sent, in a folder of their own, so that they outlive the app. Knows no message and no server.
 */
import { createId } from '../core/base/ids';
import type { Random } from '../core/base/clock';
import { describeError, type Logger } from '../core/base/logger';

const FOLDER = 'minichat-outbox';
const NAME_LENGTH = 16;

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

export interface WxFilesApi {
  readonly env?: object;
  getFileSystemManager?(): unknown;
}

export interface MediaFiles {
  /** Moves a temporary file. @returns where it is now; the same path when the phone refuses, mostly for lack of space */
  keep(path: string): Promise<string>;
  /** Removes what was kept and is none of these. Never fails. */
  removeOthers(inUse: ReadonlySet<string>): Promise<void>;
}

const call = <Answer>(start: (callbacks: WxCallbacks<Answer>) => void): Promise<Answer> =>
  new Promise((resolve, reject) => {
    start({ success: resolve, fail: ({ errMsg }) => reject(new Error(errMsg)) });
  });

/** wx: the ending tells `openDocument` and the server of a download what a file is. */
const endingOf = (path: string): string => /\.[A-Za-z0-9]{1,8}$/.exec(path)?.[0] ?? '';

export function createMediaFiles(wx: WxFilesApi, random: Random, logger: Logger): MediaFiles {
  const root: unknown = Object.entries(wx.env ?? {}).find(([name]) => name === 'USER_DATA_PATH')?.[1];
  const files = wx.getFileSystemManager?.() as WxFileSystem | undefined;
  const folder = `${typeof root === 'string' ? root : ''}/${FOLDER}`;
  const makeFolder = (): Promise<void> =>
    // It is there already, or saving fails and says why.
    call((callbacks) => files?.mkdir({ dirPath: folder, recursive: true, ...callbacks })).then(
      () => undefined,
      () => undefined,
    );
  return {
    async keep(path) {
      if (!files || typeof root !== 'string') return path;
      const filePath = `${folder}/${createId(random, NAME_LENGTH)}${endingOf(path)}`;
      try {
        await makeFolder();
        const { savedFilePath } = await call<{ readonly savedFilePath: string }>((callbacks) =>
          files.saveFile({ tempFilePath: path, filePath, ...callbacks }),
        );
        return savedFilePath;
      } catch (thrown) {
        logger.warn('file_not_kept', { error: describeError(thrown) });
        return path;
      }
    },
    async removeOthers(inUse) {
      if (!files || typeof root !== 'string') return;
      try {
        const { files: names } = await call<{ readonly files: readonly string[] }>((callbacks) =>
          files.readdir({ dirPath: folder, ...callbacks }),
        );
        const unused = names.map((name) => `${folder}/${name}`).filter((path) => !inUse.has(path));
        for (const filePath of unused) await call((callbacks) => files.unlink({ filePath, ...callbacks }));
      } catch (thrown) {
        // Without the folder nothing was ever kept.
        logger.info('files_not_removed', { error: describeError(thrown) });
      }
    },
  };
}
