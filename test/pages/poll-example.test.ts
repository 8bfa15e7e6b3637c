/** The poll of `examples/`, put into a copy of the mini program: a kind of message that minichat itself does not know. */
import type { TimelineItem } from '../../miniprogram/core/store/state';
import { ANN, chatState, message, userId } from '../support/chat-state';
import { copyWithKinds } from '../support/example-copy';
import { flushPromises } from '../support/manual-clock';
import {
  answerModals,
  openPage,
  resetWx,
  useMiniProgram,
  wxMock,
  type OpenPage,
} from '../support/page-harness';

const copy = copyWithKinds('poll', ['poll', 'vote']);
beforeAll(() => useMiniProgram(copy.folder));
afterAll(() => copy.remove());
beforeEach(resetWx);

const OPTIONS = ['东湖', '西湖'];
const POLL = {
  ...{ kind: 'custom', type: 'example.poll', text: '[投票] 去哪？' },
  data: { question: '去哪？', options: OPTIONS },
} as const;
const asked = message({ user: ANN, id: 'p1', seq: 1, body: POLL as never });
let seq = 1;
function voted(user: string, option: unknown, more: object = {}): TimelineItem {
  seq += 1;
  const data = { user: 'ann', clientId: 'p1', option };
  const body = { kind: 'custom', type: 'example.poll-vote', data, text: '投票' };
  return message({
    user: { user: userId(user), name: user, avatar: '' },
    id: `v${seq}`,
    seq,
    body: body as never,
    ...more,
  });
}
const open = (items: readonly TimelineItem[], change: object = {}): OpenPage =>
  openPage('chat', {
    query: { room: 'tea' },
    before: (fake) => fake.setState({ ...chatState({ id: 'tea', items: [...items] }), ...change }),
  });
const counts = (page: OpenPage): string[] => page.findAll('poll__count').map(({ text }) => text);
const said = (page: OpenPage): unknown[] => page.fake.asked.filter(([name]) => name === 'sendBody');

test('[UI443] a kind that is registered is drawn by its template, from its data and from other messages', () => {
  const page = open([asked, voted('bob', 1), voted('cid', 1), voted('dan', 0)]);
  expect(page.find('poll__question').text).toBe('去哪？');
  expect(page.findAll('poll__name').map(({ text }) => text)).toEqual(OPTIONS);
  expect(counts(page)).toEqual(['1', '2']);
  expect(page.find('poll__total').text).toBe('3人已投票');
});

test('[UI443] a vote that comes later changes the poll, which is a row above it', async () => {
  const page = open([asked]);
  expect(counts(page)).toEqual(['0', '0']);
  page.fake.setState(chatState({ id: 'tea', items: [asked, voted('bob', 0)] }));
  await page.frame();
  expect(counts(page)).toEqual(['1', '0']);
});

test('[UI444] each person has one vote, the last; nobody’s counts who is blocked here', () => {
  const items = [asked, voted('bob', 0), voted('bob', 1), voted('cid', 0), voted('eve', 0)];
  expect(counts(open(items))).toEqual(['2', '1']);
  expect(counts(open(items, { blocked: ['eve'] }))).toEqual(['1', '1']);
});

test('[UI444] a vote that was recalled, is for another poll, for no option or could not be sent does not count', () => {
  const recalled = { ...voted('bob', 0), body: { kind: 'recalled', by: 'bob' } } as unknown as TimelineItem;
  const other = { ...voted('cid', 0) } as unknown as { body: { data: { clientId: string } } };
  const foreign = { ...other, body: { ...other.body, data: { ...other.body.data, clientId: 'p9' } } };
  const strange = [2, -1, 0.5, '0', null].map((option) => voted('dan', option));
  const failed = voted('eve', 0, { delivery: { status: 'failed', code: 'forbidden' } });
  const page = open([asked, recalled, foreign as unknown as TimelineItem, ...strange, failed]);
  expect(counts(page)).toEqual(['0', '0']);
});

test('[UI444] a poll that was recalled is a line, and its votes stay what they say', () => {
  const gone = { ...asked, body: { kind: 'recalled', by: 'ann' } } as unknown as TimelineItem;
  const page = open([gone, voted('bob', 0)]);
  expect(page.has('poll')).toBe(false);
  expect(page.findAll('message-bubble__text').map(({ text }) => text)).toEqual(['投票']);
});

test('[UI443] a tap says what the kind wants to say, and the same once more says nothing', async () => {
  const page = open([asked]);
  page.findAll('poll__option')[1]?.tap();
  await flushPromises();
  const data = { user: 'ann', clientId: 'p1', option: 1 };
  const body = { kind: 'custom', type: 'example.poll-vote', data, text: '投票：西湖' };
  expect(said(page)).toEqual([['sendBody', 'tea', body]]);
  const again = open([asked, voted('me', 1)]);
  again.findAll('poll__option')[1]?.tap();
  await flushPromises();
  expect(said(again)).toEqual([]);
});

test.each([
  null,
  [],
  'x',
  { question: 1, options: OPTIONS },
  { question: '?', options: ['one'] },
  { question: '?', options: [1, 2] },
])('[UI443] a poll whose data are %j is read as its text', (data) => {
  const page = open([message({ user: ANN, seq: 1, body: { ...POLL, data } as never })]);
  expect(page.has('poll')).toBe(false);
  expect(page.find('message-bubble__text').text).toBe('[投票] 去哪？');
});

test('[UI445] the + panel offers it, and what people write becomes a poll, or nothing', async () => {
  const page = open([asked]);
  const pick = async (content: string): Promise<void> => {
    answerModals({ confirm: true, content });
    page.find('chat__composer').trigger('pick', { source: 'custom.example.poll' });
    for (let i = 0; i < 3; i += 1) await flushPromises();
  };
  await pick('只有问题');
  expect(said(page)).toEqual([]);
  await pick('几点？；8；9');
  const data = { question: '几点？', options: ['8', '9'] };
  const text = '[投票] 几点？\n1. 8\n2. 9';
  expect(said(page)).toEqual([['sendBody', 'tea', { kind: 'custom', type: 'example.poll', data, text }]]);
  expect(wxMock['showModal']).toHaveBeenCalledTimes(2);
  const title = '没有发送，请写成：问题；选项；选项（2 到 6 个选项）';
  expect(wxMock['showToast']).toHaveBeenCalledTimes(1);
  expect(wxMock['showToast']).toHaveBeenCalledWith({ title, icon: 'none' });
});
