/**
 * What leak tests count: everything of a phone that waits for something, and what the garbage collector could not free.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { EventName } from '../../simulator/wx/event-hub';
import type { NodeWx } from './node-wx';

const HOST_EVENTS: readonly EventName[] = [
  'AppShow',
  'AppHide',
  'NetworkStatusChange',
  'NetworkWeakChange',
  'MemoryWarning',
];

export async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let i = 0; i < 5; i += 1) {
    await new Promise((resolve) => void setImmediate(resolve));
    collect();
  }
}

export const countWaiters = ({ control }: NodeWx): Readonly<Record<string, number>> => ({
  ...Object.fromEntries(HOST_EVENTS.map((name) => [name, control.listenerCount(name)])),
  sockets: control.sockets.live.length,
  socketListeners: control.sockets.globalListeners,
  timers: control.timers.pending,
});
