/**
 * Everything the server says over HTTP: health, sign-in and profile, people's files, the preview's files. WebSockets do not come
 * by here.
 */
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { describeError, type Logger } from '../../miniprogram/core/base/logger';
import { addAccountRoutes, type AccountRoutesOptions } from './account-routes';
import type { Damage } from '../rooms/damage';
import { refuse } from './answers';
import { hasProxyHeader, isLoopback } from '../client-address';
import { addMediaRoutes, type MediaRoutesOptions } from './media-routes';
import type { AppContext, AppEnv } from './requests';
import { addSocketRoute } from './socket-route';
import { serveStatic } from './static-files';
import { chargeRequest, type ChargeOptions } from './charge-request';

export interface AppOptions extends AccountRoutesOptions, MediaRoutesOptions, ChargeOptions {
  readonly logger: Logger;
  readonly isHealthy: () => Promise<boolean>;
  /** Rooms that cannot be read. */
  readonly damage: () => Damage;
  /** The built preview; absent: the server has no pages. */
  readonly staticDir?: string;
}

const NO_PREVIEW =
  'minichat server is running. WebSocket: /ws, sign-in: POST /api/login. "npm start" adds the preview.\n';

/** Headers every answer has. `SAMEORIGIN`: the preview frames its own phones. */
const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
  'Referrer-Policy': 'no-referrer',
} as const;

/** Damage of some rooms is no reason to take the server out: the others work. Only this machine is told which they are. */
async function tellHealth(c: AppContext, options: AppOptions): Promise<Response> {
  const headers = { 'Cache-Control': 'no-store' };
  const { rooms, tables, isTotal } = options.damage();
  if (!(await options.isHealthy()) || isTotal) return c.json({ status: 'storage_failing' }, 503, headers);
  if (rooms.length + tables.length === 0) return c.json({ status: 'ok' }, 200, headers);
  const { incoming } = c.env;
  const isOwn = isLoopback(options.addressOf(incoming)) && !hasProxyHeader(incoming);
  const names = { rooms, ...(tables.length > 0 ? { tables } : {}) };
  const health = { status: 'degraded', unreadable: rooms.length, ...(isOwn ? names : {}) };
  return c.json(health, 200, headers);
}

async function serveRest(c: AppContext, { staticDir }: AppOptions): Promise<Response> {
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  const file = staticDir !== undefined && isRead ? await serveStatic(c, staticDir) : null;
  if (file) return file;
  if (staticDir === undefined && c.req.path === '/') return c.text(NO_PREVIEW);
  return refuse(c, 'not_found', `There is nothing at ${c.req.method} ${c.req.path.slice(0, 200)}.`);
}

/** Routes only; who listens on which port is decided elsewhere. */
export function createApp(options: AppOptions): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use(
    '*',
    cors({
      origin: (_origin, c: AppContext) => options.origins.allow(c.env.incoming.headers),
      allowMethods: ['GET', 'POST'],
      allowHeaders: ['Content-Type', 'Authorization'],
    }),
  );
  app.use('*', async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.res.headers.set(name, value);
  });
  app.use('*', chargeRequest(options));
  app.use('/api/*', async (c, next) => {
    await next();
    c.res.headers.set('Cache-Control', 'no-store');
  });
  app.get('/healthz', (c) => tellHealth(c, options));
  addSocketRoute(app);
  addMediaRoutes(app, options);
  addAccountRoutes(app, options);
  app.all('*', (c) => serveRest(c, options));
  app.onError((error, c) => {
    options.logger.error('http_failed', { path: c.req.path, error: describeError(error) });
    return refuse(c, 'storage', 'The server could not do this now; try again.');
  });
  return app;
}
