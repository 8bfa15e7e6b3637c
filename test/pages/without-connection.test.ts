/** What pages say about who is online while nobody knows it. */
import type { ConnectionView } from '../../miniprogram/core/chat/chat-types';
import type { Listing } from '../../miniprogram/core/protocol/down-rooms';
import { openPage, resetWx, type OpenPage } from '../support/page-harness';
import { ANN, chatState, roomId } from '../support/chat-state';
import { ONLINE } from '../support/fake-client';
import { member, openInTea } from '../support/tea-room';

beforeEach(resetWx);

const LOST: ConnectionView = { state: 'reconnecting', attempt: 1, retryAt: 0, reason: '', offline: true };
const PUB: Listing = { room: roomId('pub'), name: '酒馆', announcement: '', online: 4, members: 9 };

const texts = (page: OpenPage, name: string): string[] => page.findAll(name).map(({ text }) => text);

async function tell(page: OpenPage, connection: ConnectionView): Promise<void> {
  page.fake.setConnection(connection);
  await page.frame();
}

test.each([
  ['chat', 'room-head__people', '2 人在线 · 3 位成员', '3 位成员'],
  ['room', 'room__people', '2 人在线 · 3 位成员', '3 位成员'],
  ['find', 'find__people', '4 人在线 · 9 位成员', '9 位成员'],
  ['members', 'members__state', '在线', ''],
] as const)(
  '[UI405] {R7} the page %s names nobody as online without a connection',
  async (name, part, known, not) => {
    const page = await openInTea(name, {
      members: [member(ANN)],
      before: (fake) => (fake.answers.directory = () => Promise.resolve({ rooms: [PUB], more: false })),
    });
    expect(texts(page, part)).toEqual([known]);
    await tell(page, LOST);
    expect(texts(page, part)).toEqual([not]);
    const since = page.fake.clock.now();
    await tell(page, { state: 'connecting', since });
    expect(texts(page, part)).toEqual([not]);
    await tell(page, ONLINE);
    expect(texts(page, part)).toEqual([known]);
    await tell(page, { state: 'connecting', since, wasOnline: true });
    expect(texts(page, part)).toEqual([known]);
    await page.fake.clock.advance(500);
    expect(texts(page, part)).toEqual([not]);
  },
);

test('[UI405] {R7} dots are not green then, and labels end with what is known', async () => {
  const [members, chat] = [await openInTea('members', { members: [member(ANN)] }), await openInTea('chat')];
  expect([members.has('members__face--online'), chat.has('room-head__dot--quiet')]).toEqual([true, false]);
  await tell(members, LOST);
  await tell(chat, LOST);
  expect([members.has('members__face--online'), chat.has('room-head__dot--quiet')]).toEqual([false, true]);
  expect(members.find('members__row').attribute('ariaLabel')).toBe('Ann，普通成员');
});

test('[UI405] {R7} nor does a row of the room list, whose label says no more than it shows', async () => {
  const page = openPage('rooms', {
    before: (fake) => fake.setState(chatState({ id: 'tea', room: { name: '茶馆', online: 4 } })),
  });
  expect(texts(page, 'room-row__online')).toEqual(['4 人在线']);
  await tell(page, LOST);
  expect(texts(page, 'room-row__online')).toEqual([]);
  expect(page.find('room-row').attribute('ariaLabel')).not.toContain('人在线');
  await tell(page, ONLINE);
  expect(texts(page, 'room-row__online')).toEqual(['4 人在线']);
});
