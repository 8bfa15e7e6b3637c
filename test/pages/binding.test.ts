import type { FakeClient } from '../support/fake-client';
import { FRAME_MS } from '../../miniprogram/behaviors/view-binding';
import { openPage, resetWx, wxMock } from '../support/page-harness';
import { chatState, message } from '../support/chat-state';

const PAGES = ['rooms', 'chat', 'profile', 'settings'] as const;
const tea = { id: 'tea', items: [message({ text: 'one', seq: 1 })] };
const chatQuery = { query: { room: 'tea' } };
const withTea = (fake: FakeClient): void => fake.setState(chatState(tea));

beforeEach(resetWx);

describe.each(PAGES)('the %s page', (name) => {
  test('[UI22] leaves no listener and no timer behind', () => {
    const page = openPage(name, chatQuery);
    expect(page.fake.listeners).toBeGreaterThan(0);
    page.fake.setConnection({
      state: 'reconnecting',
      attempt: 1,
      retryAt: page.fake.clock.now() + 9_000,
      reason: '',
      offline: false,
    });
    page.unload();
    expect(page.fake.listeners).toBe(0);
    expect(page.fake.clock.pending).toBe(0);
  });

  test('[UI23] sends nothing to the view while it is hidden, and catches up when it is shown', async () => {
    const page = openPage(name, { ...chatQuery, before: withTea });
    await page.frame();
    page.hide();
    page.patches.length = 0;
    page.fake.setState(chatState({ ...tea, items: [...tea.items, message({ text: 'two', seq: 2 })] }));
    page.fake.setConnection({ state: 'disconnected' });
    page.fake.setProfile({ name: 'x', avatar: '' });
    await page.fake.clock.advance(60_000);
    expect(page.patches).toEqual([]);
    expect(page.fake.clock.pending).toBe(0);
    page.show();
    expect(page.dom.textContent).toContain('未连接');
  });

  test('[UI10] {P5} wears the theme that is set, bars included, and dresses the bars again when it comes back', async () => {
    const page = openPage(name, { ...chatQuery, settings: { theme: 'dark' } });
    expect(page.find('page-root').dom.className).toContain('theme-dark');
    expect(wxMock['setNavigationBarColor']).toHaveBeenLastCalledWith(
      expect.objectContaining({ frontColor: '#ffffff', backgroundColor: '#111111' }),
    );
    page.fake.client.settings.update({ theme: 'light' });
    await page.frame();
    expect(page.find('page-root').dom.className).toContain('theme-light');
    page.hide();
    wxMock['setNavigationBarColor']?.mockClear();
    page.show();
    expect(wxMock['setNavigationBarColor']).toHaveBeenCalledWith(
      expect.objectContaining({ frontColor: '#000000', backgroundColor: '#ededed' }),
    );
  });

  test('[UI10] {P6} takes the font size that is set in WeChat', () => {
    wxMock['getAppBaseInfo']?.mockReturnValue({ fontSizeSetting: 23, SDKVersion: '3.5.8' });
    const page = openPage(name, chatQuery);
    expect(page.find('page-root').dom.getAttribute('style')).toBe(`--chat-font-scale: ${23 / 16};`);
  });

  test('[UI24] {P8} speaks the language that is set, in its title too', async () => {
    const page = openPage(name, { ...chatQuery, before: withTea });
    const chinese = page.dom.textContent;
    page.fake.client.settings.update({ language: 'en' });
    await page.frame();
    expect(page.dom.textContent).not.toBe(chinese);
    const titles = { rooms: 'Chats', chat: 'tea (3)', profile: 'My profile', settings: 'Settings' };
    expect(wxMock['setNavigationBarTitle']).toHaveBeenLastCalledWith(
      expect.objectContaining({ title: titles[name] }),
    );
  });
});

test('[UI23] a burst of changes is one patch in one frame', async () => {
  const page = openPage('rooms', { before: withTea });
  await page.frame();
  page.patches.length = 0;
  for (let i = 0; i < 50; i += 1) {
    page.fake.setState(chatState({ ...tea, room: { online: i } }));
  }
  expect(page.patches).toHaveLength(0);
  await page.fake.clock.advance(FRAME_MS);
  expect(page.patches).toHaveLength(1);
  expect(page.find('room-row__online').text).toBe('49 人在线');
});

test('[UI7] the countdown of the connection line ticks by itself and ends with the connection', async () => {
  const page = openPage('rooms', { before: withTea });
  const { clock } = page.fake;
  page.fake.setConnection({
    state: 'reconnecting',
    attempt: 2,
    retryAt: clock.now() + 3_016,
    reason: '',
    offline: false,
  });
  await clock.advance(FRAME_MS);
  expect(page.find('connection-line__text').text).toContain('3 秒');
  await clock.advance(1_000);
  expect(page.find('connection-line__text').text).toContain('2 秒');
  page.find('connection-line').tap();
  expect(page.fake.asked).toContainEqual(['retryNow']);
  page.fake.setConnection({ state: 'online', since: clock.now(), checking: false, catchingUp: 0 });
  await page.frame();
  expect(page.has('connection-line')).toBe(false);
});

test('[UI6] a line that offers nothing does nothing when it is tapped', async () => {
  const page = openPage('rooms');
  page.fake.setConnection({ state: 'stopped', code: 'banned', reason: '' });
  await page.frame();
  page.find('connection-line').tap();
  expect(page.fake.asked).not.toContainEqual(['retryNow']);
});
