/**
 * Files and uploads that a test moves by hand: what is kept, how far an upload is, how it ends.
 */
import { ChatError } from '../../miniprogram/core/chat/chat-error';
import type { MediaPort, UploadedMedia } from '../../miniprogram/core/chat/ports';
import { flushPromises } from './manual-clock';

interface ScriptedUpload {
  readonly path: string;
  isAborted: boolean;
  progress(percent: number): void;
  /** The server has it, as `/media/<n>.jpg` unless told. */
  finish(uploaded?: Partial<UploadedMedia>): Promise<void>;
  fail(error: Error): Promise<void>;
}

export interface ScriptedMedia extends MediaPort {
  /** In order of their start. */
  readonly uploads: ScriptedUpload[];
  readonly kept: string[];
  /** What `removeOthers` was told to leave, call by call. */
  readonly tidied: (readonly string[])[];
  readonly newest: ScriptedUpload;
}

export function createScriptedMedia(): ScriptedMedia {
  const media: ScriptedMedia = {
    uploads: [],
    kept: [],
    tidied: [],
    get newest() {
      const newest = media.uploads[media.uploads.length - 1];
      if (!newest) throw new Error('Nothing was uploaded.');
      return newest;
    },
    keep(path) {
      const kept = path.replace('tmp', 'kept');
      media.kept.push(kept);
      return Promise.resolve(kept);
    },
    removeOthers: (inUse) => void media.tidied.push([...inUse]),
    upload(path, onProgress) {
      let resolve: (uploaded: UploadedMedia) => void = () => undefined;
      let reject: (error: Error) => void = () => undefined;
      const done = new Promise<UploadedMedia>((onDone, onFailed) => {
        resolve = onDone;
        reject = onFailed;
      });
      const count = media.uploads.length + 1;
      const upload: ScriptedUpload = {
        path,
        isAborted: false,
        progress: onProgress,
        async finish(uploaded) {
          resolve({ url: `/media/${count}.jpg`, bytes: 5, ...uploaded });
          await flushPromises();
        },
        async fail(error) {
          reject(error);
          await flushPromises();
        },
      };
      media.uploads.push(upload);
      const abort = (): void => {
        upload.isAborted = true;
        reject(new ChatError('network', 'uploadFile:fail abort'));
      };
      return { done, abort };
    },
  };
  return media;
}
