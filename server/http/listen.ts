/**
 * Taking a port, with the reasons for which that fails as sentences.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeError } from '../../miniprogram/core/base/logger';
import { StartError } from '../start-error';

const BACKLOG = 4_096;

function explain(error: NodeJS.ErrnoException, port: number, host: string): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `PORT ${port} is taken by another program: stop it or choose another port, for example PORT=${port < 65_535 ? port + 1 : port - 1}.`;
    case 'EACCES':
      return `PORT ${port} needs rights that this user does not have: choose one of 1024 or more.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST "${host}" is not an address of this machine: use 0.0.0.0 for all, 127.0.0.1 for this machine only.`;
    default:
      return `PORT ${port} on HOST "${host}" cannot be used: ${describeError(error)}.`;
  }
}

/** Resolves to the port, which is another one when 0 was asked for. @throws StartError */
export function listen(http: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      reject(new StartError(explain(error, port, host)));
    };
    http.once('error', onError);
    http.listen({ port, host, backlog: BACKLOG }, () => {
      http.off('error', onError);
      resolve((http.address() as AddressInfo).port);
    });
  });
}
