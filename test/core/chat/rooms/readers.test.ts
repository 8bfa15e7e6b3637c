/** Who has read a message: of today's members those who were there when it was said. */
import { selectMessage, selectReaders } from '../../../../miniprogram/core/store/selectors';
import { createChatRig, LOBBY, message, roomState, type ChatRig } from '../../../support/chat-rig';

const notice = (seq: number, event: string, user: string, target?: string) =>
  message(seq, {
    user,
    clientId: `notice-${seq}`,
    body: { kind: 'notice', event, ...(target ? { target } : {}) },
  });
const mine = (seq: number) => message(seq, { user: 'me', clientId: `mine-${seq}` });
const marker = (user: string, seq: number, more: object = {}) => ({
  ...{ type: 'marker', room: 'lobby', user, seq },
  ...more,
});
const presence = (members: number) => ({ type: 'presence', room: 'lobby', online: 1, members });

function readers({ chat: { state } }: ChatRig, seq: number): string {
  const found = selectMessage(state, LOBBY, `me/mine-${seq}`);
  if (!found) throw new Error(`mine-${seq} is not there`);
  const { count, isAll } = selectReaders(state, found);
  return isAll ? 'all' : String(count);
}

/** Five in the room; of the other four three have read what this person said. */
async function five(more: object = {}): Promise<ChatRig> {
  const rig = createChatRig();
  const markers = ['ann', 'bob', 'cat'].map((user) => ({ user, seq: 1 }));
  const told = { members: 5, markers: [...markers, { user: 'dan', seq: 0 }], ...more };
  await rig.online([roomState(told)]);
  await rig.server.say(mine(1));
  return rig;
}

test.each([
  ['leaves', notice(2, 'left', 'cat')],
  ['is removed', notice(2, 'removed', 'dan', 'cat')],
])('[MK27] {K5} one of three readers of five %s: it was not read by everyone', async (_, line) => {
  const rig = await five();
  expect(readers(rig, 1)).toBe('3');
  await rig.server.say(marker('cat', 0, { gone: true }));
  expect(readers(rig, 1)).toBe('2');
  await rig.server.say(presence(4), line);
  expect(readers(rig, 1)).toBe('2');
  await rig.server.say(marker('dan', 1));
  expect(readers(rig, 1)).toBe('all');
});

test('[MK27] {K5} the line of the room says so too, where a server tells nothing else', async () => {
  const rig = await five();
  await rig.server.say(notice(2, 'left', 'cat'), presence(4));
  expect(readers(rig, 1)).toBe('2');
  await rig.server.say(notice(3, 'joined', 'eve'), presence(5), marker('eve', 3));
  expect(readers(rig, 1)).toBe('2');
  await rig.server.say(marker('dan', 1));
  expect(readers(rig, 1)).toBe('all');
});

test('[MK27] {K5} a newcomer is no reader of what came before, and is awaited for what comes after', async () => {
  const rig = await five();
  await rig.server.say(marker('dan', 1));
  expect(readers(rig, 1)).toBe('all');
  await rig.server.say(marker('eve', 1, { from: 2 }), presence(6), notice(2, 'joined', 'eve'), mine(3));
  expect(readers(rig, 1)).toBe('all');
  expect(readers(rig, 3)).toBe('0');
  for (const user of ['ann', 'bob', 'cat', 'dan']) await rig.server.say(marker(user, 3));
  expect(readers(rig, 3)).toBe('4');
  await rig.server.say(marker('eve', 3, { from: 2 }));
  expect([readers(rig, 1), readers(rig, 3)]).toEqual(['all', 'all']);
});

test('[MK27] {K5} somebody who left and came back is a newcomer, also after a welcome', async () => {
  const rig = await five();
  await rig.server.say(
    marker('cat', 0, { gone: true }),
    marker('cat', 2, { from: 3 }),
    notice(2, 'left', 'cat'),
  );
  expect(readers(rig, 1)).toBe('2');
  await rig.reconnect();
  const markers = ['ann', 'bob', 'dan'].map((user) => ({ user, seq: 1 }));
  const told = { head: 2, from: 3, members: 5, markers: [...markers, { user: 'cat', seq: 2, from: 3 }] };
  await rig.server.welcome([roomState(told)]);
  expect(readers(rig, 1)).toBe('all');
});

test('[MK27] {K5} members of whom nobody has told may not have read it', async () => {
  const rig = await five({ members: 9 });
  await rig.server.say(marker('dan', 1));
  expect(readers(rig, 1)).toBe('4');
  // A room that has grown too large for markers: what is known of them is old.
  await rig.server.say(presence(101));
  expect(readers(rig, 1)).toBe('0');
});
