/** Who is blocked rings nowhere: not in what is unread, not in the rows and their order, not after a cold start. */
import type { UserId } from '../../../../miniprogram/core/protocol/fields';
import {
  countTotalUnread,
  countUnread,
  unreadAfter,
  selectMention,
  selectPreview,
} from '../../../../miniprogram/core/store/selectors';
import {
  ANN,
  createChatRig,
  createMemoryKeyValues,
  LOBBY,
  ME,
  message,
  roomState,
  type ChatRig,
} from '../../../support/chat-rig';

const EVE = 'eve' as UserId;
const call = (seq: number, more: object = {}) =>
  message(seq, {
    user: 'eve',
    clientId: `eve-${seq}`,
    at: 9_000 + seq,
    body: { kind: 'text', text: `m${seq}`, mentions: { users: ['me'] } },
    ...more,
  });

/** What of the room a person is told. */
const heard = ({ chat: { state } }: ChatRig) => ({
  unread: countUnread(state, LOBBY),
  total: countTotalUnread(state),
  mention: selectMention(state, LOBBY),
  news: unreadAfter(state, LOBBY, 0).map(({ delivery }) => (delivery.status === 'sent' ? delivery.seq : 0)),
  last: selectPreview(state, LOBBY)?.clientId ?? null,
  first: state.rooms.ids[0],
});

const block = (rig: ChatRig, ...users: UserId[]) => rig.server.say({ type: 'blocked', users });

async function withTea(): Promise<ChatRig> {
  const rig = createChatRig();
  await rig.online([roomState(), roomState({ room: 'tea', name: 'Tea' })]);
  await rig.server.say(message(1, { at: 1_000 }), message(1, { room: 'tea', at: 5_000, clientId: 't1' }));
  return rig;
}

test('[RM60] {K6} who is blocked rings nowhere, whatever they say', async () => {
  const rig = await withTea();
  await block(rig, EVE);
  const image = {
    kind: 'image',
    url: '/media/a.png',
    thumbUrl: '/media/b.png',
    width: 1,
    height: 1,
    bytes: 1,
  };
  await rig.server.say(
    call(2),
    call(3, { body: { kind: 'text', text: 'all', mentions: { all: true, users: [] } } }),
    call(4, { body: image }),
    call(5, { body: { kind: 'notice', event: 'renamed', name: 'Mine' } }),
    call(6, { body: { kind: 'newer' } }),
    call(7, { body: { kind: 'recall', of: { user: 'eve', clientId: 'eve-2', seq: 2 } } }),
  );
  expect(heard(rig)).toEqual({
    ...{ unread: 1, total: 2, mention: null, news: [1], last: 'ann-1-1', first: 'tea' },
  });
  await rig.server.say(message(8, { at: 9_500 }));
  expect(heard(rig)).toMatchObject({ unread: 2, last: 'ann-1-8', first: 'lobby' });
});

test('[RM61] {K6} blocking and ending it count at once, also for what came before', async () => {
  const rig = await withTea();
  await rig.server.say(call(2), call(3));
  const loud = { unread: 3, total: 4, mention: 2, news: [3, 2, 1], last: 'eve-3', first: 'lobby' };
  expect(heard(rig)).toEqual(loud);
  await block(rig, EVE);
  expect(heard(rig)).toEqual({
    ...{ unread: 1, total: 2, mention: null, news: [1], last: 'ann-1-1', first: 'tea' },
  });
  await block(rig);
  expect(heard(rig)).toEqual(loud);
});

test('[RM61] {K6} what is not loaded is what the server counted anew, the newest message too', async () => {
  const rig = createChatRig();
  const told = { head: 90, from: 91, read: 40, unread: 50, mentioned: 44, last: call(90) };
  await rig.online([roomState(told)]);
  expect(heard(rig)).toMatchObject({ unread: 50, mention: 44, last: 'eve-90' });
  const counted = { type: 'recount', room: 'lobby', epoch: 'e1', head: 90, read: 40 };
  const quiet = { ...counted, unread: 3, last: message(60) };
  await rig.server.say({ type: 'blocked', users: ['eve'] }, quiet);
  expect(heard(rig)).toMatchObject({ unread: 3, mention: null, last: 'ann-1-60' });
  // What comes after the count is counted here, and a recall of what was not counted takes nothing away.
  await rig.server.say(
    call(91),
    message(92),
    call(93, { body: { kind: 'recall', of: { user: 'eve', clientId: 'eve-80', seq: 80 } } }),
  );
  expect(heard(rig)).toMatchObject({ unread: 4, mention: null, last: 'ann-1-92' });
  await rig.server.say({ ...counted, epoch: 'e0', unread: 77 });
  expect(heard(rig).unread).toBe(4);
  await rig.server.say(
    { type: 'blocked', users: [] },
    { ...counted, unread: 50, mentioned: 44, last: call(90) },
  );
  expect(heard(rig)).toMatchObject({ unread: 51, mention: 44, last: 'ann-1-92' });
});

test('[RM60] {K6} a room in which only blocked people spoke has no newest message', async () => {
  const rig = createChatRig();
  await rig.online([roomState({ head: 9, from: 10, read: 0, unread: 0 })]);
  await block(rig, EVE);
  await rig.server.say(call(10));
  expect(heard(rig)).toMatchObject({ unread: 0, last: null });
  await rig.reconnect();
  await rig.server.welcome([roomState({ head: 11, from: 11, read: 0, unread: 0, last: call(10) })], {
    blocked: [EVE],
  });
  expect(heard(rig).last).toBeNull();
});

test('[RM62] {K6} after a cold start they ring nowhere, before the server has told', async () => {
  const storage = createMemoryKeyValues();
  const first = createChatRig({ storage, self: ME });
  await first.online();
  await first.server.say(message(1), call(2));
  await block(first, EVE);
  await first.clock.advance(5_000);
  const again = createChatRig({ storage, self: ME });
  again.chat.start();
  expect(again.chat.state.cached).toBe(true);
  expect(heard(again)).toMatchObject({ unread: 1, mention: null, last: 'ann-1-1' });
  expect(again.chat.state.blocked).toEqual([EVE]);
  expect(again.chat.state.blocked).not.toContain(ANN);
});
