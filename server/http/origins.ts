/**
 * Which pages may use this server from a browser. Mini programs are no pages: they mostly send no `Origin`, and what a phone
 * sends of its own accord keeps nobody out. No cookies are used, so a page can do nothing in a person's name without a
 * ticket; the list decides who may read answers, tickets among them, and who may sign in as a preview person.
 */
import type { IncomingHttpHeaders } from 'node:http';
import ipaddr from 'ipaddr.js';

/** What the header `Origin` is worth. */
export interface Origins {
  /** What `Access-Control-Allow-Origin` says, null for a page that may not read answers. */
  allow(headers: IncomingHttpHeaders): string | null;
  /** Whether a request comes from no page, or from one that may sign in as a preview person. */
  mayPreview(headers: IncomingHttpHeaders): boolean;
}

/** What an operator writes to let every page use the server. */
export const ANY_ORIGIN = '*';
/** The pages of mini programs and of WeChat DevTools. */
const WEIXIN = 'https://servicewechat.com';
const LOCAL_NAME = /^(localhost|[^.]+\.localhost|[^.]+\.local|[^.:]+)$/i;

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/**
 * Whether a `Host` is a name that only machines nearby have. A page of the internet can have its own name point to this
 * machine (DNS rebinding) and is then of the same origin; the name gives it away.
 */
function isLocalHost(host: string): boolean {
  if (!URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return ipaddr.isValid(hostname.replace(/^\[|\]$/g, '')) || LOCAL_NAME.test(hostname);
}

function isLoopbackOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { hostname } = new URL(origin);
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}

/** `listed`: origins such as `https://chat.example`, or `*` for every page. */
export function createOrigins(listed: readonly string[]): Origins {
  const known = new Set(listed.map((origin) => origin.toLowerCase()));
  const isAny = known.has(ANY_ORIGIN);
  const isListed = (origin: string): boolean => known.has(origin.toLowerCase());
  const isListedHost = (host: string): boolean => listed.some((origin) => hostOf(origin) === host);

  function isKnown(origin: string, host: string): boolean {
    return origin === WEIXIN || isLoopbackOrigin(origin) || hostOf(origin) === host || isListed(origin);
  }

  return {
    allow({ origin, host = '' }) {
      if (isAny) return ANY_ORIGIN;
      return origin !== undefined && isKnown(origin, host) ? origin : null;
    },
    mayPreview({ origin, host = '' }) {
      if (isAny) return true;
      if (!isLocalHost(host) && !isListedHost(host)) return false;
      return origin === undefined || isKnown(origin, host);
    },
  };
}
