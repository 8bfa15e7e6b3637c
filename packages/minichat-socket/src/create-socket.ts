/**
 * One call that makes a socket: the service of the mini program over one SocketTask for each connection, with the time and
 * the chance of the JavaScript runtime unless others are given. Knows no platform: `api` has the shape of `wx`.
 */
import type { Clock, Random } from '../../../miniprogram/core/base/clock';
import { createSocketService } from '../../../miniprogram/core/socket/socket-service';
import type { SocketService, SocketServiceOptions } from '../../../miniprogram/core/socket/socket-types';
import { systemClock, systemRandom } from '../../../miniprogram/platform/clock';
import { createTaskTransport } from '../../../miniprogram/platform/task-socket';
import type { WxTaskSocketApi } from '../../../miniprogram/platform/wx-socket-api';

/** `wx`, or anything that has its `connectSocket`: what is different elsewhere is what the `from…` functions are for. */
export type SocketApi = WxTaskSocketApi;

/** The options of `wx.connectSocket`, and those of the service. */
export interface CreateSocketOptions extends Omit<SocketServiceOptions, 'transport' | 'clock' | 'random'> {
  readonly api: SocketApi;
  /** For tests. */
  readonly clock?: Clock;
  /** For tests: decides how long pauses are. */
  readonly random?: Random;
}

/** How each socket was made: a face needs one that leaves text alone. */
const codecs = new WeakMap<SocketService, SocketServiceOptions['codec']>();

/** `undefined` for a socket that was made elsewhere. */
export function codecOf(socket: SocketService): SocketServiceOptions['codec'] {
  return codecs.get(socket);
}

/**
 * Connects when `connect()` is called; what is sent before waits.
 * @throws TypeError for an `api` that cannot connect, because nothing that happens later would change that
 */
export function createSocket(options: CreateSocketOptions): SocketService {
  const { api, clock = systemClock, random = systemRandom, ...rest } = options;
  if (typeof (api as Partial<SocketApi> | undefined)?.connectSocket !== 'function') {
    throw new TypeError('minichat-socket: api has no connectSocket; pass wx, or what a from… function makes');
  }
  const socket = createSocketService({ ...rest, transport: createTaskTransport(api), clock, random });
  codecs.set(socket, options.codec ?? 'json');
  return socket;
}
