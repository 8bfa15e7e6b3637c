/**
 * Brings the files of waiting messages to the server, a few at a time, and tells the outbox: uploaded, or why not. Asks for
 * nothing while there is no connection, and begins again when there is one. Knows no message but those of the outbox.
 */
import type { Clock } from '../../base/clock';
import { describeError, type Logger } from '../../base/logger';
import { ERROR_CODES, isRetryable, type ErrorCode } from '../../protocol/error-codes';
import type { ClientMessageId } from '../../protocol/fields';
import { COVER_KIND } from '../../protocol/kinds/facts';
import { messageKey, type ChatState, type LocalFile } from '../../store/state';
import { ChatError } from '../chat-error';
import { insteadOf, waitingCover, withUpload, withUploadedCover } from './media-body';
import type { Failure, OutboxEntry } from './outbox-storage';
import type { OutboxChange, UploadOwner } from './outbox-types';
import type { MediaPort, UploadTask } from '../ports';
import type { StateBox } from '../state-box';

/** One more than one, so that a large file does not hold up a small one; not more, for they share the line. */
const MAX_UPLOADS = 2;
/** Attempts that end without an answer while the chat itself is connected. */
const MAX_UPLOAD_ATTEMPTS = 3;
/** After an upload that the network ended. */
export const UPLOAD_RETRY_MS = 3_000;
/** No news of an upload for this long: its connection is dead, whatever the phone believes. */
export const UPLOAD_STALL_MS = 30_000;
/** The state changes only when progress has moved by so many percent. */
const PROGRESS_STEP = 4;

export interface MediaUploadsOptions {
  readonly clock: Clock;
  readonly box: StateBox;
  readonly media: MediaPort;
  readonly logger: Logger;
  readonly outbox: UploadOwner;
}

/** Begins by itself with what the outbox tells; what it finds goes back to the outbox. */
export class MediaUploads {
  private isConnected = false;
  private readonly running = new Map<ClientMessageId, UploadTask>();
  private readonly stalls = new Map<ClientMessageId, () => void>();
  /** Attempts that failed, and who waits for the next one. */
  private readonly attempts = new Map<ClientMessageId, number>();
  private readonly pauses = new Map<ClientMessageId, () => void>();

  constructor(private readonly options: MediaUploadsOptions) {}

  /** After a change in the outbox. */
  onChange({ kind, entry }: OutboxChange): void {
    const { clientId, file } = entry;
    if (file === null) return;
    if (kind === 'gone' || kind === 'failed') this.forget(clientId);
    if (kind === 'added') this.show(clientId, localFile(entry, file, null));
    if (kind !== 'sending') this.pump();
  }

  /** There is a connection, or none any more. Running uploads go on: they have a connection of their own. */
  setConnected(isConnected: boolean): void {
    if (isConnected === this.isConnected) return;
    this.isConnected = isConnected;
    if (isConnected) this.pump();
  }

  /** Ends all uploads; what waits is in the outbox. */
  close(): void {
    for (const clientId of [...this.running.keys(), ...this.pauses.keys()]) this.forget(clientId);
    this.isConnected = false;
  }

  private pump(): void {
    for (const entry of this.options.outbox.entries) {
      if (!this.isConnected || this.running.size >= MAX_UPLOADS) return;
      const { clientId, failure, file, uploaded } = entry;
      if (file === null || uploaded || failure || this.running.has(clientId) || this.pauses.has(clientId))
        continue;
      this.begin(entry, file);
    }
  }

  private begin(entry: OutboxEntry, file: string): void {
    const { clientId } = entry;
    const cover = waitingCover(entry);
    const task: UploadTask = this.options.media.upload(
      cover ?? file,
      // People see how far the file is; the picture before it is small.
      (percent) => this.onProgress(task, entry, cover === null ? percent : 0),
      cover === null ? entry.body.kind : COVER_KIND,
    );
    this.running.set(clientId, task);
    this.watch(task, entry);
    this.show(clientId, localFile(entry, file, 0));
    this.options.outbox.setUploading(clientId, true);
    task.done.then(
      (uploaded) => {
        if (cover === null) this.onDone(task, entry, withUpload(entry, uploaded));
        else this.onOther(task, entry, withUploadedCover(entry, uploaded));
      },
      (thrown: unknown) => this.onFailed(task, entry, thrown),
    );
  }

  private isCurrent(task: UploadTask, clientId: ClientMessageId): boolean {
    return this.running.get(clientId) === task;
  }

