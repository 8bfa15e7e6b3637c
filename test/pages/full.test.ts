/** Wherever somebody comes upon what is full, the page says what it is and what helps. */
import { ChatError, type ChatErrorKind } from '../../miniprogram/core/chat/chat-error';
import { BOB, chatState } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';
import {
  answerActionSheet,
  answerModals,
  openPage,
  resetWx,
  wxMock,
  type OpenPage,
} from '../support/page-harness';
import { member, OPEN, openInTea } from '../support/tea-room';

beforeEach(resetWx);

const full = (kind: ChatErrorKind) => () => Promise.reject(new ChatError(kind, ''));
const expectNote = (title: string): void =>
  expect(wxMock['showToast']).toHaveBeenLastCalledWith(expect.objectContaining({ title }));

test.each([
  ['屏蔽此人的消息', 'setBlocked', 'full_blocks', '你已屏蔽 200 人，达到上限，请先取消屏蔽其中一人。'],
  ['设为管理员', 'act', 'full_staff', '房主和管理员已有 50 人，达到上限，请先取消一位管理员。'],
] as const)('[UI463] {S3} %s, when that is full', async (label, command, kind, sentence) => {
  const page = await openInTea('members', { role: 'owner', members: [member(BOB)] });
  page.fake.answers[command] = full(kind);
  answerActionSheet(label);
  page.find('members__row').tap();
  await flushPromises();
  expectNote(sentence);
});

async function tapCell(page: OpenPage, name: string): Promise<void> {
  page
    .findAll('room__cell')
    .find(({ text }) => text.startsWith(name))!
    .tap();
  await flushPromises();
}

test('[UI463] {S3} an invitation more than a room can have', async () => {
  const settings = { ...OPEN, access: 'invite', code: 'abcdefghjkmn' } as const;
  const page = await openInTea('room', { role: 'admin', room: { settings } });
  page.fake.answers.act = full('full_invitations');
  wxMock['showActionSheet']!.mockImplementation((options: { success(answer: object): void }) =>
    options.success({ tapIndex: 0 }),
  );
  await tapCell(page, '邀请');
  await flushPromises();
  expectNote('这个房间已有 20 个邀请，达到上限，请先作废其中一个。');
});

const WAITING = '已有 50 人在等待进入这个房间，达到上限，请等管理员处理后再试。';

test('[UI463] {S3} a room where no more can wait, by a link, is tried again from the page', async () => {
  const page = openPage('chat', { query: { room: 'lnk1', link: '1' } });
  page.fake.answers.joinRoom = full('full_waiting');
  page.fake.setState(chatState());
  await page.frame();
  await flushPromises();
  expect(page.find('chat__notice-text').text).toBe(WAITING);
  page.find('chat__notice-retry').tap();
  await flushPromises();
  expect(page.fake.asked.filter(([name]) => name === 'joinRoom')).toHaveLength(2);
});

test('[UI463] {S3} a room where no more can wait, by its code', async () => {
  const page = openPage('rooms');
  page.fake.setState(chatState());
  await page.frame();
  page.fake.answers.joinRoom = full('full_waiting');
  const modal = answerModals({ confirm: true, content: 'abc' }, { confirm: false });
  page.findAll('rooms__empty-button')[1]?.tap();
  await flushPromises();
  expect(modal).toHaveBeenLastCalledWith(expect.objectContaining({ content: WAITING }));
});
