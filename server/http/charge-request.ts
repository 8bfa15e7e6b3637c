/**
 * What a request costs, taken before anything of it is done: from the person whose ticket it shows, else from the network
 * address it comes from. Knows prices, and nothing of what a route does.
 */
import type { MiddlewareHandler } from 'hono';
import type { Tickets } from '../auth/tickets';
import type { Budget } from '../cost/budget';
import type { Costs } from '../cost/costs';
import { priceOfFile, ROUTE_PRICES, type Route } from '../cost/prices';
import type { Turns } from '../cost/turns';
import { refuse } from './answers';
import type { AddressReader } from '../client-address';
import type { AppContext, AppEnv } from './requests';

export interface ChargeOptions {
  readonly turns: Turns;
  readonly costs: Costs;
  readonly tickets: Tickets;
  readonly addressOf: AddressReader;
}

const isNamed = (route: string): route is Route => Object.hasOwn(ROUTE_PRICES, route);

/** The name under which a request has its price: a name of its folder counts as one route. */
export function routeOf(method: string, path: string): Route {
  const asked = `${method === 'HEAD' ? 'GET' : method} ${path}`;
  if (isNamed(asked)) return asked;
  const folder = `${asked.slice(0, asked.lastIndexOf('/'))}/:name`;
  return isNamed(folder) ? folder : 'other';
}

/** A ticket that does not hold pays nothing: then the address does. */
function payerOf(c: AppContext, { costs, tickets, addressOf }: ChargeOptions): Budget {
  const ticket = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  const user = ticket === undefined ? null : tickets.verify(ticket);
  return user?.ok === true ? costs.ofPerson(user.value) : costs.ofAddress(addressOf(c.env.incoming));
}

/** Answers with `rate` and the time to wait when there is nothing left; else the route goes on. */
export function chargeRequest(options: ChargeOptions): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const price = ROUTE_PRICES[routeOf(c.req.method, c.req.path)];
    const payer = payerOf(c, options);
    c.set('pay', (bytes) => payer.charge(priceOfFile(bytes)));
    c.set('turn', () => options.turns.wait(payer.payer));
    const waitMs = payer.take(price);
    if (waitMs === 0) return next();
    const answer = refuse(c, 'rate', `Too much at once; try again in ${waitMs} ms.`);
    answer.headers.set('Retry-After', String(Math.ceil(waitMs / 1_000)));
    return answer;
  };
}
