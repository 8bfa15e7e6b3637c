/** What a phone makes of the answer that something is full. */
import { FULL } from '../../../../miniprogram/core/protocol/refusal';
import {
  MAX_BLOCKED_USERS,
  MAX_INVITATIONS,
  MAX_ROOMS,
  MAX_STAFF,
  MAX_WAITING_PAGE,
} from '../../../../miniprogram/core/protocol/limits';
import { errorText } from '../../../../miniprogram/i18n/error-text';
import { createChatRig, errorOf } from '../../../support/chat-rig';

async function kindAfter(refusal: object): Promise<string> {
  const rig = createChatRig();
  await rig.online();
  const joining = errorOf(rig.chat.joinRoom('abc9'));
  const { id } = rig.server.last('join');
  await rig.server.say({ type: 'error', id, reason: '', fatal: false, ...refusal });
  const { kind } = await joining;
  await rig.clock.advance(9_000);
  expect(rig.server.of('join')).toHaveLength(1);
  return kind;
}

test.each(FULL)(
  '[UI462] {S3} an answer that says that %s are full is told as that, and nothing is asked again',
  async (full) => {
    expect(await kindAfter({ code: 'forbidden', full })).toBe(`full_${full}`);
    expect(await kindAfter({ code: 'overload', full, afterMs: 60_000 })).toBe(`full_${full}`);
  },
);

test('[UI462] {S13} something of a newer server that is full, and a server that does not say it, are told by the code', async () => {
  expect(await kindAfter({ code: 'forbidden', full: 'cupboards' })).toBe('forbidden');
  expect(await kindAfter({ code: 'overload', full: 7, afterMs: 60_000 })).toBe('overload');
  expect(await kindAfter({ code: 'overload' })).toBe('overload');
});

test.each([
  ['full_blocks', MAX_BLOCKED_USERS],
  ['full_invitations', MAX_INVITATIONS],
  ['full_staff', MAX_STAFF],
  ['full_waiting', MAX_WAITING_PAGE],
  ['full_their_rooms', MAX_ROOMS],
] as const)('[UI462] {S3} %s is said with the limit of the protocol in both languages', (kind, limit) => {
  for (const language of ['zh-CN', 'en'] as const)
    expect(errorText(language, kind, 'room')).toMatch(new RegExp(`(?<!\\d)${limit}(?!\\d)`));
});
