/**
 * A phone with the whole client on it: simulated WeChat runtime, real sockets, real HTTP. The client runs on the app's own
 * timers, so a suspended phone stops it.
 */
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import { selectItems } from '../../miniprogram/core/store/selectors';
import type { TimelineMessage } from '../../miniprogram/core/store/state';
import type { SocketTransport } from '../../miniprogram/config';
import type { Client } from '../../miniprogram/services/client-types';
import { createClient } from '../../miniprogram/services/create-client';
import { createNodeWx, type NodeWx } from './node-wx';

const WAIT_MS = 15_000;

export interface ClientPhoneOptions {
  readonly user: string;
  readonly serverUrl: string;
  readonly transport?: SocketTransport;
  /** Of an earlier phone: the app is started again. */
  readonly storage?: NodeWx['storage'];
  /** Without it the phone stays signed out until `client.chat.start()`. */
  readonly start?: boolean;
}

export interface ClientPhone {
  readonly client: Client;
  readonly node: NodeWx;
  /** Own and others' messages of a room, in the order of the screen. */
  messages(room: string): readonly TimelineMessage[];
  texts(room: string): readonly string[];
  /** Resolves when `condition` holds; rejects with what was there instead. */
  until(condition: () => boolean, what: string): Promise<void>;
  online(): Promise<void>;
  /** The app is gone without a word; its storage stays. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export const room = (id: string): RoomId => id as RoomId;

export function createClientPhone(options: ClientPhoneOptions): ClientPhone {
  const { user, serverUrl, transport = 'global', storage, start = true } = options;
  const node = createNodeWx({ user, ...(storage ? { storage } : {}) });
  const { clock } = node.control.timers;
  const client = createClient({ wx: node.wx, clock, config: { serverUrl, transport } });
  if (start) client.chat.start();

  const messages = (id: string): readonly TimelineMessage[] => {
    const timeline = client.chat.state.timelines[id];
    return timeline ? selectItems(timeline).flatMap((item) => (item.kind === 'message' ? [item] : [])) : [];
  };
  const until = (condition: () => boolean, what: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (!condition()) return;
        clearTimeout(timer);
        undos.forEach((undo) => undo());
        resolve();
      };
      const undos = [
        client.chat.onChange(check),
        client.chat.onConnection(check),
        client.account.onChange(check),
      ];
      const timer = setTimeout(() => {
        undos.forEach((undo) => undo());
        const { connection, state } = client.chat;
        const told = JSON.stringify({ connection, rooms: state.rooms.ids }).slice(0, 2_000);
        reject(new Error(`${user} waited for ${what} in vain; ${told}`));
      }, WAIT_MS);
      check();
    });
  return {
    client,
    node,
    messages,
    texts: (id) => messages(id).flatMap(({ body }) => (body.kind === 'text' ? [body.text] : [])),
    until,
    online: () => until(() => client.chat.connection.state === 'online', 'being online'),
    kill: () => node.close(),
    async close() {
      client.close();
      await node.close();
    },
  };
}
