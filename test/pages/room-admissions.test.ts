/** Who gets into a room, as those who run it set it, and what people are told who ask. */
import { ChatError } from '../../miniprogram/core/chat/chat-error';
import type { RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import { ANN, BOB, chatState, message } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';
import { answerModals, openPage, resetWx, wxMock, type OpenPage } from '../support/page-harness';
import { asked, OPEN, openInTea } from '../support/tea-room';

beforeEach(resetWx);

const CODE = 'abcdefghjkmn';
const settings = { ...OPEN, access: 'invite', code: CODE } as const;

/** Answers one sheet after the other by the beginning of a label; null closes it. */
function answerSheets(...wishes: readonly (string | null)[]): string[][] {
  const shown: string[][] = [];
  wxMock['showActionSheet']!.mockImplementation(
    (options: { itemList: string[]; success(answer: object): void; fail(): void }) => {
      shown.push(options.itemList);
      const wish = wishes[shown.length - 1] ?? null;
      const tapIndex = wish === null ? -1 : options.itemList.findIndex((label) => label.startsWith(wish));
      if (tapIndex < 0) options.fail();
      else options.success({ tapIndex });
    },
  );
  return shown;
}

async function tap(page: OpenPage, name: string): Promise<void> {
  page
    .findAll('room__cell')
    .find(({ text }) => text.startsWith(name))!
    .tap();
  await flushPromises();
}
const acts = (page: OpenPage): unknown[] => asked(page, 'act').map(([, , action]) => action);

test('[UI220] {S2} {S3} the code stands in groups, and is copied and shared as it is now', async () => {
  const page = await openInTea('room', { room: { settings } });
  await tap(page, '房间号');
  expect(page.findAll('room__cell').some(({ text }) => text.includes('abcd-efgh-jkmn'))).toBe(true);
  expect(wxMock['setClipboardData']).toHaveBeenCalledWith(
    expect.objectContaining({ data: 'abcd-efgh-jkmn' }),
  );
});

test.each([
  ['房间号的作用', '凭它申请加入', { kind: 'entry', entry: 'approval' }],
  ['房间号的作用', '不能用它加入', { kind: 'entry', entry: 'off' }],
  ['新成员看以前的消息', '不可以', { kind: 'past', past: 'none' }],
] as const)('[UI221] {S3} %s is chosen from a sheet: %s', async (name, label, action) => {
  const page = await openInTea('room', { role: 'admin', room: { settings } });
  answerSheets(label);
  await tap(page, name);
  expect(acts(page)).toEqual([action]);
});

test('[UI221] {S3} what is set is shown, and members see none of it', async () => {
  const set = { ...settings, entry: 'approval', past: 'none' } as const;
  const page = await openInTea('room', { role: 'admin', room: { settings: set, waiting: 3 } });
  const texts = page.findAll('room__cell').map(({ text }) => text);
  for (const text of ['房间号的作用凭它申请加入', '新成员看以前的消息不可以', '等待加入的人3']) {
    expect(texts.some((each) => each.replace(/\s/g, '').startsWith(text))).toBe(true);
  }
  const member = await openInTea('room', { room: { settings: set } });
  expect(member.findAll('room__cell').some(({ text }) => text.startsWith('更换房间号'))).toBe(false);
});

test('[UI222] {S3} the code is renewed after a question, and that is said', async () => {
  const page = await openInTea('room', { role: 'admin', room: { settings } });
  answerModals({ confirm: false });
  await tap(page, '更换房间号');
  expect(acts(page)).toEqual([]);
  answerModals({ confirm: true });
  await tap(page, '更换房间号');
  expect(acts(page)).toEqual([{ kind: 'renew_code' }]);
  expect(wxMock['showToast']).toHaveBeenCalledWith(expect.objectContaining({ title: '房间号已更换' }));
});

const invitation = (code: string) => ({
  ...{ code, by: ANN.user, at: 1, maxUses: 5, uses: 2 },
  expiresAt: new Date(2026, 8, 21, 18, 30).getTime(),
});

test('[UI223] {S3} an invitation is made with an end and a number of uses, and its code is taken along', async () => {
  const page = await openInTea('room', { role: 'admin', room: { settings } });
  page.fake.answers.act = () => {
    const invitations = [invitation('zzzzyyyyxxxx')];
    page.fake.answers.admissions = () => Promise.resolve({ invitations, waiting: [], more: false });
    return Promise.resolve();
  };
  const shown = answerSheets('新建邀请', '7 天', '可用 20 次');
  await tap(page, '邀请');
  await flushPromises();
  expect(shown.map((each) => each.length)).toEqual([1, 4, 4]);
  expect(acts(page)).toEqual([{ kind: 'invite', forMs: 7 * 86_400_000, uses: 20 }]);
  expect(wxMock['setClipboardData']).toHaveBeenCalledWith(
    expect.objectContaining({ data: 'zzzz-yyyy-xxxx' }),
  );
});

test('[UI223] {S3} invitations are listed with what is left of them, however many, and ended', async () => {
  const page = await openInTea('room', { role: 'admin', room: { settings } });
  const invitations = Array.from({ length: 8 }, (_, i) => invitation(`aaaabbbbccc${i}`));
  page.fake.answers.admissions = () => Promise.resolve({ invitations, waiting: [], more: false });
  const shown = answerSheets('加载更多', 'aaaa-bbbb-ccc7', '作废');
  await tap(page, '邀请');
  expect(shown[0]?.slice(0, 2)).toEqual(['新建邀请…', 'aaaa-bbbb-ccc0 · 还剩 3 次 · 18:30 前']);
  expect(shown.every((each) => each.length <= 6)).toBe(true);
  expect(acts(page)).toEqual([{ kind: 'end_invite', code: 'aaaabbbbccc7' }]);
});

test('[UI224] {S3} who waits is let in or turned away by name; that nobody does, and a failure, are told', async () => {
  const page = await openInTea('room', { role: 'owner', room: { settings, waiting: 1 } });
  await tap(page, '等待加入的人');
  expect(wxMock['showToast']).toHaveBeenLastCalledWith(expect.objectContaining({ title: '没有人在等待' }));
  const waiting = [{ user: 'cid' as UserId, name: 'Cid', avatar: '', at: 1 }];
  page.fake.answers.admissions = () => Promise.resolve({ invitations: [], waiting, more: false });
  answerSheets('Cid', '让 Cid 加入');
  await tap(page, '等待加入的人');
  answerSheets('Cid', '拒绝 Cid');
  await tap(page, '等待加入的人');
  expect(acts(page)).toEqual([
    { kind: 'admit', user: 'cid' },
    { kind: 'deny', user: 'cid' },
  ]);
  page.fake.answers.admissions = () => Promise.reject(new ChatError('offline', ''));
  await tap(page, '等待加入的人');
  expect(wxMock['showToast']).toHaveBeenLastCalledWith(
    expect.objectContaining({ title: '现在没有连接，请连上后再试。' }),
  );
});

test('[UI225] {S3} a code that asks first says that the admins were told, and opens nothing', async () => {
  const page = openPage('rooms');
  page.fake.setState(chatState());
  await page.frame();
  page.fake.answers.joinRoom = () => {
    page.fake.setState({ ...page.fake.client.chat.state, knocked: ['abc' as RoomId] });
    return Promise.reject(new ChatError('knocked', ''));
  };
  const modal = answerModals({ confirm: true, content: 'abc' }, { confirm: true });
  page.findAll('rooms__empty-button')[1]?.tap();
  await flushPromises();
  expect(modal).toHaveBeenLastCalledWith(
    expect.objectContaining({ title: '已申请加入', content: '已告诉管理员，同意后房间会出现在你的列表里。' }),
  );
  expect(modal).toHaveBeenCalledTimes(2);
  expect(wxMock['navigateTo']).not.toHaveBeenCalled();
});

test('[UI464] {S3} the code that one waits by, typed again, offers to take that back', async () => {
  const page = openPage('rooms');
  page.fake.setState({ ...chatState(), knocked: ['abc' as RoomId] });
  await page.frame();
  page.fake.answers.joinRoom = () => Promise.reject(new ChatError('knocked', ''));
  const modal = answerModals({ confirm: true, content: 'abc' }, { confirm: true });
  page.findAll('rooms__empty-button')[1]?.tap();
  await flushPromises();
  expect(modal).toHaveBeenLastCalledWith(expect.objectContaining({ title: '正在等待同意' }));
  expect(page.fake.asked.filter(([name]) => name === 'cancelJoin')).toEqual([['cancelJoin', 'abc']]);
});

test('[UI226] {S3} a link by a code leads into the room of another id', async () => {
  const page = openPage('chat', { query: { room: CODE, link: '1' } });
  page.fake.answers.joinRoom = () => Promise.resolve('r9' as RoomId);
  page.fake.setState(chatState());
  await page.frame();
  await flushPromises();
  page.fake.setState(
    chatState({ id: 'r9', items: [message({ user: BOB, seq: 1, text: 'hi', room: 'r9' })] }),
  );
  await page.frame();
  expect(page.data['room']).toBe('r9');
  expect(page.has('chat__notice')).toBe(false);
});
