/** Long texts in the list, and the ways to a message's menu that need no long press. */
import type { ClientMessageId } from '../../miniprogram/core/protocol/fields';
import { ANN, chatState, ME, message } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';
import { openPage, resetWx, type OpenPage } from '../support/page-harness';

beforeEach(resetWx);

const AT = new Date(2026, 8, 21, 12, 0).getTime();
const LONG = Array.from({ length: 140 }, (_, i) => `第 ${i + 1} 行`).join('\n');

function open(texts: readonly string[], more: object = {}): OpenPage {
  const items = texts.map((text, i) =>
    message({ user: i % 2 === 0 ? ANN : ME, seq: i + 1, id: `c${i + 1}`, at: AT, text, ...more }),
  );
  return openPage('chat', {
    query: { room: 'tea' },
    before: (fake) => fake.setState(chatState({ id: 'tea', items, older: { state: 'complete' } })),
  });
}

test('[UI250] {K30} a long text is folded, opens by a tap and is folded again; a short one has nothing to open', () => {
  const page = open([LONG, '短']);
  expect(page.findAll('message-body__fold').map((one) => one.text)).toEqual(['展开全文']);
  expect(page.findAll('message-body__folded')).toHaveLength(1);
  page.find('message-body__fold').tap();
  expect([page.find('message-body__fold').text, page.has('message-body__folded')]).toEqual(['收起', false]);
  page.find('message-body__fold').tap();
  expect(page.has('message-body__folded')).toBe(true);
});

test('[UI250] {K30} a tap that opens an unsent text asks nothing else', () => {
  const page = open(['短', LONG], { delivery: { status: 'failed', code: 'muted', reason: '' } });
  page.findAll('message-body__fold')[0]!.tap();
  expect(page.has('message-body__folded')).toBe(false);
  expect(page.fake.asked.filter(([name]) => name === 'resend')).toEqual([]);
});

test('[UI252] {K30} who is led to a folded text finds it open, can fold it, and finds it open the next time', async () => {
  const quote = {
    user: ANN.user,
    clientId: 'c1' as ClientMessageId,
    seq: 1,
    kind: 'text',
    text: '第 1 行',
  } as const;
  const items = [
    message({ user: ANN, seq: 1, id: 'c1', at: AT, text: LONG }),
    message({ user: ME, seq: 2, id: 'c2', at: AT, body: { kind: 'text', text: '短', quote } }),
  ];
  const page = openPage('chat', {
    query: { room: 'tea' },
    before: (fake) => fake.setState(chatState({ id: 'tea', items, older: { state: 'complete' } })),
  });
  const lead = async (): Promise<void> => {
    page.find('message-bubble__quote').tap();
    await flushPromises();
  };
  for (let n = 0; n < 2; n += 1) {
    await lead();
    expect(page.has('message-body__folded')).toBe(false);
    page.find('message-body__fold').tap();
    expect(page.has('message-body__folded')).toBe(true);
  }
});

test('[UI253] {K32} a text is an article with a name, and a key on it opens the menu where a finger opens none', async () => {
  const page = open(['早']);
  const box = page.find('message-bubble__box');
  expect(box.attribute('ariaRole')).toBe('article');
  expect(box.attribute('ariaLabel')).toMatch(/早/);
  box.trigger('tap', { x: 100, y: 300 });
  await flushPromises();
  expect(page.has('message-menu')).toBe(false);
  box.trigger('tap', { x: 0, y: 0 });
  await flushPromises();
  expect(page.findAll('message-menu__label').map((one) => one.text)).toContain('复制');
});

test('[UI254] {K32} the sign beside each message opens its menu, and is gone while several are selected', async () => {
  const page = open(['早', '好']);
  const signs = page.findAll('message-bubble__more');
  expect(signs.map((one) => one.attribute('ariaLabel'))).toEqual([
    expect.stringMatching(/^更多操作 ann/i),
    expect.stringMatching(/^更多操作 我/),
  ]);
  signs[0]!.tap();
  await flushPromises();
  page
    .findAll('message-menu__entry')
    .find((one) => one.text === '多选')!
    .tap();
  await flushPromises();
  expect(page.findAll('message-bubble__more')).toHaveLength(0);
});
