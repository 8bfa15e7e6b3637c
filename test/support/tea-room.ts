/**
 * Opens one of the pages about how a room is run, in a room `tea` of three people.
 */
import type { Member } from '../../miniprogram/core/protocol/down-rooms';
import type { Role } from '../../miniprogram/core/protocol/governance';
import type { Room } from '../../miniprogram/core/store/state';
import { ANN, chatState, message } from './chat-state';
import type { FakeClient } from './fake-client';
import { flushPromises } from './manual-clock';
import { openPage, type OpenPage } from './page-harness';

export const TEA = { query: { room: 'tea' } };
export const OPEN = { announcement: '', access: 'public', slowMs: 0, closed: false } as const;

export const member = (user: typeof ANN, more: Partial<Member> = {}): Member => ({
  ...user,
  role: 'member',
  online: true,
  mutedUntil: 0,
  ...more,
});
const standing = (role: Role): Partial<Room> => ({ membership: { role, mutedUntil: 0 } });

interface Setting {
  readonly role?: Role;
  readonly room?: Partial<Room>;
  readonly members?: readonly Member[];
  readonly before?: (fake: FakeClient) => void;
}

export async function openInTea(
  name: 'members' | 'room' | 'find' | 'search' | 'chat',
  set: Setting = {},
): Promise<OpenPage> {
  const page = openPage(name, {
    ...TEA,
    before(fake) {
      const room = { name: '茶馆', members: 3, ...standing(set.role ?? 'member'), ...set.room };
      fake.setState(chatState({ id: 'tea', room, items: [message({ user: ANN, seq: 1, text: 'hi' })] }));
      fake.answers.members = () => Promise.resolve({ members: set.members ?? [], more: false });
      set.before?.(fake);
    },
  });
  await flushPromises();
  await page.frame();
  return page;
}

export const asked = (page: OpenPage, name: string) =>
  page.fake.asked.filter(([command]) => command === name);
