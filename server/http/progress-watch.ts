/**
 * Deadlines of one HTTP exchange, by what moves and not by how long it takes: a body has to keep coming, an answer has to be
 * read. What is small has to come whole in time. Knows no route and no meaning.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ServerLimits } from '../limits';

export type ProgressLimits = Pick<
  ServerLimits,
  | 'requestTimeoutMs'
  | 'uploadWindowMs'
  | 'uploadWindowBytes'
  | 'downloadStallMs'
  | 'maxDroppedBytes'
  | 'requestCheckMs'
>;

const LATE = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** What the kernel has taken. A chunk counts when all of it went: the rest is on its way to a reader who may not read. */
const takenBytes = (socket: Socket): number => socket.bytesWritten - socket.writableLength;

class ExchangeWatch {
  private readonly socket: Socket;
  private readonly startedAt = performance.now();
  private readonly startedWith: number;
  private readonly timer: NodeJS.Timeout;
  private windowAt = this.startedAt;
  private windowRead: number;
  private movedAt = this.startedAt;
  private taken: number;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly isUpload: boolean,
    private readonly limits: ProgressLimits,
  ) {
    this.socket = request.socket;
    this.startedWith = this.windowRead = this.socket.bytesRead;
    this.taken = takenBytes(this.socket);
    this.timer = setInterval(() => this.look(), limits.requestCheckMs);
    this.socket.once('close', this.stop);
    request.once('end', this.stopWhenDone);
    response.once('close', this.stopWhenDone);
  }

  private readonly stop = (): void => {
    clearInterval(this.timer);
    this.socket.off('close', this.stop);
  };

  private readonly stopWhenDone = (): void => {
    if (this.response.writableFinished && this.request.complete) this.stop();
  };

  private look(): void {
    this.stopWhenDone();
    const now = performance.now();
    if (!this.request.complete) this.lookAtBody(now);
    else if (this.response.headersSent && !this.response.writableFinished) this.lookAtReader(now);
    else this.movedAt = now;
  }

  private lookAtBody(now: number): void {
    const { limits, socket } = this;
    const isAnswered = this.response.writableFinished;
    if (isAnswered && socket.bytesRead - this.startedWith > limits.maxDroppedBytes) return this.end();
    // A small body may take no longer than this; one that is dropped may be of any size.
    const isLate = !this.isUpload && !isAnswered && now - this.startedAt >= limits.requestTimeoutMs;
    if (isLate) return this.end();
    if (now - this.windowAt < limits.uploadWindowMs) return;
    const got = socket.bytesRead - this.windowRead;
    if (got < limits.uploadWindowBytes) return this.end();
    this.windowAt = now;
    this.windowRead = socket.bytesRead;
  }

  private lookAtReader(now: number): void {
    const taken = takenBytes(this.socket);
    if (taken > this.taken) this.movedAt = now;
    this.taken = taken;
    if (now - this.movedAt >= this.limits.downloadStallMs) this.end();
  }

  private end(): void {
    this.stop();
    // As Node itself does it for its own deadlines.
    if (!this.response.headersSent) this.socket.write(LATE);
    this.socket.destroy();
  }
}

/** Ends the connection when nothing moves any more. */
export function watchProgress(
  request: IncomingMessage,
  response: ServerResponse,
  isUpload: boolean,
  limits: ProgressLimits,
): void {
  new ExchangeWatch(request, response, isUpload, limits);
}
