/**
 * The HTTP server itself: one listener for everything that is no WebSocket, with bounds for whoever sends or reads slowly, or
 * not at all.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { ServerLimits } from '../limits';
import { createApp, type AppOptions } from './app';
import type { ClientAddress } from '../client-address';
import { limitConnections } from './connection-limit';
import { keepEarlyAnswers } from './early-answers';
import { UPLOAD_PATHS } from './media-routes';
import { createPipelineGuard } from './pipeline-guard';
import { watchProgress, type ProgressLimits } from './progress-watch';

type HttpLimits = ProgressLimits &
  Pick<ServerLimits, 'headersTimeoutMs' | 'keepAliveMs' | 'maxHttpPerAddress'>;

export interface HttpOptions extends AppOptions {
  readonly isBehindProxy: boolean;
  /** Whose connections are not counted: this machine's own, unless told. */
  readonly isExempt?: (address: ClientAddress) => boolean;
}

const TOO_MANY = JSON.stringify({
  error: { kind: 'rate', message: 'Too many connections come from this address; try again.' },
});
const RETRY_AFTER_S = 5;

/** Does not listen yet. */
export function createHttp(limits: HttpLimits, options: HttpOptions): Server {
  const app = createApp(options);
  const listener = getRequestListener((request, env) => app.fetch(request, env), {
    overrideGlobalObjects: false,
    // For the URL only: HTTP/1.0, which proxies ask for health by, names no host. Node refuses later versions without one.
    hostname: 'localhost',
    // What is left of a body is dropped by `early-answers.ts`, which has more patience than half a second.
    autoCleanupIncoming: false,
  });
  const turnOf = (request: IncomingMessage): Promise<void> =>
    options.turns.wait(options.costs.ofAddress(options.addressOf(request)).payer);
  const begin = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    await turnOf(request);
    // Who went away meanwhile hears no answer.
    if (!response.destroyed && !request.socket.destroyed) await listener(request, response);
  };
  const pipeline = createPipelineGuard();
  const http = createServer({
    IncomingMessage: pipeline.IncomingMessage,
    headersTimeout: limits.headersTimeoutMs,
    // Node has one deadline for all requests, and a file may take much longer than the rest: see `progress-watch.ts`.
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.requestCheckMs,
  });
  const connections = limitConnections(http, { ...options, max: limits.maxHttpPerAddress });
  http.on('upgrade', (request) => pipeline.end(request));
  http.on('request', (request, response) => {
    if (!pipeline.take(request, response)) return;
    const isUpload = UPLOAD_PATHS.has((request.url ?? '').split('?')[0] ?? '');
    watchProgress(request, response, isUpload, limits);
    const isAdmitted = connections.admit(request, options.addressOf(request), (done) => {
      response.once('close', done);
    });
    if (!isAdmitted) response.shouldKeepAlive = false;
    keepEarlyAnswers(request, response, () => turnOf(request));
    if (isAdmitted) return void begin(request, response);
    const headers = { 'Content-Type': 'application/json', 'Retry-After': RETRY_AFTER_S };
    response.writeHead(429, headers).end(TOO_MANY);
  });
  return http;
}
