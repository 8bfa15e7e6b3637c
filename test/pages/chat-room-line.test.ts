import { answerActionSheet, openPage, resetWx, wxMock } from '../support/page-harness';
import type { ClientMessageId } from '../../miniprogram/core/protocol/fields';
import { ANN, BOB, chatState, message, roomId } from '../support/chat-state';
import { asked, OPEN, openInTea, TEA } from '../support/tea-room';

beforeEach(resetWx);

describe('the open room', () => {
  test('[UI94] {R7} tells how many are here, live, and leads to its settings', async () => {
    const page = await openInTea('chat');
    expect(page.find('room-head__people').text).toBe('2 人在线 · 3 位成员');
    const { state } = page.fake.client.chat;
    const tea = { ...state.rooms.byId['tea']!, online: 7 };
    page.fake.setState({ ...state, rooms: { ...state.rooms, byId: { tea } } });
    await page.frame();
    expect(page.find('room-head__people').text).toBe('7 人在线 · 3 位成员');
    page.find('room-head__bar').tap();
    expect(wxMock['navigateTo']).toHaveBeenCalledWith(
      expect.objectContaining({ url: '/pages/room/room?room=tea' }),
    );
  });

  test('[UI95] {C22} an announcement stands above the messages until it is closed, and a new one comes back', async () => {
    const page = await openInTea('chat', { room: { settings: { ...OPEN, announcement: 'Sunday at 8' } } });
    expect(page.find('room-head__text').text).toBe('公告：Sunday at 8');
    page.find('room-head__text').tap();
    expect(page.has('room-head__text--unfolded')).toBe(true);
    page.find('room-head__close').tap();
    expect(page.has('room-head__announcement')).toBe(false);
    const { state } = page.fake.client.chat;
    const tea = { ...state.rooms.byId['tea']!, settings: { ...OPEN, announcement: 'Monday' } };
    page.fake.setState({ ...state, rooms: { ...state.rooms, byId: { tea } } });
    await page.frame();
    expect(page.find('room-head__text').text).toBe('公告：Monday');
  });

  test('[UI288] {K33} a link in the announcement is tapped, and that does not unfold it', async () => {
    const settings = { ...OPEN, announcement: 'Tea: https://a.example/茶 today' };
    const page = await openInTea('chat', { room: { settings } });
    answerActionSheet('复制链接');
    page.find('linked-text__part').tap();
    await page.frame();
    expect(wxMock['setClipboardData']).toHaveBeenCalledWith(
      expect.objectContaining({ data: 'https://a.example/茶' }),
    );
    expect(page.has('room-head__text--unfolded')).toBe(false);
  });

  test('[UI95] {C22} an announcement that was closed stays so when the room, or the app, is opened again', () => {
    const values = new Map<string, unknown>();
    const visit = (announcement: string) =>
      openPage('chat', {
        ...TEA,
        values,
        before: (fake) =>
          fake.setState(chatState({ id: 'tea', room: { settings: { ...OPEN, announcement } } })),
      });
    visit('Sunday at 8').find('room-head__close').tap();
    expect(visit('Sunday at 8').has('room-head__announcement')).toBe(false);
    expect(visit('Monday').has('room-head__announcement')).toBe(true);
  });

  test('[UI96] {C22} who is muted, and everybody in a closed room, reads why instead of the composer', async () => {
    const page = await openInTea('chat', {
      before(fake) {
        const mutedUntil = fake.clock.now() + 600_000;
        fake.setState(chatState({ id: 'tea', room: { membership: { role: 'member', mutedUntil } } }));
      },
    });
    expect(page.find('chat__barrier').text).toBe('你已被禁言，12:10 后可以发言。');
    await page.fake.clock.advance(600_000);
    expect(page.has('chat__barrier')).toBe(false);
    page.fake.setState(chatState({ id: 'tea', room: { settings: { ...OPEN, closed: true } } }));
    await page.frame();
    expect(page.find('chat__barrier').text).toBe('房间已关闭，不能再发消息。');
    page.fake.setState(chatState({ id: 'tea', room: { settings: { ...OPEN, slowMs: 10_000 } } }));
    await page.frame();
    expect([page.has('chat__barrier'), page.find('chat__rule').text]).toEqual([
      false,
      '慢速模式：每 10 秒可发一条消息',
    ]);
  });

  test('[UI420] {K1} the last minute of a silence names no time, and is told as such when it begins', async () => {
    const page = await openInTea('chat', {
      before(fake) {
        const mutedUntil = fake.clock.now() + 150_000;
        fake.setState(chatState({ id: 'tea', room: { membership: { role: 'member', mutedUntil } } }));
      },
    });
    // Two minutes and a half: at 12:02 nothing can be said yet.
    expect(page.find('chat__barrier').text).toBe('你已被禁言，12:03 后可以发言。');
    await page.fake.clock.advance(90_000);
    expect(page.find('chat__barrier').text).toBe('你已被禁言，不到一分钟后可以发言。');
    await page.fake.clock.advance(60_000);
    expect(page.has('chat__barrier')).toBe(false);
  });

  test('[UI97] {C22} who was removed reads by whom the room is called, and leaves with that read', async () => {
    const page = await openInTea('chat');
    page.fake.setState({ ...chatState(), lost: [{ room: roomId('tea'), name: '茶馆' }] });
    await page.frame();
    expect(page.find('chat__notice-text').text).toBe('你已被移出「茶馆」，不能再查看这里的消息。');
    page.find('chat__notice-button').tap();
    expect(asked(page, 'dismissLost')).toEqual([['dismissLost', 'tea']]);
  });

  test('[UI98] {C22} what blocked people say is not shown, at once and until they are unblocked', async () => {
    const page = await openInTea('chat');
    page.fake.setState({ ...page.fake.client.chat.state, blocked: [ANN.user] });
    await page.frame();
    expect(page.find('message-bubble__text').text).toBe('[已屏蔽的消息]');
    page.fake.setState({ ...page.fake.client.chat.state, blocked: [] });
    await page.frame();
    expect(page.find('message-bubble__text').text).toBe('hi');
  });

  test('[UI98] {C22} nor is it shown where others quote it', async () => {
    const quote = { user: ANN.user, clientId: 'c9' as ClientMessageId, seq: 9, kind: 'text', text: 'rude' };
    const page = await openInTea('chat', {
      before: (fake) =>
        fake.setState(
          chatState({
            id: 'tea',
            items: [message({ user: BOB, seq: 10, body: { kind: 'text', text: 'so?', quote } })],
          }),
        ),
    });
    expect(page.find('message-bubble__quote').text).toContain('rude');
    page.fake.setState({ ...page.fake.client.chat.state, blocked: [ANN.user] });
    await page.frame();
    expect(page.find('message-bubble__quote').text).toBe('Ann：[已屏蔽的消息]');
  });
});
