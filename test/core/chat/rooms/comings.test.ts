/** Who comes and goes moves no room and stands in no row, and a room that one has just come into does not sink. */
import { selectPreview, selectRooms } from '../../../../miniprogram/core/store/selectors';
import { countUnread } from '../../../../miniprogram/core/store/unread';
import {
  createChatRig,
  createMemoryKeyValues,
  LOBBY,
  ME,
  message,
  roomState,
  type ChatRig,
} from '../../../support/chat-rig';

const line = (event: string, more: object = {}) => ({ body: { kind: 'notice', event, ...more } });
const coming = (seq: number, user = `p${seq}`, more: object = {}) =>
  message(seq, { user, clientId: `n${seq}`, at: 50_000 + seq, ...line('joined'), ...more });

const order = ({ chat: { state } }: ChatRig): readonly string[] => selectRooms(state).map(({ room }) => room);
const preview = ({ chat: { state } }: ChatRig) => selectPreview(state, LOBBY)?.clientId ?? null;
const TEA = roomState({ room: 'tea', name: 'Tea' });

async function withTalk(rooms = [roomState(), TEA]): Promise<ChatRig> {
  const rig = createChatRig();
  await rig.online(rooms);
  await rig.server.say(message(1), message(1, { room: 'tea', at: 9_000, clientId: 't1' }));
  return rig;
}

test('[RM67] {K8} seventy who come, go or are removed leave the room where it is, with what was said last', async () => {
  const rig = await withTalk();
  const events = ['joined', 'left', 'joined', 'removed'];
  for (let seq = 2; seq <= 71; seq += 1) {
    const event = events[seq % events.length] ?? '';
    await rig.server.say(coming(seq, `p${seq}`, line(event, event === 'removed' ? { target: 'x' } : {})));
  }
  expect([order(rig), preview(rig)]).toEqual([['tea', 'lobby'], 'ann-1-1']);
  expect(countUnread(rig.chat.state, LOBBY)).toBe(1);
  await rig.server.say(message(72, { at: 60_000 }));
  expect([order(rig), preview(rig)]).toEqual([['lobby', 'tea'], 'ann-1-72']);
});

test.each(['renamed', 'announcement', 'role', 'muted', 'closed', 'created'])(
  '[RM67] {K8} what people do to a room moves it: %s',
  async (event) => {
    const rig = await withTalk();
    await rig.server.say(coming(2, 'ann', line(event, { target: 'bob', role: 'admin', name: 'New' })));
    expect([order(rig), preview(rig)]).toEqual([['lobby', 'tea'], 'n2']);
  },
);

test('[RM67] {K8} what an older server tells of somebody who came stands in only where nothing better is known', async () => {
  const told = { head: 9, from: 10, read: 9, last: coming(9) };
  const rig = createChatRig();
  await rig.online([roomState(told)]);
  expect(preview(rig)).toBe('n9');
  await rig.server.say(coming(10), message(11, { at: 3_000 }), coming(12));
  expect(preview(rig)).toBe('ann-1-11');
  await rig.reconnect();
  await rig.server.welcome([roomState({ head: 13, from: 13, read: 9, last: coming(13) })]);
  expect(preview(rig)).toBe('ann-1-11');
});

test('[RM68] {K8} a room that one has just come into stands by that time, until something is said elsewhere', async () => {
  const rig = await withTalk([roomState({ joined: 20_000 }), TEA]);
  expect(order(rig)).toEqual(['lobby', 'tea']);
  await rig.server.say(message(2, { room: 'tea', at: 20_001, clientId: 't2' }));
  expect(order(rig)).toEqual(['tea', 'lobby']);
});

test('[RM68] {K8} of rooms that one came into at the same time the one with the newest message is first', async () => {
  const rooms = [
    roomState({ joined: 20_000, name: 'A' }),
    roomState({ room: 'tea', name: 'Z', joined: 20_000 }),
  ];
  expect(order(await withTalk(rooms))).toEqual(['tea', 'lobby']);
});

test('[RM68] {K8} with an older server the line about oneself says it, live or told, and nobody else’s does', async () => {
  const live = await withTalk();
  await live.server.say(coming(2, 'eve'));
  expect(order(live)).toEqual(['tea', 'lobby']);
  await live.server.say(coming(3, 'me'));
  expect([order(live), preview(live)]).toEqual([['lobby', 'tea'], 'ann-1-1']);
  const told = createChatRig();
  const last = (user: string) => ({ head: 9, from: 10, read: 9, last: coming(9, user) });
  await told.online([roomState(last('me')), TEA]);
  await told.server.say(message(1, { room: 'tea', at: 9_000 }));
  await told.server.say(message(10, { at: 3_000 }));
  expect(order(told)).toEqual(['lobby', 'tea']);
});

test('[RM68] {K8} after a cold start it stands where it stood', async () => {
  const storage = createMemoryKeyValues();
  const first = createChatRig({ storage, self: ME });
  await first.online([roomState({ joined: 20_000 }), TEA]);
  await first.server.say(message(1, { room: 'tea', at: 9_000 }), coming(1, 'eve'));
  await first.clock.advance(5_000);
  const again = createChatRig({ storage, self: ME });
  again.chat.start();
  expect(again.chat.state.cached).toBe(true);
  expect([order(again), preview(again)]).toEqual([['lobby', 'tea'], null]);
});
