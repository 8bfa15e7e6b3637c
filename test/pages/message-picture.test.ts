/** The picture of a message while its address changes: what is on screen stays there. */
import type { MessageRow } from '../../miniprogram/pages/chat/rows/message-views';
import { NO_AVATAR } from '../../miniprogram/utils/avatar-view';
import { ANN, chatState, message } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';
import { openComponent, openPage, resetWx } from '../support/page-harness';

beforeEach(resetWx);

const ROW: MessageRow = {
  kind: 'message',
  key: 'ann/c1',
  clientId: 'c1',
  time: '',
  divider: '',
  own: false,
  startsRun: true,
  name: 'Ann',
  avatar: NO_AVATAR,
  text: '[图片]',
  body: { kind: 'text', isWords: true, parts: null, muted: false, emoji: 0 },
  quote: null,
  reactions: [],
  isNew: false,
  status: 'sent',
  check: '',
  note: '',
  labelStart: 'Ann: ',
  labelEnd: '',
  actLabel: '',
};

const FIRST = 'https://h/media/a.png?u=me&e=1&s=first';
const SECOND = 'https://h/media/a.png?u=me&e=2&s=second';
const OTHER = 'https://h/media/b.png?u=me&e=2&s=other';

function show(src: string) {
  const rowOf = (src: string): MessageRow => ({
    ...ROW,
    body: { kind: 'image', src, width: 180, height: 120, progress: -1 },
  });
  const one = openComponent('message-bubble', { row: rowOf(src) }, ['reload', 'media']);
  return {
    one,
    change: (to: string) => one.set({ row: rowOf(to) }),
    src: (): unknown =>
      one.has('message-body__image') ? one.find('message-body__image').attribute('src') : null,
    fail: () => one.find('message-body__image').trigger('error'),
    tap: () => one.find('message-body__picture').tap(),
  };
}

test('[UI231] {S4} a picture stays on screen when only its signature changes', () => {
  const { change, src } = show(FIRST);
  expect(src()).toBe(FIRST);
  change(SECOND);
  expect(src()).toBe(FIRST);
  change(OTHER);
  expect(src()).toBe(OTHER);
});

test('[UI231] {S4} a newer address takes its place when the older one does not load', () => {
  const { change, src, fail } = show(FIRST);
  change(SECOND);
  fail();
  expect(src()).toBe(SECOND);
  fail();
  expect(src()).toBeNull();
  change(FIRST);
  expect(src()).toBe(FIRST);
});

test('[UI231] {S4} what had no address yet is shown when it has one', () => {
  const { change, src } = show('');
  expect(src()).toBeNull();
  change(FIRST);
  expect(src()).toBe(FIRST);
});

test('[UI232] {S4} a tap on a picture that did not load loads it again and asks for a fresh address', () => {
  const { one, change, src, fail, tap } = show(FIRST);
  fail();
  tap();
  expect(src()).toBe(FIRST);
  expect(one.events).toEqual([['reload', {}]]);
  fail();
  change(SECOND);
  expect(src()).toBe(SECOND);
});

test('[UI232] {S4} in a room that tap reaches the client', async () => {
  const body = {
    kind: 'image',
    url: '/media/a.png',
    thumbUrl: '/media/t.png',
    width: 9,
    height: 9,
    bytes: 9,
  };
  const item = message({ seq: 1, user: ANN, body: { ...body, kind: 'image' } });
  const page = openPage('chat', {
    query: { room: 'tea' },
    before: (fake) => fake.setState(chatState({ id: 'tea', items: [item] })),
  });
  page.find('message-body__image').trigger('error');
  page.find('message-body__picture').tap();
  await flushPromises();
  expect(page.fake.asked).toContainEqual(['renewFileUrls']);
});

test('[UI330] {K12} what may be transparent has a light ground, in its bubble and as an avatar; JPEG has none', () => {
  const { one, change } = show('https://h/media/a.jpg?s=1');
  const isClear = (): boolean => one.find('message-body__image').dom.className.includes('--clear');
  expect(isClear()).toBe(false);
  change(FIRST);
  expect(isClear()).toBe(true);
  change('https://h/media/c.jpg');
  expect(isClear()).toBe(false);
  const avatarOf = (src: string) => ({ view: { src, initial: 'A', tint: 1 } });
  const avatar = openComponent('avatar', avatarOf('https://h/media/a.png'), []);
  const hasGround = (): boolean => avatar.find('avatar__image').dom.className.includes('--clear');
  expect(hasGround()).toBe(true);
  avatar.set(avatarOf('https://h/media/b.jpg'));
  expect(hasGround()).toBe(false);
});
