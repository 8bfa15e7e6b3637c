/** News of the open room for people who listen to the screen. */
import type { TimelineMessage } from '../../miniprogram/core/store/state';
import { ANN, BOB, ME, chatState, message } from '../support/chat-state';
import { openPage, resetWx, type OpenPage } from '../support/page-harness';

beforeEach(resetWx);

const ANNOUNCE_MS = 1_000;
const items: TimelineMessage[] = [];
let nextRoom = 0;

function open(): OpenPage {
  const id = `ann${(nextRoom += 1)}`;
  items.splice(0, items.length, message({ user: ANN, text: 'old', seq: 1 }));
  return openPage('chat', {
    query: { room: id },
    before: (fake) => fake.setState(chatState({ id, items: [...items] })),
  });
}

function say(page: OpenPage, user: typeof ANN, text: string): void {
  items.push(message({ user, text, seq: items.length + 1 }));
  page.fake.setState(chatState({ id: page.data['room'] as string, items: [...items] }));
}

const news = (page: OpenPage): string => page.find('live-region').text;

test('[UI107] {P7} a message of somebody else is announced with who and what, in a polite region', () => {
  const page = open();
  expect(news(page)).toBe('');
  page.patches.length = 0;
  say(page, BOB, 'hello');
  expect(news(page)).toBe('Bob 说：hello');
  // What is said costs the page nothing.
  expect(page.patches).toEqual([]);
  expect(page.find('live-region').attribute('ariaLive')).toBe('polite');
});

test('[UI107] {P7} within a second only the number is added up, and told when the second is over', async () => {
  const page = open();
  say(page, BOB, 'one');
  say(page, BOB, 'two');
  say(page, ANN, 'three');
  expect(news(page)).toBe('Bob 说：one');
  await page.fake.clock.advance(ANNOUNCE_MS - 1);
  expect(news(page)).toBe('Bob 说：one');
  await page.fake.clock.advance(1);
  expect(news(page)).toBe('2 条新消息');
});

test('[UI107] {P7} own messages and what came while the page was hidden are no news', () => {
  const page = open();
  say(page, ME, 'mine');
  page.hide();
  say(page, BOB, 'unseen');
  page.show();
  expect(news(page)).toBe('');
  say(page, BOB, 'seen');
  expect(news(page)).toBe('Bob 说：seen');
});

test('[UI107, UI22] {P7} a page that is gone announces nothing and leaves no listener', async () => {
  const page = open();
  say(page, BOB, 'one');
  page.unload();
  expect(page.fake.listeners).toBe(0);
  await page.fake.clock.advance(ANNOUNCE_MS);
  expect(page.fake.clock.pending).toBe(0);
});

test('[UI272] {K6} nothing of somebody blocked is announced, and not what stood there before', async () => {
  const page = open();
  say(page, ANN, 'before');
  await page.fake.clock.advance(ANNOUNCE_MS);
  const id = page.data['room'] as string;
  items.push(message({ user: BOB, text: 'loud', seq: items.length + 1 }));
  page.fake.setState({ ...chatState({ id, items: [...items] }), blocked: [BOB.user] });
  await page.fake.clock.advance(ANNOUNCE_MS);
  expect(news(page)).toBe('Ann 说：before');
});
