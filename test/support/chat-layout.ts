/**
 * jsdom lays nothing out: here a chat's list has rows of 60 px each in a window of 600, at the scroll position that the test
 * or the page sets.
 */
import { chatState, type RoomInput } from './chat-state';
import { flushPromises } from './manual-clock';
import { openPage, type OpenPage } from './page-harness';

export const VIEWPORT = 600;
export const ROW = 60;

const rect = (top: number, height: number): DOMRect =>
  ({ top, left: 0, right: 390, bottom: top + height, width: 390, height }) as DOMRect;

export function layOut(page: OpenPage): { top: number } {
  const list = page.find('message-list__scroll').dom;
  const box = { top: 0 };
  // Each row asks where it stands among all of them: one look is enough for those that ask in one go.
  let known: Element[] | null = null;
  const rows = (): Element[] => {
    if (known) return known;
    known = [...page.dom.querySelectorAll('[class*="message-list__row"]')];
    queueMicrotask(() => (known = null));
    return known;
  };
  Object.defineProperties(list, {
    scrollTop: { configurable: true, get: () => box.top, set: (top: number) => (box.top = top) },
  });
  const height = (): number => rows().length * ROW;
  list.getBoundingClientRect = () => rect(0, VIEWPORT);
  page.find('message-list__content').dom.getBoundingClientRect = () => rect(-box.top, height());
  const original = Element.prototype.getBoundingClientRect;
  HTMLElement.prototype.getBoundingClientRect = function place(this: HTMLElement) {
    if (!this.className.includes('message-list__row')) return original.call(this);
    const at = rows().indexOf(this);
    return at < 0 ? original.call(this) : rect(at * ROW - box.top, ROW);
  };
  return box;
}

export type LaidOutPage = OpenPage & { readonly box: { top: number } };

/** The chat page of room `tea`, its list measured. */
export async function openLaidOut(input: Omit<RoomInput, 'id'>): Promise<LaidOutPage> {
  const page = openPage('chat', {
    query: { room: 'tea' },
    before: (fake) => fake.setState(chatState({ id: 'tea', ...input })),
  });
  const box = layOut(page);
  // A frame with the same data: the list measures itself.
  await updateLaidOut(page, input);
  return Object.assign(page, { box });
}

export async function updateLaidOut(page: OpenPage, input: Omit<RoomInput, 'id'>): Promise<void> {
  page.fake.setState(chatState({ id: 'tea', ...input }));
  await page.frame();
  await flushPromises();
}

/** Scrolls as a finger does. */
export function scrollTo(page: LaidOutPage, top: number): void {
  page.box.top = top;
  const scrollHeight = page.dom.querySelectorAll('[class*="message-list__row"]').length * ROW;
  page.find('message-list__scroll').trigger('scroll', { scrollTop: top, scrollHeight });
}
