import { ChatError } from '../../miniprogram/core/chat/chat-error';
import type { Delivery } from '../../miniprogram/core/store/state';
import { resetWx, wxMock, type OpenPage } from '../support/page-harness';
import { ANN, ME, message } from '../support/chat-state';
import { ROW, scrollTo, settle, VIEWPORT, openLaidOut, updateLaidOut } from '../support/chat-layout';
import { flushPromises } from '../support/manual-clock';

// A hundred rows in jsdom take their time on a busy machine.
jest.setTimeout(60_000);

beforeEach(resetWx);

const said = (seq: number, user = ANN) => message({ user, seq, id: `c${seq}`, at: 0, text: `text ${seq}` });
const many = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => said(from + i));

const endMark = (page: OpenPage): unknown => page.find('message-list__scroll').attribute('scrollIntoView');
const asked = (page: OpenPage, name: string): number =>
  page.fake.asked.filter(([one]) => one === name).length;
const COMPLETE = { state: 'complete' } as const;

describe('following', () => {
  test('[UI20] a room opens at its end, and its messages count as read', async () => {
    const page = await openLaidOut({ items: many(1, 40), older: COMPLETE });
    expect(endMark(page)).toMatch(/^end-/);
    expect(page.fake.asked).toContainEqual(['markRead', 'tea']);
  });

  test('[UI20] at the end a new message is followed and read', async () => {
    const page = await openLaidOut({ items: many(1, 40), older: COMPLETE });
    scrollTo(page, 40 * ROW - VIEWPORT - 50);
    const [before, read] = [endMark(page), asked(page, 'markRead')];
    await updateLaidOut(page, { items: many(1, 41), older: COMPLETE });
    expect(endMark(page)).not.toBe(before);
    expect(asked(page, 'markRead')).toBe(read + 1);
    expect(page.has('message-list__pill')).toBe(false);
  });

  test.each<Delivery>([
    { status: 'queued' },
    { status: 'sending' },
    { status: 'failed', code: 'muted', reason: '' },
  ])('[UI400] at the end what comes above an own message that is $status is read', async (delivery) => {
    const pending = [message({ user: ME, id: 'u1', delivery })];
    const page = await openLaidOut({ items: many(1, 40), pending, older: COMPLETE });
    const read = asked(page, 'markRead');
    await updateLaidOut(page, { items: many(1, 41), pending, older: COMPLETE });
    expect(page.findAll('message-bubble__text').map(({ text }) => text)).toEqual(
      expect.arrayContaining(['text 41']),
    );
    expect(asked(page, 'markRead')).toBe(read + 1);
    scrollTo(page, 900);
    await updateLaidOut(page, { items: many(1, 42), pending, older: COMPLETE });
    expect(asked(page, 'markRead')).toBe(read + 1);
  });

  test('[UI20] a reader above is not moved; what is new is counted and not read; the pill leads there', async () => {
    const page = await openLaidOut({ items: many(1, 40), older: COMPLETE });
    scrollTo(page, 900);
    expect(page.find('message-list__pill').text).toBe('');
    const [before, read] = [endMark(page), asked(page, 'markRead')];
    await updateLaidOut(page, { items: many(1, 42), older: COMPLETE });
    expect(endMark(page)).toBe(before);
    expect(asked(page, 'markRead')).toBe(read);
    expect(page.find('message-list__pill').text).toBe('2 条新消息');
    page.find('message-list__pill').tap();
    expect(endMark(page)).not.toBe(before);
    expect(asked(page, 'markRead')).toBe(read + 1);
    expect(page.has('message-list__pill')).toBe(false);
  });

  test('[UI20] an own message takes the reader along from anywhere', async () => {
    const page = await openLaidOut({ items: many(1, 40), older: COMPLETE });
    scrollTo(page, 900);
    const before = endMark(page);
    const mine = message({ user: ME, id: 'u1', delivery: { status: 'sending' } });
    await updateLaidOut(page, { items: many(1, 40), pending: [mine], older: COMPLETE });
    expect(endMark(page)).not.toBe(before);
    expect(page.has('message-list__pill')).toBe(false);
  });

  test('[UI20] at the end a row that grows, because it was not sent, stays in view', async () => {
    const pending = (delivery: Delivery) => [message({ user: ME, id: 'u1', delivery })];
    const items = many(1, 40);
    const page = await openLaidOut({ items, pending: pending({ status: 'sending' }), older: COMPLETE });
    const before = endMark(page);
    await updateLaidOut(page, {
      items,
      pending: pending({ status: 'failed', code: 'muted', reason: '' }),
      older: COMPLETE,
    });
    expect(endMark(page)).not.toBe(before);
  });

  test('[UI20] at the end a list that becomes higher, because a panel closes, is still at the end', async () => {
    const page = await openLaidOut({ items: many(1, 40), older: COMPLETE });
    page.find('chat__composer').trigger('inset', { height: 300 });
    await flushPromises();
    page.find('chat__composer').trigger('inset', { height: 0 });
    // The phone tells where the list is now before anybody knows how high it is.
    scrollTo(page, 40 * ROW - VIEWPORT - 300);
    expect(page.has('message-list__pill')).toBe(false);
    await settle();
    scrollTo(page, 900);
    expect(page.has('message-list__pill')).toBe(true);
  });

  test('[UI20] scrolling back to the end reads what came meanwhile', async () => {
    const page = await openLaidOut({ items: many(1, 40), older: COMPLETE });
    scrollTo(page, 900);
    await updateLaidOut(page, { items: many(1, 41), older: COMPLETE });
    const read = asked(page, 'markRead');
    scrollTo(page, 41 * ROW - VIEWPORT);
    expect(asked(page, 'markRead')).toBe(read + 1);
    expect(page.has('message-list__pill')).toBe(false);
  });

  test('[UI20] nothing is read while the page is hidden; what came is read when it is shown', async () => {
    const page = await openLaidOut({ items: many(1, 40), older: COMPLETE });
    page.hide();
    const read = asked(page, 'markRead');
    await updateLaidOut(page, { items: many(1, 41), older: COMPLETE });
    expect(asked(page, 'markRead')).toBe(read);
    page.show();
    expect(asked(page, 'markRead')).toBe(read + 1);
  });

  test('[UI20] a scroll that ends when the page is hidden reads nothing', async () => {
    const page = await openLaidOut({ items: many(1, 40), older: COMPLETE });
    scrollTo(page, 900);
    const read = asked(page, 'markRead');
    page.hide();
    scrollTo(page, 40 * ROW - VIEWPORT);
    expect(asked(page, 'markRead')).toBe(read);
  });

  test('[UI26] the keyboard does not cover the end for those who are there', async () => {
    const page = await openLaidOut({ items: many(1, 40), older: COMPLETE });
    const before = endMark(page);
    page.find('composer__input').trigger('keyboardheightchange', { height: 300 });
    expect(endMark(page)).not.toBe(before);
    scrollTo(page, 900);
    const away = endMark(page);
    page.find('composer__input').trigger('blur');
    expect(endMark(page)).toBe(away);
  });
});

