/**
 * `wx.getFileSystemManager()`: the few members that a mini program needs to keep a file over a restart. Knows no browser;
 * the bytes are the port's. Sentences are from developers.weixin.qq.com/miniprogram/dev/api/file/FileSystemManager.
 */
import { ApiFailure, createAsyncApi, requireString, type ApiWork, type Deliver } from './api-call';
import type { FilesPort } from './media-ports';

export const USER_DATA_PATH = 'wxfile://usr';
/** "Cached and saved files together: 200 MB" (guide, file system, storage limits). */
const MAX_SAVED_BYTES = 200 * 1_024 * 1_024;

const noSuch = (path: string): ApiFailure => new ApiFailure(`no such file or directory ${path}`);
const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

class FileSystem {
  /** Made in this run; one with a saved file in it is there in any case. */
  readonly #folders = new Set<string>([USER_DATA_PATH]);

  constructor(private readonly port: FilesPort) {}

  async hasFolder(path: string): Promise<boolean> {
    if (this.#folders.has(path)) return true;
    return (await this.port.saved()).some((saved) => saved.startsWith(`${path}/`));
  }

  async makeFolder(path: string, isRecursive: boolean): Promise<void> {
    if (await this.hasFolder(path)) throw new ApiFailure(`file already exists ${path}`);
    if (!path.startsWith(`${USER_DATA_PATH}/`)) throw new ApiFailure(`permission denied, open ${path}`);
    if (!isRecursive && !(await this.hasFolder(parentOf(path)))) throw noSuch(path);
    for (let folder = path; folder.length > USER_DATA_PATH.length; folder = parentOf(folder)) {
      this.#folders.add(folder);
    }
  }

  async list(path: string): Promise<readonly string[]> {
    if (!(await this.hasFolder(path))) throw noSuch(path);
    const below = (await this.port.saved()).filter((saved) => saved.startsWith(`${path}/`));
    return [...new Set(below.map((saved) => saved.slice(path.length + 1).split('/')[0] ?? ''))];
  }

  /** "Saves a temporary file locally. The file is moved: afterwards tempFilePath cannot be used." */
  async save(temporaryPath: string, path: string): Promise<void> {
    const size = await this.port.size(temporaryPath);
    if (size === null) throw new ApiFailure('tempFilePath file not exist');
    if (!path.startsWith(`${USER_DATA_PATH}/`)) throw new ApiFailure(`permission denied, open ${path}`);
    if (!(await this.hasFolder(parentOf(path)))) throw noSuch(path);
    if ((await this.savedBytes()) + size > MAX_SAVED_BYTES) {
      throw new ApiFailure('the maximum size of the file storage limit is exceeded');
    }
    await this.port.save(temporaryPath, path);
  }

  async remove(path: string): Promise<void> {
    if ((await this.port.size(path)) === null) throw noSuch(path);
    await this.port.remove(path);
  }

  async size(path: string): Promise<number> {
    const size = await this.port.size(path);
    if (size === null) throw new ApiFailure(`file not exist ${path}`);
    return size;
  }

  private async savedBytes(): Promise<number> {
    const sizes = await Promise.all((await this.port.saved()).map((path) => this.port.size(path)));
    return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  }
}

/** Every call is asynchronous, with callbacks; of the `...Sync` forms there are none. */
export function createFiles(
  port: FilesPort | undefined,
  deliver: Deliver,
  onMissing: (name: string) => void,
): Readonly<Record<string, unknown>> {
  if (!port) {
    const missing = (): undefined => void onMissing('getFileSystemManager');
    return { getFileSystemManager: missing };
  }
  const system = new FileSystem(port);
  const works: Readonly<Record<string, ApiWork>> = {
    mkdir: (options) => system.makeFolder(requireString(options, 'dirPath'), options.recursive === true),
    readdir: async (options) => ({ files: await system.list(requireString(options, 'dirPath')) }),
    async saveFile(options) {
      const savedFilePath = requireString(options, 'filePath');
      await system.save(requireString(options, 'tempFilePath'), savedFilePath);
      return { savedFilePath };
    },
    unlink: (options) => system.remove(requireString(options, 'filePath')),
    getFileInfo: async (options) => ({ size: await system.size(requireString(options, 'filePath')) }),
  };
  const manager = Object.fromEntries(
    Object.entries(works).map(([name, work]) => [name, createAsyncApi(name, work, deliver)]),
  );
  // "The file manager that is unique in the whole app."
  return { getFileSystemManager: () => manager };
}
