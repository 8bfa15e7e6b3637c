/**
 * An answer that is given before the body of its request was read arrives all the same. A connection that is closed while a
 * body is on its way is reset, and the reset overtakes the answer; so the rest of the body is read and dropped first, a piece
 * in each turn of its sender. How much, and how slowly, is bounded by `progress-watch.ts`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function dropSlowly(request: IncomingMessage, turn: () => Promise<void>): void {
  request.on('data', () => {
    request.pause();
    void turn().then(() => request.resume());
  });
  request.resume();
}

/** To be called before anything is answered. */
export function keepEarlyAnswers(
  request: IncomingMessage,
  response: ServerResponse,
  turn: () => Promise<void>,
): void {
  if (!hasBody(request)) return;
  // Of a body that nobody has begun to read Node itself would read the rest, as fast as it comes.
  request.read(0);
  const wantsEnd = !response.shouldKeepAlive;
  // Otherwise Node closes as soon as the answer is written.
  response.shouldKeepAlive = true;
  response.once('finish', () => {
    const { socket } = request;
    const close = (): void => {
      if (wantsEnd && !socket.destroyed) socket.end();
    };
    if (request.complete) return close();
    // Whoever read the body so far may have left it standing.
    request.unpipe();
    dropSlowly(request, turn);
    request.once('end', close);
  });
}
