/**
 * The files of the phone. A temporary path is an object URL, which lives as long as the preview, as in WeChat; what the app
 * saves is in the browser's database, and stays.
 */
import type { FilesPort } from '../../../wx/media-ports';

const DATABASE = 'minichat-preview';
const STORE = 'files';

/** Addresses of saved files by their paths. */
const addresses = new Map<string, string>();

/** An address that the browser can load, for any path of a file; other addresses are left alone. */
export const addressOf = (path: string): string => addresses.get(path) ?? path;

/** Null when there is no such file. */
export async function readFile(path: string): Promise<Blob | null> {
  try {
    return await (await fetch(addressOf(path))).blob();
  } catch {
    // An object URL of an earlier run.
    return null;
  }
}

function settle<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser keeps no files'));
  });
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => void request.result.createObjectStore(STORE);
  return settle(request);
}

/** Loads what this person's phone has saved. People of one browser do not see each other's files. */
export async function openFiles(owner: string): Promise<FilesPort> {
  const database = await openDatabase();
  const store = (mode: IDBTransactionMode) => database.transaction(STORE, mode).objectStore(STORE);
  const keyOf = (path: string): string => `${owner}:${path}`;
  const show = (path: string, file: Blob): void => void addresses.set(path, URL.createObjectURL(file));

  for (const key of await settle(store('readonly').getAllKeys())) {
    const text = String(key);
    if (!text.startsWith(`${owner}:`)) continue;
    show(text.slice(owner.length + 1), (await settle(store('readonly').get(key))) as Blob);
  }
  return {
    size: async (path) => (await readFile(path))?.size ?? null,
    async save(temporaryPath, path) {
      const file = await readFile(temporaryPath);
      if (!file) throw new Error('tempFilePath file not exist');
      await settle(store('readwrite').put(file, keyOf(path)));
      show(path, file);
      URL.revokeObjectURL(temporaryPath.split('#')[0] ?? '');
    },
    async remove(path) {
      await settle(store('readwrite').delete(keyOf(path)));
      URL.revokeObjectURL(addressOf(path));
      addresses.delete(path);
    },
    saved: () => Promise.resolve([...addresses.keys()]),
  };
}
