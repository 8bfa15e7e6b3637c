/**
 * The dearest valid request to every HTTP route. The table must name each route that has a price: a new one does not compile
 * without its attack.
 */
import type { Route } from '../../server/cost/prices';
import type { Target } from './types';

export interface RouteAttack {
  readonly request: (target: Target, i: number) => { readonly path: string; readonly init: RequestInit };
}

/** An address of its own, as this machine's has no bound: the proxy tells it. */
export const FROM = { 'X-Forwarded-For': '93.184.216.34' };
const JSON_TYPE = { 'Content-Type': 'application/json' };

const withTicket = ({ tickets }: Target, kind: Route): Record<string, string> => ({
  ...FROM,
  Authorization: `Bearer ${tickets[kind] ?? ''}`,
});

function upload(target: Target, kind: Route, bytes: number, name: string): RequestInit {
  const body = new FormData();
  body.set('file', new File([new Uint8Array(bytes).fill(7)], name));
  return { method: 'POST', headers: withTicket(target, kind), body };
}

const post = (headers: Record<string, string>, body: object): RequestInit => ({
  ...{ method: 'POST', headers: { ...headers, ...JSON_TYPE }, body: JSON.stringify(body) },
});

export const ROUTE_ATTACKS: { readonly [Name in Route]: RouteAttack } = {
  'POST /api/login': {
    request: (_target, i) => ({
      path: '/api/login',
      init: post(FROM, { guestKey: `Aa9-Zz8_Kq${process.pid}x${i}${'mQ7'.repeat(6)}`.slice(0, 40) }),
    }),
  },
  // A ticket that was made by nobody: a good one would be gone after the first.
  'POST /api/logout': {
    request: (_target, i) => ({
      path: '/api/logout',
      init: post({ ...FROM, Authorization: `Bearer ${i}.nothing` }, {}),
    }),
  },
  'POST /api/profile': {
    request: (target, i) => ({
      path: '/api/profile',
      init: post(withTicket(target, 'POST /api/profile'), {
        name: `Hostile ${i % 9_999}`,
        avatar: `tint-${i % 8}`,
      }),
    }),
  },
  'POST /api/avatar': {
    request: (target) => ({
      path: '/api/avatar',
      init: upload(target, 'POST /api/avatar', 400_000, 'a.png'),
    }),
  },
  'POST /api/media': {
    request: (target) => ({
      path: '/api/media',
      init: upload(target, 'POST /api/media', 1_000_000, 'a.bin'),
    }),
  },
  'POST /api/media/key': {
    request: (target) => ({
      path: '/api/media/key',
      init: post(withTicket(target, 'POST /api/media/key'), {}),
    }),
  },
  'GET /media/:name': { request: (_target, i) => ({ path: `/media/none${i}.png`, init: { headers: FROM } }) },
  'GET /healthz': { request: () => ({ path: '/healthz', init: { headers: FROM } }) },
  other: { request: (_target, i) => ({ path: `/nothing/${i}`, init: { headers: FROM } }) },
};
