import { ChatError } from '../../miniprogram/core/chat/chat-error';
import { BUSY_AFTER_MS } from '../../miniprogram/utils/dialogs';
import { answerActionSheet, answerModals, resetWx, stackPages, wxMock } from '../support/page-harness';
import { ANN, BOB, chatState } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';
import { asked, member, OPEN, openInTea } from '../support/tea-room';

beforeEach(resetWx);

describe('room settings', () => {
  test('[UI89] {R5} a room shows name, people, code, members and announcement, and its switches set flags', async () => {
    const settings = { ...OPEN, announcement: 'Sunday' };
    const page = await openInTea('room', { room: { settings }, members: [member(ANN), member(BOB)] });
    expect(page.find('room__name').text).toBe('茶馆');
    expect(page.find('room__people').text).toBe('2 人在线 · 3 位成员');
    expect(page.find('room__announcement-text').text).toBe('Sunday');
    expect(page.findAll('room__face-name').map(({ text }) => text)).toEqual(['Ann', 'Bob']);
    const [pin, mute] = page.findAll('room__cell--switch');
    expect(pin?.attribute('ariaChecked')).toBe(false);
    pin?.tap();
    mute?.tap();
    await flushPromises();
    expect(asked(page, 'setFlags')).toEqual([
      ['setFlags', 'tea', { pinned: true }],
      ['setFlags', 'tea', { muted: true }],
    ]);
  });

  test('[UI89] {R6} the code is copied, and members and search are a tap away', async () => {
    const page = await openInTea('room');
    const cell = (name: string) => page.findAll('room__cell').find(({ text }) => text.startsWith(name))!;
    cell('房间号').tap();
    expect(wxMock['setClipboardData']).toHaveBeenCalledWith(expect.objectContaining({ data: 'tea' }));
    cell('查看全部').tap();
    cell('查找').tap();
    expect(wxMock['navigateTo']?.mock.calls.map(([options]) => (options as { url: string }).url)).toEqual([
      '/pages/members/members?room=tea',
      '/pages/search/search?room=tea',
    ]);
  });

  test.each([
    ['member', false, false],
    ['admin', true, false],
    ['owner', true, true],
  ] as const)('[UI90] {C22} as %s one sees what one may change', async (role, manages, closes) => {
    const page = await openInTea('room', { role });
    expect(page.has('room__manage')).toBe(manages);
    expect(page.findAll('room__cell--danger')).toHaveLength(closes ? 2 : 1);
  });

  test.each([
    ['房间名称', 'New', { kind: 'rename', name: 'New' }],
    ['编辑公告', 'Hi', { kind: 'announce', text: 'Hi' }],
  ] as const)('[UI90] {C22} %s is asked for with what there is, and sent', async (name, typed, action) => {
    const page = await openInTea('room', { role: 'admin' });
    answerModals({ confirm: true, content: typed });
    page
      .findAll('room__cell')
      .find(({ text }) => text.startsWith(name))!
      .tap();
    await flushPromises();
    expect(asked(page, 'act')).toEqual([['act', 'tea', action]]);
  });

  test('[UI397] a name that is confirmed as it stands is asked of nobody', async () => {
    const page = await openInTea('room', { role: 'owner', room: { names: { zh: '大厅', en: 'Lobby' } } });
    answerModals({ confirm: true, content: '大厅' });
    page
      .findAll('room__cell')
      .find(({ text }) => text.startsWith('房间名称'))!
      .tap();
    await flushPromises();
    expect(wxMock['showModal']).toHaveBeenCalledWith(expect.objectContaining({ content: '大厅' }));
    expect(asked(page, 'act')).toEqual([]);
  });

  test.each([
    ['谁可以加入', '凭房间号', { kind: 'access', access: 'invite' }],
    ['慢速模式', '每 30 秒一条', { kind: 'slow', everyMs: 30_000 }],
  ] as const)('[UI90] {C22} %s is chosen from a sheet', async (name, label, action) => {
    const page = await openInTea('room', { role: 'admin' });
    answerActionSheet(label);
    page
      .findAll('room__cell')
      .find(({ text }) => text.startsWith(name))!
      .tap();
    await flushPromises();
    expect(asked(page, 'act')).toEqual([['act', 'tea', action]]);
  });

  test('[UI288] {K33} a phone number in the announcement is tapped', async () => {
    const settings = { ...OPEN, announcement: 'Call 13800138000' };
    const page = await openInTea('room', { room: { settings } });
    answerActionSheet('复制号码');
    page.find('linked-text__part').tap();
    await page.frame();
    expect(wxMock['setClipboardData']).toHaveBeenCalledWith(expect.objectContaining({ data: '13800138000' }));
  });

  test('[UI374] {C22, K30} a long announcement is folded, opens and folds by a tap, and another one begins folded', async () => {
    const announced = (announcement: string) => ({ settings: { ...OPEN, announcement } });
    const long = `see https://a.example${'\nline'.repeat(30)}`;
    const page = await openInTea('room', { room: announced(long) });
    const announce = async (announcement: string): Promise<void> => {
      page.fake.setState(chatState({ id: 'tea', room: announced(announcement) }));
      await page.frame();
    };
    const isFolded = (): boolean => page.has('folded-text--folded');
    const way = () => page.find('folded-text__fold');
    expect([isFolded(), way().text, page.find('linked-text__part').text]).toEqual([
      true,
      '展开全文',
      'https://a.example',
    ]);
    way().tap();
    expect([isFolded(), way().text]).toEqual([false, '收起']);
    way().tap();
    expect(isFolded()).toBe(true);
    expect(wxMock['pageScrollTo']).toHaveBeenCalledWith(
      expect.objectContaining({ selector: '.room__announcement' }),
    );
    way().tap();
    await announce(`${long}\nnews`);
    expect(isFolded()).toBe(true);
    await announce('short');
    expect([isFolded(), page.has('folded-text__fold')]).toEqual([false, false]);
  });

  test('[UI90] {C22} closing asks first, and an announcement that is too long is refused with the limit', async () => {
    const page = await openInTea('room', { role: 'owner' });
    answerModals({ confirm: false });
    page.findAll('room__cell--danger')[0]!.tap();
    await flushPromises();
    expect(asked(page, 'act')).toEqual([]);
    answerModals({ confirm: true, content: 'x' });
    page.findAll('room__cell--danger')[0]!.tap();
    await flushPromises();
    expect(asked(page, 'act')).toEqual([['act', 'tea', { kind: 'close' }]]);
    page.fake.answers.act = () => Promise.reject(new ChatError('too_large', ''));
    page
      .findAll('room__cell')
      .find(({ text }) => text.startsWith('编辑公告'))!
      .tap();
    await flushPromises();
    expect(wxMock['showToast']).toHaveBeenCalledWith(
      expect.objectContaining({ title: '公告最多 500 个字，请缩短。' }),
    );
  });

  test('[UI91] {R5} leaving asks first and goes back to the rooms; a room that is gone says so', async () => {
    const page = await openInTea('room');
    answerModals({ confirm: true });
    stackPages('rooms', 'chat', 'room');
    page.find('room__leave').tap();
    await flushPromises();
    expect(asked(page, 'leaveRoom')).toEqual([['leaveRoom', 'tea']]);
    expect(wxMock['navigateBack']).toHaveBeenCalledWith(expect.objectContaining({ delta: 2 }));
    page.fake.setState(chatState());
    await page.frame();
    expect(page.find('room__missing').text).toContain('回到房间列表');
  });

  test.each([
    ['of three people, its owner', { role: 'owner' }, '你是房主：退出后由管理员接任'],
    [
      'with nobody else in it, its owner',
      { role: 'owner', room: { members: 1 } },
      '下一个进来的人会成为房主',
    ],
    [
      'that is closed, its owner',
      { role: 'owner', room: { settings: { ...OPEN, closed: true } } },
      '不再收到',
    ],
    [
      'that the server began with, its owner',
      { role: 'owner', room: { names: { zh: '茶馆', en: 'Tea' } } },
      '不再收到',
    ],
    ['of three people, an admin', { role: 'admin' }, '不再收到'],
  ] as const)('[UI403] who leaves a room %s, reads what becomes of it', async (_, set, words) => {
    const page = await openInTea('room', set);
    const asks = answerModals({ confirm: false });
    page.find('room__leave').tap();
    await flushPromises();
    expect((asks.mock.calls[0]?.[0] as { content: string }).content).toContain(words);
  });

  test('[UI91] {R5} until it is known who is in the room it says that it loads, and has nothing to tap', async () => {
    const page = await openInTea('room', {
      before: (fake) => fake.setState({ ...chatState(), loaded: false }),
    });
    expect(page.find('room__missing').text).toBe('正在加载…');
    expect(page.has('room__cell')).toBe(false);
  });

  test('[UI212] what takes a moment says so until it is there, and what does not says nothing', async () => {
    const page = await openInTea('room', { role: 'owner' });
    answerModals({ confirm: true });
    const [close] = page.findAll('room__cell--danger');
    close?.tap();
    await flushPromises();
    await page.fake.clock.advance(BUSY_AFTER_MS);
    expect(wxMock['showLoading']).not.toHaveBeenCalled();

    let answer: () => void = () => undefined;
    page.fake.answers.act = () => new Promise((resolve) => (answer = resolve));
    close?.tap();
    await flushPromises();
    await page.fake.clock.advance(BUSY_AFTER_MS - 1);
    expect(wxMock['showLoading']).not.toHaveBeenCalled();
    await page.fake.clock.advance(1);
    expect(wxMock['showLoading']).toHaveBeenCalledWith(
      expect.objectContaining({ title: '请稍候', mask: true }),
    );
    expect(wxMock['hideLoading']).not.toHaveBeenCalled();
    answer();
    await flushPromises();
    expect(wxMock['hideLoading']).toHaveBeenCalledTimes(1);
  });

  test('[UI212] the sign is gone before a refusal is told: a phone shows one of them at a time', async () => {
    const page = await openInTea('room');
    answerModals({ confirm: true });
    let refuse: (error: Error) => void = () => undefined;
    page.fake.answers.leaveRoom = () => new Promise((_, reject) => (refuse = reject));
    page.find('room__leave').tap();
    await flushPromises();
    await page.fake.clock.advance(BUSY_AFTER_MS);
    refuse(new ChatError('offline', ''));
    await flushPromises();
    const [hidden] = wxMock['hideLoading']!.mock.invocationCallOrder;
    const [told] = wxMock['showToast']!.mock.invocationCallOrder;
    expect(hidden).toBeLessThan(told ?? 0);
  });
});
