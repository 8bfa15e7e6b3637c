/** A list of members that is looked at: what goes over the wire for it, and what comes of what the server tells. */
import type { MemberNews } from '../../../../miniprogram/core/chat/rooms/room-service-types';
import type { UserId } from '../../../../miniprogram/core/protocol/fields';
import { selectUser } from '../../../../miniprogram/core/store/selectors';
import { createChatRig, LOBBY, roomState } from '../../../support/chat-rig';

const person = (user: string) => ({
  ...{ user, name: `Of ${user}`, avatar: '', role: 'member' as const },
  ...{ online: true, mutedUntil: 0 },
});

async function looking() {
  const rig = createChatRig();
  await rig.online([roomState()]);
  const heard: MemberNews[] = [];
  const list = rig.chat.rooms.memberList(LOBBY, (news) => void heard.push(news));
  const answer = async (more: object): Promise<void> => {
    const { id } = rig.server.last('members');
    await rig.server.say({ type: 'members', id, room: 'lobby', members: [], more: false, ...more });
  };
  return { rig, list, heard, answer };
}

test('[PR67] {K25} a page asks to be followed, news reaches who looks at that room, and who is new is known', async () => {
  const { rig, list, heard, answer } = await looking();
  const asking = list.page(0);
  expect(rig.server.last('members')).toMatchObject({ skip: 0, follow: true });
  await answer({ members: [person('zoe')], following: true });
  expect(await asking).toMatchObject({ isFollowed: true });
  await rig.server.say({ type: 'member_news', room: 'lobby', offline: ['zoe'], members: [person('max')] });
  await rig.server.say({ type: 'member_news', room: 'tea', gone: ['zoe'] });
  expect(heard).toEqual([{ online: [], offline: ['zoe'], gone: [], members: [person('max')] }]);
  expect(selectUser(rig.chat.state, 'max' as UserId)?.name).toBe('Of max');
  list.close();
  expect(rig.server.last('members')).toMatchObject({ users: [], follow: false });
  await rig.server.say({ type: 'member_news', room: 'lobby', online: ['zoe'] });
  expect(heard).toHaveLength(1);
});

test('[PR68] {K25} of many people it is asked in pages of fifty', async () => {
  const { rig, list, answer } = await looking();
  const users = Array.from({ length: 70 }, (_, i) => `p${i}` as UserId);
  const asking = list.about(users);
  expect(rig.server.last('members')).toMatchObject({ users: users.slice(0, 50), follow: true });
  await answer({ members: [person('p3')] });
  expect(rig.server.last('members')).toMatchObject({ users: users.slice(50) });
  await answer({ members: [person('p60')] });
  expect((await asking).map(({ user }) => user)).toEqual(['p3', 'p60']);
});

test('[PR67] {K25} an older server is not told that nobody looks, and no page is asked for without a connection to say so', async () => {
  const { rig, list, answer } = await looking();
  const asking = list.page(0);
  await answer({ members: [person('zoe')] });
  expect(await asking).not.toHaveProperty('isFollowed');
  list.rest();
  expect(rig.server.of('members')).toHaveLength(1);
  const again = list.page(0);
  await answer({ following: true });
  await again;
  rig.chat.close();
  list.close();
  expect(rig.server.of('members')).toHaveLength(2);
});

test('[PR67] {K25} other questions about members follow nobody', async () => {
  const { rig } = await looking();
  void rig.chat.rooms.members(LOBBY, 0);
  expect(rig.server.last('members')).not.toHaveProperty('follow');
});
