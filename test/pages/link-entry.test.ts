/** Coming into a room by a share card or a mini program code. */
import { ChatError } from '../../miniprogram/core/chat/chat-error';
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import { chatState } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';
import { answerModals, openPage, resetWx, stackPages, wxMock, type OpenPage } from '../support/page-harness';

beforeEach(resetWx);

const joins = (page: OpenPage): unknown[] => page.fake.asked.filter(([name]) => name === 'joinRoom');

/** Signed in and told of all rooms: the linked one is not among them. */
async function signIn(page: OpenPage): Promise<void> {
  page.fake.setState(chatState());
  await page.frame();
  await flushPromises();
}

async function refuse(page: OpenPage, kind: 'no_room' | 'offline' | 'knocked'): Promise<void> {
  page.fake.answers.joinRoom = () => Promise.reject(new ChatError(kind, kind));
  await signIn(page);
}

test('[UI101] {P3, P13} a linked room is joined after the sign-in, once, and shown when it has come', async () => {
  const page = openPage('chat', { query: { room: 'lnk1', link: '1' } });
  await page.frame();
  expect(joins(page)).toEqual([]);
  expect(page.has('chat__bones')).toBe(true);
  await signIn(page);
  expect(joins(page)).toEqual([['joinRoom', 'lnk1']]);
  page.fake.setState(chatState({ id: 'lnk1' }));
  await page.frame();
  expect([page.has('chat__bones'), page.find('chat__notice-text').text]).toEqual([
    false,
    '还没有消息，打个招呼吧',
  ]);
  page.fake.setState(chatState());
  await page.frame();
  expect(joins(page)).toHaveLength(1);
  expect(page.find('chat__notice-text').text).toContain('你不在这个房间里');
});

test('[UI101] {P3} while it is being joined the room is neither missing nor empty', async () => {
  const page = openPage('chat', { query: { scene: 'room%3Dlnk2' } });
  page.fake.answers.joinRoom = () => new Promise<RoomId>(() => undefined);
  await signIn(page);
  expect(joins(page)).toEqual([['joinRoom', 'lnk2']]);
  expect([page.has('chat__bones'), page.has('chat__notice')]).toEqual([true, false]);
});

test('[UI110] {P3} whoever comes by a link can write once they are in, and not before', async () => {
  const page = openPage('chat', { query: { room: 'lnk1', link: '1' } });
  let letIn: (room: RoomId) => void = () => undefined;
  page.fake.answers.joinRoom = () => new Promise<RoomId>((resolve) => (letIn = resolve));
  const isHidden = (): unknown => page.find('chat__bottom').attribute('hidden');
  await page.frame();
  expect(isHidden()).toBe(true);
  await signIn(page);
  expect(isHidden()).toBe(true);
  letIn('lnk1' as RoomId);
  page.fake.setState(chatState({ id: 'lnk1' }));
  await page.frame();
  expect(isHidden()).toBe(false);
});

test('[UI101, UI102] {P3, P13} a room that cannot be joined says why and leads to the list', async () => {
  const page = openPage('chat', { query: { room: 'lnk3', link: '1' } });
  await refuse(page, 'no_room');
  expect(page.find('chat__notice-text').text).toBe('没有这个房间，请核对房间号。');
  expect(page.has('chat__notice-retry')).toBe(false);
  stackPages('chat');
  page.find('chat__notice-button').tap();
  expect(wxMock['reLaunch']).toHaveBeenCalledWith(expect.objectContaining({ url: '/pages/rooms/rooms' }));
});

test('[UI101] {P3} what may pass can be tried again from the page', async () => {
  const page = openPage('chat', { query: { room: 'lnk4', link: '1' } });
  await refuse(page, 'offline');
  expect(page.find('chat__notice-text').text).toContain('没有连接');
  page.fake.answers.joinRoom = () => Promise.resolve('lnk4' as RoomId);
  page.find('chat__notice-retry').tap();
  await flushPromises();
  expect(joins(page)).toHaveLength(2);
  expect(page.data['entry']).toBe('joined');
});

test('[UI101] {P3} somebody who opens a room from the list is not made a member again', async () => {
  const page = openPage('chat', { query: { room: 'lnk5' } });
  await signIn(page);
  expect(joins(page)).toEqual([]);
});

test('[SS131] {P3} a member comes in by a card whose code was renewed: the server is not asked', async () => {
  const page = openPage('chat', { query: { room: 'oldcode', link: '1', id: 'tea' } });
  await page.frame();
  page.fake.setState(chatState({ id: 'tea' }));
  await page.frame();
  await flushPromises();
  await page.frame();
  expect(joins(page)).toEqual([]);
  expect([page.data['room'], page.find('chat__notice-text').text]).toEqual(['tea', '还没有消息，打个招呼吧']);
});

test('[SS131] {P3} who is no member is asked for the code, whatever the card says that the room is called', async () => {
  for (const id of ['tea', '__proto__', 'a b']) {
    const page = openPage('chat', { query: { room: 'code1', link: '1', id } });
    await signIn(page);
    expect(joins(page)).toEqual([['joinRoom', 'code1']]);
  }
});

test.each([['lnk6'], ['another']])(
  '[SS132] {P3} who waits to be let in sees the room as soon as it comes (as %s)',
  async (id) => {
    const page = openPage('chat', { query: { room: 'lnk6', link: '1' } });
    await refuse(page, 'knocked');
    expect(page.data['entry']).toBe('refused');
    page.fake.setState(chatState({ id }));
    await flushPromises();
    await page.frame();
    expect([page.data['room'], page.data['entry']]).toEqual([id, 'joined']);
    expect(page.find('chat__notice-text').text).toBe('还没有消息，打个招呼吧');
    expect(joins(page)).toHaveLength(1);
  },
);

test('[UI464] {S3} who waits on the page of the link can take that back, and ask anew', async () => {
  const page = openPage('chat', { query: { room: 'lnk6', link: '1' } });
  await refuse(page, 'knocked');
  expect(page.find('chat__notice-retry').text).toBe('撤回申请');
  answerModals({ confirm: false }, { confirm: true }, { confirm: true });
  const cancel = async (): Promise<readonly unknown[]> => {
    page.find('chat__notice-retry').tap();
    await flushPromises();
    await page.frame();
    return page.fake.asked.filter(([name]) => name === 'cancelJoin');
  };
  expect(await cancel()).toEqual([]);
  page.fake.answers.cancelJoin = () => Promise.reject(new ChatError('offline', ''));
  expect(await cancel()).toHaveLength(1);
  expect(page.find('chat__notice-retry').text).toBe('撤回申请');
  page.fake.answers.cancelJoin = () => Promise.resolve();
  expect(await cancel()).toEqual([
    ['cancelJoin', 'lnk6'],
    ['cancelJoin', 'lnk6'],
  ]);
  expect(page.find('chat__notice-text').text).toBe('申请已撤回，管理员不会再看到。');
  expect(page.find('chat__notice-retry').text).toBe('重试');
  page.find('chat__notice-retry').tap();
  await flushPromises();
  expect(joins(page)).toHaveLength(2);
});
