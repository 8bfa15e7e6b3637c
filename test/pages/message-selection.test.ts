/** Several messages at once: selected, forwarded, deleted here. */
import { ChatError } from '../../miniprogram/core/chat/chat-error';
import { ME, chatState, message, type MessageInput, type RoomInput } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';
import {
  answerActionSheet,
  answerModals,
  openPage,
  resetWx,
  wxMock,
  type OpenPage,
} from '../support/page-harness';

beforeEach(resetWx);

function open(inputs: readonly MessageInput[], rooms: readonly RoomInput[] = []): OpenPage {
  const items = inputs.map((input, i) => message({ seq: i + 1, id: `c${i + 1}`, ...input }));
  return openPage('chat', {
    query: { room: 'tea' },
    before: (fake) => fake.setState(chatState({ id: 'tea', items }, ...rooms)),
  });
}
async function begin(page: OpenPage, at: number): Promise<void> {
  page.findAll('message-bubble__box')[at]!.trigger('longpress');
  await flushPromises();
  page
    .findAll('message-menu__entry')
    .find((one) => one.text === '多选')!
    .tap();
  await page.frame();
}
const told = () => (wxMock['showToast']?.mock.calls.pop()?.[0] as { title: string } | undefined)?.title;
const asked = (page: OpenPage, command: string) => page.fake.asked.filter(([name]) => name === command);

const WAITING: MessageInput = { user: ME, text: 'three', delivery: { status: 'queued' } };
const checks = (page: OpenPage) =>
  page.findAll('message-bubble__check').map(({ dom }) => (dom.className.includes('--on') ? 'on' : 'off'));
const count = (page: OpenPage) => page.find('selection-bar__count').text;
const button = (page: OpenPage, at: number) => page.findAll('selection-bar__button')[at]!;
const tapRow = async (page: OpenPage, at: number): Promise<void> => {
  page.findAll('message-bubble__choice')[at]!.tap();
  await page.frame();
};
async function select(rooms: readonly RoomInput[] = []): Promise<OpenPage> {
  const page = open([{ text: 'one' }, { text: 'two' }, WAITING], rooms);
  await begin(page, 1);
  return page;
}

test('[UI160] {C13, P7} begins with the one that was held; taps add and take away; what is not sent cannot be chosen', async () => {
  const page = await select();
  expect([checks(page), count(page)]).toEqual([['off', 'on'], '已选择 1 条']);
  expect(page.find('chat__writing').attribute('hidden')).toBe(true);
  await tapRow(page, 0);
  expect([checks(page), count(page)]).toEqual([['on', 'on'], '已选择 2 条']);
  expect(page.findAll('message-bubble__choice')[0]!.attribute('ariaChecked')).toBe(true);
  await tapRow(page, 0);
  await tapRow(page, 1);
  expect([checks(page), count(page)]).toEqual([['off', 'off'], '已选择 0 条']);
  button(page, 1).tap();
  expect(wxMock['showActionSheet']).not.toHaveBeenCalled();
  button(page, 0).tap();
  await page.frame();
  expect([page.has('selection-bar'), checks(page)]).toEqual([false, []]);
});

test('[UI161] {C13} they are forwarded in the order of the room, whatever was tapped first', async () => {
  const page = await select([{ id: 'den' }]);
  await tapRow(page, 0);
  answerActionSheet('den');
  button(page, 1).tap();
  await flushPromises();
  expect(asked(page, 'sendBody')).toEqual([
    ['sendBody', 'den', { kind: 'text', text: 'one' }],
    ['sendBody', 'den', { kind: 'text', text: 'two' }],
  ]);
  expect(told()).toBe('已转发');
  await page.frame();
  expect(page.has('selection-bar')).toBe(false);
});

test('[UI161] {C13} a change of mind, or a refusal, leaves them selected', async () => {
  const page = await select([{ id: 'den' }]);
  answerActionSheet(null);
  button(page, 1).tap();
  await flushPromises();
  page.fake.answers.sendBody = () => {
    throw new ChatError('outbox_full', '200 messages wait');
  };
  answerActionSheet('den');
  button(page, 1).tap();
  await flushPromises();
  expect(told()).toBe('等待发送的消息太多了，请等它们发出后再写。');
  expect(count(page)).toBe('已选择 1 条');
});

test('[UI162] {C13} they are deleted here after one question', async () => {
  const page = await select();
  await tapRow(page, 0);
  const modal = answerModals({ confirm: true });
  button(page, 2).tap();
  await flushPromises();
  expect(modal.mock.calls).toMatchObject([[{ title: '删除这 2 条消息？' }]]);
  expect(asked(page, 'deleteForMe').map(([, , key]) => key)).toEqual(['ann/c1', 'ann/c2']);
});

test('[UI160] {C13} at most 30', async () => {
  const page = open(Array.from({ length: 31 }, (_, i) => ({ text: `t${i}` })));
  await begin(page, 0);
  for (let at = 1; at < 31; at += 1) await tapRow(page, at);
  expect(told()).toBe('一次最多选择 30 条');
  expect(count(page)).toBe('已选择 30 条');
});
