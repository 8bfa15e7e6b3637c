/**
 * Which network address a request comes from, for limits. Behind a proxy every connection comes from the proxy; its word is
 * taken only when the operator says that there is one, because anybody can write the header.
 */
import type { IncomingMessage } from 'node:http';
import type { Logger } from '../../miniprogram/core/base/logger';

/** One household or one phone: an IPv4 address, or the 64 bits of an IPv6 address that a provider hands out. */
export type ClientAddress = string;

export type AddressReader = (request: IncomingMessage) => ClientAddress;

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const IPV6_GROUPS = 8;
const NETWORK_GROUPS = 4;

function networkOf(address: string): string {
  const [left = '', right] = address.split('::');
  const before = left === '' ? [] : left.split(':');
  const after = right === undefined || right === '' ? [] : right.split(':');
  const zeros = right === undefined ? 0 : Math.max(0, IPV6_GROUPS - before.length - after.length);
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after].slice(0, NETWORK_GROUPS);
  return `${groups.map((group) => group.toLowerCase().replace(/^0+(?=.)/, '')).join(':')}::/64`;
}

/** @returns the same text for addresses that count as one */
export function normalizeAddress(raw: string): ClientAddress {
  const address = raw.trim().slice(0, 64);
  const mapped = MAPPED_IPV4.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (address === '::1' || !address.includes(':')) return address;
  return networkOf(address);
}

/** A program on this machine: no stranger, and the address of every phone behind a proxy that nobody told us about. */
export function isLoopback(address: ClientAddress): boolean {
  return address === '::1' || address.startsWith('127.');
}

export function createAddressReader(options: { trustProxy: boolean; logger: Logger }): AddressReader {
  const { trustProxy, logger } = options;
  let hasWarned = false;
  return (request) => {
    const direct = normalizeAddress(request.socket.remoteAddress ?? 'unknown');
    const header = request.headers['x-forwarded-for'];
    if (header === undefined) return direct;
    if (!trustProxy) {
      if (!hasWarned)
        logger.warn('proxy_untrusted', { hint: 'a proxy in front needs TRUST_PROXY=1', direct });
      hasWarned = true;
      return direct;
    }
    // The last entry is the one that our own proxy wrote; those before it are whatever the client sent.
    const told = String(header).split(',').pop() ?? '';
    return told.trim() === '' ? direct : normalizeAddress(told);
  };
}
