import { ChatError } from '../../miniprogram/core/chat/chat-error';
import { answerActionSheet, answerModals, openPage, resetWx, wxMock } from '../support/page-harness';
import { ANN, BOB, chatState, ME, userId } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';
import { asked, member, openInTea, TEA } from '../support/tea-room';

beforeEach(resetWx);

describe('members', () => {
  const three = [
    member(ANN, { role: 'owner' }),
    member(ME, { role: 'admin' }),
    member(BOB, { online: false }),
  ];

  test('[UI86] {C16} each member has name, role and state, and oneself is marked', async () => {
    const page = await openInTea('members', { members: three });
    expect(page.findAll('members__name').map(({ text }) => text)).toEqual(['Ann', '小明（我）', 'Bob']);
    expect(page.findAll('members__role').map(({ text }) => text)).toEqual(['房主', '管理员']);
    expect(page.findAll('members__state').map(({ text }) => text)).toEqual(['在线', '在线', '离线']);
    expect(page.findAll('members__row')[0]?.attribute('ariaLabel')).toBe('Ann，房主，在线');
    expect(page.data['title']).toBe('成员（3）');
  });

  test('[UI86] {C16} a page is shown as loading, its failure is told and repeated, and more is a tap away', async () => {
    const page = openPage('members', TEA);
    expect(page.findAll('members__bone-avatar')).toHaveLength(6);
    page.fake.answers.members = () => Promise.reject(new ChatError('offline', ''));
    page.show();
    await flushPromises();
    expect(page.has('members__failed')).toBe(true);
    page.fake.answers.members = (_room, skip) =>
      Promise.resolve({ members: skip === 0 ? [member(ANN)] : [member(ANN), member(BOB)], more: skip === 0 });
    page.find('members__failed').tap();
    await flushPromises();
    expect(page.findAll('members__name')).toHaveLength(1);
    page.find('members__more').tap();
    await flushPromises();
    expect(page.findAll('members__name').map(({ text }) => text)).toEqual(['Ann', 'Bob']);
    expect(page.has('members__more')).toBe(false);
  });

  test('[RM57] {K25} more members are asked for where the last page ended, and from the first when the list is asked for anew', async () => {
    const page = await openInTea('members', {
      before: (fake) =>
        (fake.answers.members = () => Promise.resolve({ members: [member(ANN)], more: true, next: 'place' })),
    });
    page.find('members__more').tap();
    await flushPromises();
    expect(asked(page, 'members').slice(-1)).toEqual([['members', 'tea', 1, 'place']]);
    page.show();
    await flushPromises();
    expect(asked(page, 'members').slice(-1)).toEqual([['members', 'tea', 0]]);
  });

  test('[UI86] {C16} the list of an older server is asked for again when somebody comes or goes', async () => {
    const page = await openInTea('members', { members: three });
    const before = asked(page, 'members').length;
    page.fake.setState(chatState({ id: 'tea', room: { name: '茶馆', members: 4 } }));
    await page.fake.clock.advance(6_000);
    expect(asked(page, 'members')).toHaveLength(before + 1);
  });

  test('[UI308] {K19} members are searched by name once the typing rests, and nobody is an answer', async () => {
    const page = await openInTea('members', { members: three });
    page.fake.answers.members = (_room, _skip, _after, query) =>
      Promise.resolve({ members: query === 'bo' ? [member(BOB)] : [], more: false });
    page.find('search-field__input').trigger('input', { value: 'b' });
    page.find('search-field__input').trigger('input', { value: 'bo' });
    await page.fake.clock.advance(400);
    await flushPromises();
    await page.frame();
    expect(page.findAll('members__name').map(({ text }) => text)).toEqual(['Bob']);
    expect(asked(page, 'members').slice(-1)).toEqual([['members', 'tea', 0, undefined, 'bo']]);
    page.find('search-field__input').trigger('input', { value: 'box' });
    await page.fake.clock.advance(400);
    await flushPromises();
    await page.frame();
    expect(page.find('members__failed').text).toBe('没有叫这个名字的成员');
  });

  test('[UI304, UI308] {K19} a name in a message leads to that person, and the title waits for a number', async () => {
    const page = openPage('members', {
      ...TEA,
      query: { room: 'tea', find: encodeURIComponent('Bob & co') },
      before: (fake) => fake.setState(chatState({ id: 'tea', room: { members: 0 } })),
    });
    expect(page.data['title']).toBe('成员');
    page.fake.answers.members = () => Promise.resolve({ members: [member(BOB)], more: false });
    page.show();
    await flushPromises();
    expect(asked(page, 'members').slice(-1)).toEqual([['members', 'tea', 0, undefined, 'Bob & co']]);
    expect(page.data['title']).toBe('成员');
  });

  test.each([
    ['member', 'member', ['举报…', '屏蔽此人的消息']],
    ['admin', 'owner', ['举报…', '屏蔽此人的消息']],
    ['admin', 'admin', ['举报…', '屏蔽此人的消息']],
    ['admin', 'member', ['禁言…', '移出房间', '举报…', '屏蔽此人的消息']],
    ['owner', 'member', ['设为管理员', '转让房间', '禁言…', '移出房间', '举报…', '屏蔽此人的消息']],
    ['owner', 'admin', ['取消管理员', '转让房间', '禁言…', '移出房间', '举报…', '屏蔽此人的消息']],
  ] as const)(
    '[UI87] {C22} as %s one is offered for a %s what the server would do',
    async (role, other, labels) => {
      const page = await openInTea('members', { role, members: [member(BOB, { role: other })] });
      answerActionSheet(null);
      page.find('members__row').tap();
      await flushPromises();
      expect(wxMock['showActionSheet']?.mock.calls[0]?.[0]).toMatchObject({ itemList: labels });
    },
  );

  test('[UI87] {C22} nothing is offered for oneself', async () => {
    const page = await openInTea('members', { role: 'owner', members: [member(ME, { role: 'owner' })] });
    page.find('members__row').tap();
    await flushPromises();
    expect(wxMock['showActionSheet']).not.toHaveBeenCalled();
  });

  test.each([
    ['设为管理员', member(BOB), { kind: 'role', user: 'bob', role: 'admin' }],
    ['取消管理员', member(BOB, { role: 'admin' }), { kind: 'role', user: 'bob', role: 'member' }],
    ['转让房间', member(BOB), { kind: 'role', user: 'bob', role: 'owner' }],
    ['移出房间', member(BOB), { kind: 'remove', user: 'bob' }],
    [
      '解除禁言',
      member(BOB, { mutedUntil: Number.MAX_SAFE_INTEGER }),
      { kind: 'mute', user: 'bob', forMs: 0 },
    ],
  ] as const)('[UI88] {C22} %s asks the server for it and the list again', async (label, one, action) => {
    const page = await openInTea('members', { role: 'owner', members: [one] });
    const before = asked(page, 'members').length;
    answerActionSheet(label);
    answerModals({ confirm: true });
    page.find('members__row').tap();
    await flushPromises();
    expect(asked(page, 'act')).toEqual([['act', 'tea', action]]);
    expect(asked(page, 'members')).toHaveLength(before + 1);
  });

  test('[UI88] {C22} a member is muted for 10 minutes, an hour or a day, and a refusal is said', async () => {
    const page = await openInTea('members', { role: 'owner', members: [member(BOB)] });
    const sheets = answerActionSheet('禁言…');
    sheets.mockImplementation((options: { itemList: string[]; success(answer: object): void }) =>
      options.success({
        tapIndex: Math.max(options.itemList.indexOf('禁言…'), options.itemList.indexOf('1 小时')),
      }),
    );
    page.fake.answers.act = () => Promise.reject(new ChatError('forbidden', ''));
    page.find('members__row').tap();
    await flushPromises();
    expect(sheets.mock.calls[1]?.[0]).toMatchObject({ itemList: ['10 分钟', '1 小时', '1 天'] });
    expect(asked(page, 'act')).toEqual([['act', 'tea', { kind: 'mute', user: 'bob', forMs: 3_600_000 }]]);
    expect(wxMock['showToast']).toHaveBeenCalledWith(
      expect.objectContaining({ title: '你没有权限这样做。' }),
    );
  });

  test('[UI88] {C22} a person is reported with a reason, blocked and unblocked', async () => {
    const page = await openInTea('members', { members: [member(BOB)] });
    const sheets = answerActionSheet('举报…');
    sheets.mockImplementation((options: { itemList: string[]; success(answer: object): void }) =>
      options.success({
        tapIndex: Math.max(options.itemList.indexOf('举报…'), options.itemList.indexOf('辱骂骚扰')),
      }),
    );
    page.find('members__row').tap();
    await flushPromises();
    expect(asked(page, 'report')).toEqual([['report', { room: 'tea', user: 'bob', reason: 'abuse' }]]);
    expect(wxMock['showToast']).toHaveBeenCalledWith(expect.objectContaining({ title: '已收到举报，谢谢' }));
    answerActionSheet('屏蔽此人的消息');
    page.find('members__row').tap();
    await flushPromises();
    page.fake.setState({ ...page.fake.client.chat.state, blocked: [userId('bob')] });
    await page.frame();
    expect(page.find('members__state').text).toBe('在线 · 已屏蔽');
    answerActionSheet('取消屏蔽');
    page.find('members__row').tap();
    await flushPromises();
    expect(asked(page, 'setBlocked')).toEqual([
      ['setBlocked', 'bob', true],
      ['setBlocked', 'bob', false],
    ]);
  });
});
