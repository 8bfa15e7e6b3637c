/**
 * What tests of rooms do over and over: ask and wait for the one answer, whatever it is.
 */
import { once } from 'node:events';
import type { DownFrame, DownFrameOf } from '../../miniprogram/core/protocol/down';
import type { TestPhone } from './test-phone';

let asked = 0;

/** The frame that answers, whatever its type. */
export async function ask(phone: TestPhone, frame: object): Promise<DownFrame> {
  const id = `ask-${(asked += 1)}`;
  phone.send({ id, ...frame });
  for (;;) {
    const answer = phone.frames.find((each) => 'id' in each && each.id === id);
    if (answer) return answer;
    await once(phone.socket, 'message');
  }
}

/** The type of the answer, or the code of the refusal. */
export async function outcome(phone: TestPhone, frame: object): Promise<string> {
  const answer = await ask(phone, frame);
  return answer.type === 'error' || answer.type === 'nack' ? answer.code : answer.type;
}

export const act = (phone: TestPhone, room: string, action: object): Promise<string> =>
  outcome(phone, { type: 'room_action', room, action });

export const join = (phone: TestPhone, code: string, more: object = {}): Promise<string> =>
  outcome(phone, { type: 'join', room: code, ...more });

export async function createRoom(
  phone: TestPhone,
  name: string,
  access: 'public' | 'invite' = 'public',
): Promise<DownFrameOf<'joined'>['room']> {
  const answer = await ask(phone, { type: 'create', name, access });
  if (answer.type !== 'joined') throw new Error(`create was answered by ${JSON.stringify(answer)}`);
  return answer.room;
}

/** What is at the door of a room, for those who run it. */
export async function door(phone: TestPhone, room: string): Promise<DownFrameOf<'door'>> {
  const answer = await ask(phone, { type: 'door', room });
  if (answer.type !== 'door') throw new Error(`door was answered by ${JSON.stringify(answer)}`);
  return answer;
}

/** Waits until the server has handled everything this phone sent, and this phone has everything it was sent. */
export const settle = (phone: TestPhone): Promise<DownFrame> => ask(phone, { type: 'ping' });
