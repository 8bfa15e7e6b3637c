/**
 * The HTTP server itself: one listener for everything that is no WebSocket, with deadlines for whoever sends a request
 * slowly or not at all.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { ServerLimits } from '../limits';
import { createApp, type AppOptions } from './app';
import { UPLOAD_PATH } from './media-routes';

type HttpLimits = Pick<
  ServerLimits,
  'headersTimeoutMs' | 'requestTimeoutMs' | 'uploadTimeoutMs' | 'requestCheckMs'
>;

const LATE = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n';

/** Node has one deadline for all requests, and a file may take much longer than the rest. */
function endWhenLate(request: IncomingMessage, afterMs: number): void {
  const timer = setTimeout(() => {
    // As Node itself does it for its own deadline.
    request.socket.write(LATE);
    request.socket.destroy();
  }, afterMs);
  const stop = (): void => clearTimeout(timer);
  request.once('end', stop);
  request.once('close', stop);
}

export function createHttp(limits: HttpLimits, options: AppOptions): Server {
  const app = createApp(options);
  const listener = getRequestListener((request, env) => app.fetch(request, env), {
    overrideGlobalObjects: false,
  });
  return createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: Math.max(limits.requestTimeoutMs, limits.uploadTimeoutMs),
      connectionsCheckingInterval: limits.requestCheckMs,
    },
    (request, response) => {
      if (request.url !== UPLOAD_PATH) endWhenLate(request, limits.requestTimeoutMs);
      void listener(request, response);
    },
  );
}
