/**
 * Which network address a request comes from, for limits and for the preview's sign-in. Behind a proxy every connection comes
 * from the proxy; its word is taken only when the operator says that there is one, because anybody can write the header.
 * What such a header says of this machine or of a private network is believed by nobody.
 */
import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import type { Logger } from '../miniprogram/core/base/logger';

/**
 * What counts as one household, phone or office: an IPv4 address, the /48 of an IPv6 address (the most that one customer
 * gets, RIPE-690), or `proxy:` and the address of a proxy that did not say who asks.
 */
export type ClientAddress = string;

/** The address that limits are counted by: the last proxy's word, or who is connected. */
export type AddressReader = (request: IncomingMessage) => ClientAddress;

type Address = ipaddr.IPv4 | ipaddr.IPv6;

const IPV6_PREFIX_BITS = 48;
const MAX_ADDRESS_CHARS = 64;
/** `1.2.3.4:5`, `[2001:db8::1]:5` and `[2001:db8::1]`, with the quotes that RFC 7239 asks for or without. */
const WITH_PORT = /^"?(?:\[([^\]]*)\]|([^:[\]"]*))(?::\d{1,5})?"?$/;
/** What only a machine beside this one can have. */
const NEAR_RANGES: ReadonlySet<string> = new Set(['loopback', 'private', 'linkLocal', 'uniqueLocal']);
const UNBELIEVABLE_RANGES: ReadonlySet<string> = new Set([
  ...NEAR_RANGES,
  'unspecified',
  'broadcast',
  'multicast',
]);

/** IPv4 inside of IPv6, as sockets (`::ffff:`) and translators (NAT64, RFC 6052) write it, is that IPv4 address. */
function unwrap(address: Address): Address {
  if (!(address instanceof ipaddr.IPv6)) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  return address.range() === 'rfc6052' ? new ipaddr.IPv4(address.toByteArray().slice(-4)) : address;
}

/** Null for anything that is no address in the usual notation: `127.1`, `0x7f000001` and `2130706433` are none. */
function parseAddress(text: string): Address | null {
  const bare = text.trim().slice(0, MAX_ADDRESS_CHARS).replace(/%.*$/, '');
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return ipaddr.IPv4.parse(bare);
  return ipaddr.IPv6.isValid(bare) ? unwrap(ipaddr.IPv6.parse(bare)) : null;
}

function keyOf(address: Address): ClientAddress {
  if (address instanceof ipaddr.IPv4 || address.range() === 'loopback') return address.toString();
  const bytes = address.toByteArray().fill(0, IPV6_PREFIX_BITS / 8);
  return `${new ipaddr.IPv6(bytes).toString()}/${IPV6_PREFIX_BITS}`;
}

/** @returns the same text for addresses that count as one */
export function normalizeAddress(raw: string): ClientAddress {
  const address = parseAddress(raw);
  return address ? keyOf(address) : raw.trim().slice(0, MAX_ADDRESS_CHARS);
}

function rangeOf(address: ClientAddress): string | null {
  return parseAddress(address.split('/')[0] ?? '')?.range() ?? null;
}

/** A program on this machine: no stranger, and the address of every phone behind a proxy that nobody told us about. */
export function isLoopback(address: ClientAddress): boolean {
  return rangeOf(address) === 'loopback';
}

/** This machine, or one of the same private network. */
export function isNear(address: ClientAddress): boolean {
  return NEAR_RANGES.has(rangeOf(address) ?? '');
}

/** The address that an entry of `X-Forwarded-For` names, null when it names none that can be believed. */
function readEntry(entry: string): Address | null {
  const match = WITH_PORT.exec(entry.trim().slice(0, MAX_ADDRESS_CHARS));
  const address = parseAddress(match?.[1] ?? match?.[2] ?? entry);
  return address && !UNBELIEVABLE_RANGES.has(address.range()) ? address : null;
}

/** Whether a proxy that the operator did not tell of has had this request in its hands. */
export function hasProxyHeader({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via', 'cf-connecting-ip', 'true-client-ip'].some(
    (name) => headers[name] !== undefined,
  );
}

/** A proxy that nobody announced, or one that says nothing, is told in the log once. */
export function createAddressReader(options: { trustProxy: boolean; logger: Logger }): AddressReader {
  const { trustProxy, logger } = options;
  const warned = new Set<string>();
  const warnOnce = (event: string, fields: { hint: string; direct: string }): void => {
    if (!warned.has(event)) logger.warn(event, fields);
    warned.add(event);
  };
  return (request) => {
    const direct = normalizeAddress(request.socket.remoteAddress ?? 'unknown');
    const header = request.headers['x-forwarded-for'];
    if (!trustProxy) {
      if (header !== undefined)
        warnOnce('proxy_untrusted', { hint: 'a proxy in front needs TRUST_PROXY=1', direct });
      return direct;
    }
    // The last entry is the one that our own proxy wrote; those before it are whatever the client sent.
    const address = readEntry(
      String(header ?? '')
        .split(',')
        .pop() ?? '',
    );
    if (address) return keyOf(address);
    warnOnce('proxy_silent', {
      hint: 'X-Forwarded-For names no public address; its people count as one',
      direct,
    });
    return `proxy:${direct}`;
  };
}
