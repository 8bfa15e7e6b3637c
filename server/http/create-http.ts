/**
 * The HTTP server itself: one listener for everything that is no WebSocket, with deadlines for whoever sends a request
 * slowly or not at all.
 */
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { ServerLimits } from '../limits';
import { createApp, type AppOptions } from './app';

type HttpLimits = Pick<ServerLimits, 'headersTimeoutMs' | 'requestTimeoutMs' | 'requestCheckMs'>;

export function createHttp(limits: HttpLimits, options: AppOptions): Server {
  const app = createApp(options);
  const listener = getRequestListener((request, env) => app.fetch(request, env), {
    overrideGlobalObjects: false,
  });
  return createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: limits.requestCheckMs,
    },
    (request, response) => void listener(request, response),
  );
}
