/**
 * jsdom lays nothing out: here a chat's list has rows of 60 px each in a window of 600, at the scroll position that the test
 * or the page sets, as far as there are rows.
 */
import { chatState, type RoomInput } from './chat-state';
import { flushPromises } from './manual-clock';
import { openPage, type OpenPage } from './page-harness';

export const VIEWPORT = 600;
export const ROW = 60;

const rect = (top: number, height: number): DOMRect =>
  ({ top, left: 0, right: 390, bottom: top + height, width: 390, height }) as DOMRect;

export function layOut(page: OpenPage): { top: number } {
  const found = page.find('message-list__scroll');
  const list = found.dom;
  // Each row asks where it stands among all of them: one look is enough for those that ask in one go.
  let known: Element[] | null = null;
  const rows = (): Element[] => {
    if (known) return known;
    known = [...page.dom.querySelectorAll('[class*="message-list__row"]')];
    queueMicrotask(() => (known = null));
    return known;
  };
  const height = (): number => rows().length * ROW;
  let position = 0;
  let told: readonly unknown[] = [];
  /** Where the page sent the list, since somebody looked. */
  const arrive = (): number => {
    const [mark, top] = [found.attribute('scrollIntoView'), found.attribute('scrollTop')];
    const last = Math.max(0, height() - VIEWPORT);
    if (mark !== told[0] && mark !== '') position = last;
    else if (mark === '' && top !== told[1]) position = Math.min(last, Number(top));
    told = [mark, top];
    return position;
  };
  const box = {
    get top() {
      return arrive();
    },
    set top(top: number) {
      arrive();
      position = top;
    },
  };
  Object.defineProperties(list, {
    scrollTop: { configurable: true, get: () => box.top, set: (top: number) => (box.top = top) },
  });
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

/** Until the list has asked and been answered. */
export const settle = async (): Promise<void> => {
  for (let round = 0; round < 3; round += 1) await flushPromises();
};

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
  await settle();
}

/** Scrolls as a finger does. */
export function scrollTo(page: LaidOutPage, top: number): void {
  page.box.top = top;
  const scrollHeight = page.dom.querySelectorAll('[class*="message-list__row"]').length * ROW;
  page.find('message-list__scroll').trigger('scroll', { scrollTop: top, scrollHeight });
}
