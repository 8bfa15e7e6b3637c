/**
 * An app that was used, was killed, and starts again from what it left in the phone's storage.
 */
import type { Message } from '../../miniprogram/core/protocol/fields';
import {
  createChatRig,
  createMemoryKeyValues,
  ME,
  message,
  RIG_URL,
  roomState,
  type ChatRig,
  type ChatRigOptions,
  type MemoryStorage,
} from './chat-rig';

export const LIST_KEY = `mc1:rooms:${RIG_URL}:me`;
export const roomKey = (room: string): string => `mc1:room:${RIG_URL}:me:${room}`;
export const ANN_USER = { user: 'ann', name: 'Ann', avatar: 'tint-3' };
export const text = (words: string): object => ({ kind: 'text', text: words });

export const teaMessage = (seq: number, more: object = {}): Message =>
  message(seq, { room: 'tea', clientId: `tea-1-${seq}`, ...more });

/** The app was killed; what is in the storage is all there is. */
export function restart(storage: MemoryStorage, more: ChatRigOptions = {}): ChatRig {
  return createChatRig({
    storage: createMemoryKeyValues(new Map(storage.values)),
    self: ME,
    seed: 9,
    ...more,
  });
}

export async function tellNames(rig: ChatRig, users: readonly object[] = [ANN_USER]): Promise<void> {
  await rig.clock.advance(100);
  await rig.server.say({ type: 'users', id: rig.server.last('users').id, users });
}

/** Two rooms were open, then the app was in the background. */
export async function usedBefore(): Promise<ChatRig> {
  const rig = createChatRig();
  await rig.online([roomState(), roomState({ room: 'tea', name: 'Tea', members: 7 })]);
  await rig.server.say(message(1), message(2), teaMessage(1, { at: 9_000 }));
  await tellNames(rig);
  await rig.host({ kind: 'hide' });
  return rig;
}
