/** The keyboard of phones that tell of it only in part. */
import { ANN, chatState, message } from '../support/chat-state';
import { openPage, resetWx, type OpenPage } from '../support/page-harness';

beforeEach(() => {
  resetWx();
  jest.useFakeTimers({ now: 0, doNotFake: ['nextTick', 'queueMicrotask'] });
});
afterEach(() => jest.useRealTimers());

const open = (): OpenPage =>
  openPage('chat', {
    query: { room: 'tea' },
    before: (fake) => fake.setState(chatState({ id: 'tea', items: [message({ user: ANN, seq: 1 })] })),
  });
const field = (page: OpenPage) => page.find('composer__input');
const floor = (page: OpenPage) => page.find('composer__floor').dom.getAttribute('style');
const raiseKeyboard = (page: OpenPage, height: number): void => {
  field(page).trigger('focus', { value: '', height });
  field(page).trigger('keyboardheightchange', { height });
};

test('[UI235] {H11} a phone that tells the height only with the focus has its field above the keyboard', () => {
  const page = open();
  field(page).trigger('focus', { value: '', height: 280 });
  expect(floor(page)).toBe('height: 280px');
  // One that tells both: the later word holds.
  field(page).trigger('keyboardheightchange', { height: 310 });
  expect(floor(page)).toBe('height: 310px');
  field(page).trigger('blur', { value: '' });
  expect(floor(page)).toBe('height: 0px');
});

test('[UI235] {H11} a keyboard that goes with its page leaves no floor behind, though no event tells of it', () => {
  const page = open();
  raiseKeyboard(page, 300);
  expect(floor(page)).toBe('height: 300px');
  page.hide();
  expect([floor(page), page.data['inset']]).toEqual(['height: 0px', 0]);
  page.show();
  raiseKeyboard(page, 300);
  expect(floor(page)).toBe('height: 300px');
});
