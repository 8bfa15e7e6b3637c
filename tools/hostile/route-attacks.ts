/**
 * The dearest valid request to every HTTP route. The table must name each route that has a price: a new one does not compile
 * without its attack.
 */
import type { Route } from '../../server/cost/prices';
import type { Attacker, Target } from './types';

export interface RouteAttack {
  readonly request: (
    me: Attacker,
    i: number,
    target: Target,
  ) => { readonly path: string; readonly init: RequestInit };
}

const JSON_TYPE = { 'Content-Type': 'application/json' };

const withTicket = ({ headers, ticket }: Attacker): Record<string, string> => ({
  ...headers,
  Authorization: `Bearer ${ticket}`,
});

const guestKeyOf = ({ round }: Attacker, i: number): string =>
  `Aa9-Zz8_Kq${process.pid}x${round}x${i}${'mQ7'.repeat(6)}`.slice(0, 40);

function upload(me: Attacker, bytes: number, name: string): RequestInit {
  const body = new FormData();
  body.set('file', new File([new Uint8Array(bytes).fill(7)], name));
  return { method: 'POST', headers: withTicket(me), body };
}

const post = (headers: Readonly<Record<string, string>>, body: object): RequestInit => ({
  ...{ method: 'POST', headers: { ...headers, ...JSON_TYPE }, body: JSON.stringify(body) },
});

export const ROUTE_ATTACKS: { readonly [Name in Route]: RouteAttack } = {
  'POST /api/login': {
    request: (me, i) => ({ path: '/api/login', init: post(me.headers, { guestKey: guestKeyOf(me, i) }) }),
  },
  // A ticket that was made by nobody: a good one would be gone after the first.
  'POST /api/logout': {
    request: ({ headers }, i) => ({
      path: '/api/logout',
      init: post({ ...headers, Authorization: `Bearer ${i}.nothing` }, {}),
    }),
  },
  'POST /api/profile': {
    request: (me, i) => ({
      path: '/api/profile',
      init: post(withTicket(me), {
        name: `Hostile ${i % 9_999}`,
        avatar: `tint-${i % 8}`,
      }),
    }),
  },
  'POST /api/avatar': {
    request: (me) => ({
      path: '/api/avatar',
      init: upload(me, 400_000, 'a.png'),
    }),
  },
  'POST /api/media': {
    request: (me) => ({
      path: '/api/media',
      init: upload(me, 1_000_000, 'a.bin'),
    }),
  },
  'POST /api/media/key': {
    request: (me) => ({
      path: '/api/media/key',
      init: post(withTicket(me), {}),
    }),
  },
  'GET /media/:name': { request: ({ headers }, i) => ({ path: `/media/none${i}.png`, init: { headers } }) },
  'GET /healthz': { request: ({ headers }) => ({ path: '/healthz', init: { headers } }) },
  other: { request: ({ headers }, i) => ({ path: `/nothing/${i}`, init: { headers } }) },
};

/** Other dear forms. */
export const MORE_ROUTES: Readonly<Record<string, RouteAttack>> = {
  // Another name has to be found for each.
  'POST /api/login, names that are taken': {
    request: (me, i, { people }) => ({
      path: '/api/login',
      init: post(me.headers, { guestKey: guestKeyOf(me, i + 1_000_000), name: `Crowd ${i % people.length}` }),
    }),
  },
};