  private onProgress(task: UploadTask, entry: OutboxEntry, percent: number): void {
    const { clientId } = entry;
    const { self, files } = this.options.box.state;
    const file = self && files[messageKey(self.user, clientId)];
    if (!file || !this.isCurrent(task, clientId)) return;
    this.watch(task, entry);
    const before = file.progress ?? 0;
    const isNews = percent >= before + PROGRESS_STEP || (percent === 100 && before < 100);
    if (isNews) this.show(clientId, { ...file, progress: percent });
  }

  private watch(task: UploadTask, entry: OutboxEntry): void {
    this.stalls.get(entry.clientId)?.();
    const onStalled = (): void => {
      this.onFailed(task, entry, new ChatError('timeout', `No progress for ${UPLOAD_STALL_MS} ms.`));
      task.abort();
    };
    this.stalls.set(entry.clientId, this.options.clock.after(UPLOAD_STALL_MS, onStalled));
  }

  private onDone(task: UploadTask, { clientId }: OutboxEntry, body: OutboxEntry['body']): void {
    if (!this.isCurrent(task, clientId)) return;
    this.end(clientId);
    this.attempts.delete(clientId);
    this.options.box.batch(() => this.options.outbox.uploaded(clientId, body));
    this.pump();
  }

  /** The next upload of this message goes at once. */
  private onOther(task: UploadTask, { clientId }: OutboxEntry, body: OutboxEntry['body']): void {
    if (!this.isCurrent(task, clientId)) return;
    this.end(clientId);
    this.attempts.delete(clientId);
    this.options.box.batch(() => this.options.outbox.changed(clientId, body));
    this.pump();
  }

  private onFailed(task: UploadTask, entry: OutboxEntry, thrown: unknown): void {
    const { clientId } = entry;
    if (!this.isCurrent(task, clientId)) return;
    const instead = insteadOf(entry, thrown);
    if (instead) return this.onOther(task, entry, instead);
    this.end(clientId);
    const failure = this.classify(clientId, thrown);
    this.options.logger.info('upload_failed', { error: describeError(thrown), final: failure !== null });
    const outbox = this.options.outbox;
    if (failure) {
      this.attempts.delete(clientId);
      this.options.box.batch(() => outbox.uploadFailed(clientId, failure));
    } else {
      this.pause(clientId);
      outbox.setUploading(clientId, false);
    }
    this.pump();
  }

  /** Null for what is tried again. Without a connection nothing counts: it is the network's fault. */
  private classify(clientId: ClientMessageId, thrown: unknown): Failure | null {
    const { kind, message } = thrown instanceof ChatError ? thrown : new ChatError('network', String(thrown));
    if (kind === 'not_found') return { code: 'file_gone', reason: message };
    if (kind in ERROR_CODES) {
      const code = kind as ErrorCode;
      if (ERROR_CODES[code] === 'permanent') return { code, reason: message };
      if (isRetryable(code)) return null;
    }
    if (!this.isConnected) return null;
    const attempts = (this.attempts.get(clientId) ?? 0) + 1;
    this.attempts.set(clientId, attempts);
    return attempts < MAX_UPLOAD_ATTEMPTS ? null : { code: 'upload_failed', reason: message };
  }

  private pause(clientId: ClientMessageId): void {
    const cancel = this.options.clock.after(UPLOAD_RETRY_MS, () => {
      this.pauses.delete(clientId);
      this.pump();
    });
    this.pauses.set(clientId, cancel);
  }

  private forget(clientId: ClientMessageId): void {
    this.running.get(clientId)?.abort();
    this.end(clientId);
    this.pauses.get(clientId)?.();
    this.pauses.delete(clientId);
    this.attempts.delete(clientId);
  }

  /** It is not running any more; its file stays on show. */
  private end(clientId: ClientMessageId): void {
    if (!this.running.delete(clientId)) return;
    this.stalls.get(clientId)?.();
    this.stalls.delete(clientId);
    const { self, files } = this.options.box.state;
    const file = self && files[messageKey(self.user, clientId)];
    if (file) this.show(clientId, { ...file, progress: null });
  }

  private show(clientId: ClientMessageId, file: LocalFile): void {
    this.options.box.update((state) => showFile(state, clientId, file));
  }
}

const localFile = ({ cover }: OutboxEntry, path: string, progress: number | null): LocalFile => ({
  ...{ path, progress },
  ...(cover === undefined ? {} : { cover }),
});

function showFile(state: ChatState, clientId: ClientMessageId, file: LocalFile): ChatState {
  if (!state.self) return state;
  return { ...state, files: { ...state.files, [messageKey(state.self.user, clientId)]: file } };
}
