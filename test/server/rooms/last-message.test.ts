/**
 * The newest message of a room as the list of rooms shows it, after each message that is committed.
 */
import type { Message, MessageBody } from '../../../miniprogram/core/protocol/fields';
import { lastAfter } from '../../../server/rooms/room';

function message(user: string, clientId: string, body: object): Message {
  const fields = { type: 'msg', epoch: 'e1', room: 'tea', seq: 1, at: 1, user, clientId };
  return { ...fields, body: body as MessageBody } as unknown as Message;
}
const text = (user: string, clientId: string, more: object = {}): Message =>
  message(user, clientId, { kind: 'text', text: 'hello', ...more });
const recall = (user: string, ofUser: string, clientId: string): Message =>
  message(user, 'r1', { kind: 'recall', of: { user: ofUser, clientId } });

test('[SV571] what moves rooms is the newest; a recall is not', () => {
  const first = text('ann', 'a1');
  const second = text('bob', 'b1');
  expect(lastAfter(null, first)).toBe(first);
  expect(lastAfter(first, second)).toBe(second);
  expect(lastAfter(null, recall('ann', 'ann', 'a1'))).toBeNull();
});

test('[SV571] the newest that is taken back has no words, and says by whom; of others nothing changes', () => {
  const last = text('ann', 'a1');
  expect(lastAfter(last, recall('bob', 'ann', 'a1'))).toEqual({
    ...last,
    body: { kind: 'recalled', by: 'bob' },
  });
  // The numbers of different people may be equal, and so may be the people of different messages.
  expect(lastAfter(last, recall('bob', 'bob', 'a1'))).toBe(last);
  expect(lastAfter(last, recall('ann', 'ann', 'a2'))).toBe(last);
});

test('[SV571] the words that the newest quotes go with the message that they are of', () => {
  const quote = { user: 'bob', clientId: 'b1', name: 'Bob', text: 'secret', kind: 'text' };
  const last = text('ann', 'a1', { quote });
  expect(JSON.stringify(lastAfter(last, recall('bob', 'bob', 'b1')))).not.toContain('secret');
  expect(lastAfter(last, recall('bob', 'bob', 'b2'))).toBe(last);
});
