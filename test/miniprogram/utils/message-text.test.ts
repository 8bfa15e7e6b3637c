import { messageText, shortText, typingText, userName } from '../../../miniprogram/utils/message-text';
import { sooner } from '../../../miniprogram/utils/sooner';
import { ANN, BOB, ME, chatState, message, userId } from '../../support/chat-state';
import type { MessageBody } from '../../../miniprogram/core/protocol/fields';
import type { Room } from '../../../miniprogram/core/store/state';

const state = chatState({ id: 'tea' });
const room = (typing: string[]): Room => ({ ...state.rooms.byId['tea']!, typing: typing.map(userId) });

test('[UI8] a notice is a sentence with the name, a kind of the future says that it cannot be shown', () => {
  const notice = message({ user: BOB, body: { kind: 'notice', event: 'joined' } });
  expect(messageText('zh-CN', state, notice)).toBe('Bob 加入了房间');
  expect(messageText('en', state, message({ body: { kind: 'unknown', name: 'poll' } }))).toBe(
    '[This version cannot show this message]',
  );
});

test('[MK32] each kind has a plain line, and a recalled message says whose it was', () => {
  const line = (body: MessageBody): string => messageText('en', state, message({ user: BOB, body }));
  const url = '/media/a.png';
  expect(line({ kind: 'image', url, thumbUrl: url, width: 1, height: 1, bytes: 1 })).toBe('[Picture]');
  expect(line({ kind: 'voice', url, durationMs: 1_200, bytes: 1 })).toBe('[Voice] 2″');
  expect(line({ kind: 'file', url, name: 'a.pdf', bytes: 1 })).toBe('[File] a.pdf');
  expect(line({ kind: 'recalled', by: BOB.user })).toBe('Bob recalled a message');
  expect(line({ kind: 'recalled', by: ME.user })).toBe('You recalled a message');
});

test('[UI302] {K22} in one line, as in the list of rooms, it calls people by the names of today too', () => {
  const mentions = { users: [BOB.user], ranges: [{ user: BOB.user, from: 4, length: 4 }] };
  const said = message({ user: ANN, body: { kind: 'text', text: 'ask @Bob', mentions } });
  const renamed = { ...state, users: { ...state.users, [BOB.user]: { ...BOB, name: 'Roberto' } } };
  expect(messageText('en', renamed, said)).toBe('ask @Roberto');
});

test('[UI8] someone whose name is not known yet is a member, not an id', () => {
  expect(userName('zh-CN', state, userId('nobody'))).toBe('成员');
});

test('[UI8] a preview is one line and never half an emoji', () => {
  expect(shortText('  a\n\n b\tc ', 10)).toBe('a b c');
  expect(shortText('😀😀😀😀', 3)).toBe('😀😀😀…');
  expect(shortText('x'.repeat(100_000), 5)).toBe('xxxxx…');
});

test('[UI9] {C15} typing names the others, at most two of them', () => {
  expect(typingText('zh-CN', state, room([]))).toBe('');
  expect(typingText('zh-CN', state, room([ME.user]))).toBe('');
  expect(typingText('zh-CN', state, room([ANN.user, ME.user]))).toBe('Ann正在输入…');
  expect(typingText('en', state, room([ANN.user, BOB.user]))).toBe('Ann, Bob typing…');
  expect(typingText('zh-CN', state, room([ANN.user, BOB.user, 'x']))).toBe('Ann、Bob…正在输入…');
});

test('[UI7] of two waits the sooner counts, and 0 is no wait', () => {
  expect([sooner(0, 0), sooner(0, 5), sooner(5, 0), sooner(5, 3)]).toEqual([0, 5, 5, 3]);
});
