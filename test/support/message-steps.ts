/**
 * An open chat with messages in it, and what people do to them by the menu.
 */
import type { ChatState } from '../../miniprogram/core/store/state';
import { chatState, message, type MessageInput, type RoomInput } from './chat-state';
import { flushPromises } from './manual-clock';
import { openPage, type OpenPage } from './page-harness';

/** The fake client's clock stands here. */
export const NOW = new Date(2026, 8, 21, 12, 0).getTime();

export function openWith(
  inputs: readonly MessageInput[],
  change: (state: ChatState) => ChatState = (state) => state,
  rooms: readonly RoomInput[] = [],
): OpenPage {
  const items = inputs.map((input, i) => message({ seq: i + 1, id: `c${i + 1}`, at: NOW, ...input }));
  return openPage('chat', {
    query: { room: 'tea' },
    before: (fake) => fake.setState(change(chatState({ id: 'tea', items }, ...rooms))),
  });
}

/** Opens the menu of a message. */
export async function hold(page: OpenPage, at = 0): Promise<void> {
  page.findAll('message-bubble__box')[at]!.trigger('longpress');
  await flushPromises();
}

export async function pick(page: OpenPage, label: string): Promise<void> {
  page
    .findAll('message-menu__entry')
    .find((one) => one.text === label)!
    .tap();
  await flushPromises();
}

export const field = (page: OpenPage) => page.find('composer__input');
export const commandsOf = (page: OpenPage, command: string) =>
  page.fake.asked.filter(([name]) => name === command);