describe('earlier messages', () => {
  test('[UI21] are asked for before the top is reached, and not while they are coming', async () => {
    const page = await openLaidOut({ items: many(101, 150) });
    scrollTo(page, 1_500);
    const before = asked(page, 'loadOlder');
    scrollTo(page, 500);
    expect(asked(page, 'loadOlder')).toBe(before + 1);
    await updateLaidOut(page, { items: many(101, 150), older: { state: 'loading' } });
    expect(page.find('message-list__older').text).toBe('正在加载更早的消息…');
    scrollTo(page, 300);
    page.find('message-list__scroll').trigger('scrolltoupper');
    expect(asked(page, 'loadOlder')).toBe(before + 1);
  });

  test('[UI365] are asked for also when the last word on where the list is came from a measurement', async () => {
    const page = await openLaidOut({ items: many(101, 150) });
    const before = asked(page, 'loadOlder');
    // The event tells a height that nobody has measured yet; no other event follows.
    page.box.top = 300;
    page.find('message-list__scroll').trigger('scroll', { scrollTop: 300, scrollHeight: 50 * ROW + 40 });
    await settle();
    expect(asked(page, 'loadOlder')).toBe(before + 1);
  });

  test('[UI21] are put in without moving what is on the screen', async () => {
    const page = await openLaidOut({ items: many(101, 150), older: { state: 'loading' } });
    scrollTo(page, 500);
    await flushPromises();
    await updateLaidOut(page, { items: many(91, 150) });
    expect(page.find('message-list__scroll').attribute('scrollTop')).toBe(500 + 10 * ROW);
    expect(endMark(page)).toBe('');
  });

  test('[UI21] are asked for at once when the room does not fill the screen', async () => {
    const page = await openLaidOut({ items: many(148, 150) });
    await updateLaidOut(page, { items: many(148, 151) });
    expect(asked(page, 'loadOlder')).toBeGreaterThan(0);
  });

  test('[UI21] that did not come say so, do not look like the beginning, and come on a tap', async () => {
    const page = await openLaidOut({ items: many(101, 150) });
    page.fake.answers.loadOlder = () => Promise.reject(new ChatError('timeout', 'timeout'));
    await updateLaidOut(page, { items: many(101, 150), older: { state: 'failed', reason: 'timeout' } });
    expect(page.find('message-list__older').text).toBe('更早的消息没加载出来，点按重试');
    expect(page.has('message-list__beginning')).toBe(false);
    const before = asked(page, 'loadOlder');
    scrollTo(page, 10);
    expect(asked(page, 'loadOlder')).toBe(before);
    page.find('message-list__older').tap();
    expect(asked(page, 'loadOlder')).toBe(before + 1);
    await flushPromises();
  });

  test('[UI427] that did not come for want of a connection come without a tap when there is one', async () => {
    const page = await openLaidOut({ items: many(148, 150) });
    await updateLaidOut(page, { items: many(148, 150), older: { state: 'failed', reason: 'offline' } });
    const before = asked(page, 'loadOlder');
    await updateLaidOut(page, { items: many(148, 150), older: { state: 'idle' } });
    expect(asked(page, 'loadOlder')).toBe(before + 1);
  });

  test('[UI21] the beginning of the room is told once it is loaded, with the room’s code', async () => {
    const page = await openLaidOut({ items: many(1, 3), older: COMPLETE });
    expect(page.find('message-list__beginning').text).toBe('这里是聊天的开头房间号 tea');
    expect(asked(page, 'loadOlder')).toBe(0);
  });

  test('[UI16] a hole is loaded on a tap, and a failure is told', async () => {
    const gap = { kind: 'gap', key: 'g/4', from: 4, to: 9, lost: false } as const;
    const page = await openLaidOut({ items: [said(3), gap, said(10)], older: COMPLETE });
    page.fake.answers.fillGap = () => Promise.reject(new ChatError('offline', 'offline'));
    page.find('message-list__gap').tap();
    await flushPromises();
    expect(page.fake.asked).toContainEqual(['fillGap', 'tea', 'g/4', 'newest']);
    expect(wxMock['showToast']).toHaveBeenCalledWith(
      expect.objectContaining({ title: '现在没有连接，请连上后再试。' }),
    );
  });

  test('[UI208] {C1} a hole in the lower half, which people meet on their way down, is loaded from its beginning', async () => {
    const gap = { kind: 'gap', key: 'g/4', from: 4, to: 90, lost: false } as const;
    const page = await openLaidOut({ items: [said(3), gap, said(91)], older: COMPLETE });
    wxMock['getWindowInfo']?.mockReturnValue({ windowWidth: 390, windowHeight: -1 });
    page.find('message-list__gap').tap();
    await flushPromises();
    expect(page.fake.asked).toContainEqual(['fillGap', 'tea', 'g/4', 'oldest']);
  });

  test('[UI16] a hole whose messages are lost asks nothing', async () => {
    const gap = { kind: 'gap', key: 'g/1', from: 1, to: 9, lost: true } as const;
    const page = await openLaidOut({ items: [gap, said(10)], older: COMPLETE });
    page.find('message-list__gap').tap();
    expect(asked(page, 'fillGap')).toBe(0);
  });
});
