/**
 * What phones offer in a room that is closed: nothing that the server would refuse.
 */
import { menuEmoji, menuEntries } from '../../../miniprogram/pages/chat/menu/menu-entries';
import { memberActions } from '../../../miniprogram/pages/members/member-actions';
import { roomPageView } from '../../../miniprogram/pages/room/room-view';
import type { Room } from '../../../miniprogram/core/store/state';
import { ANN, chatState, ME, message, roomId } from '../../support/chat-state';
import { NOON, viewContext } from '../../support/view-context';

function offersIn(closed: boolean) {
  const settings: Room['settings'] = { announcement: '', access: 'public', slowMs: 0, closed };
  const membership: Room['membership'] = { role: 'owner', mutedUntil: 0 };
  const own = message({ user: ME, at: NOON });
  const state = chatState({ id: 'tea', room: { settings, membership }, items: [own] });
  const reader = { language: 'en', state, now: NOON } as const;
  const member = { ...ANN, role: 'member', online: true, mutedUntil: 0, joinedAt: 1 } as const;
  const tea = state.rooms.byId[roomId('tea')];
  const { canManage, canClose, isClosed } = roomPageView(viewContext({ state }), roomId('tea'), []).view;
  return {
    menu: menuEntries(own, reader).map(({ id }) => id),
    emoji: menuEmoji(own, reader).length,
    member: tea ? memberActions('en', state, tea, member, NOON).map(({ value }) => value) : [],
    page: { canManage, canClose, isClosed },
  };
}

test('[SV506] {C22} in a closed room its owner is offered to read, keep and report, and nothing that is refused', () => {
  expect(offersIn(false)).toEqual({
    menu: ['copy', 'forward', 'quote', 'recall', 'hide', 'select'],
    emoji: 7,
    member: ['make_admin', 'make_owner', 'mute', 'remove', 'report', 'block'],
    page: { canManage: true, canClose: true, isClosed: false },
  });
  expect(offersIn(true)).toEqual({
    menu: ['copy', 'forward', 'hide', 'select'],
    emoji: 0,
    member: ['report', 'block'],
    page: { canManage: false, canClose: false, isClosed: true },
  });
});
