/**
 * Files for messages: taken over on this phone, uploaded in the name of whoever is signed in.
 */
import { ChatError } from '../core/chat/chat-error';
import type { MediaPort, TicketSource, UploadTask } from '../core/chat/ports';
import type { MediaFiles } from '../platform/media-files';
import type { Api } from './api';
import { withTicket } from './with-ticket';

export interface MediaOptions {
  readonly files: MediaFiles;
  readonly api: Api;
  readonly tickets: TicketSource;
  readonly serverUrl: () => string;
}

/** A ticket is asked for when an upload begins, and once more when the server finds it too old. */
export function createMedia({ files, api, tickets, serverUrl }: MediaOptions): MediaPort {
  return {
    keep: (path) => files.keep(path),
    removeOthers: (inUse) => void files.removeOthers(inUse),
    upload(path, onProgress, kind) {
      let running: UploadTask | null = null;
      let isAborted = false;
      const done = withTicket(tickets, (ticket) => {
        if (isAborted) throw new ChatError('closed', 'The upload was called off.');
        running = api.uploadMedia(serverUrl(), ticket, files.locate(path), onProgress, kind);
        return running.done;
      });
      return {
        done,
        abort() {
          isAborted = true;
          running?.abort();
        },
      };
    },
  };
}
