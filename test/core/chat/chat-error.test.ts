import { ChatError, throwMistake } from '../../../miniprogram/core/chat/chat-error';

test('[BA31] what the chat refuses is gone on without, and a mistake of ours is thrown on', () => {
  expect(() => throwMistake(new ChatError('offline', 'Not connected.'))).not.toThrow();
  const mistake = new TypeError('members is undefined');
  expect(() => throwMistake(mistake)).toThrow(mistake);
  expect(() => throwMistake(null)).toThrow();
});
