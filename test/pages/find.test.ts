import { ChatError } from '../../miniprogram/core/chat/chat-error';
import type { Listing } from '../../miniprogram/core/protocol/down-rooms';
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import { answerModals, resetWx, wxMock } from '../support/page-harness';
import { ANN, EPOCH, roomId } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';
import { asked, openInTea } from '../support/tea-room';

beforeEach(resetWx);

describe('finding public rooms', () => {
  const pub: Listing = { room: roomId('pub'), name: '酒馆', announcement: 'Come in', online: 4, members: 9 };
  const mine: Listing = { ...pub, room: roomId('tea'), name: '茶馆', announcement: '' };

  test('[UI92] {R6} rooms are listed with their people, searched after a pause, and joined by a tap', async () => {
    const page = await openInTea('find', {
      before: (fake) => (fake.answers.directory = () => Promise.resolve({ rooms: [pub, mine], more: false })),
    });
    expect(page.findAll('find__people').map(({ text }) => text)[0]).toBe('4 人在线 · 9 位成员');
    expect(page.findAll('find__action').map(({ text }) => text)).toEqual(['加入', '打开']);
    page.find('search-field__input').trigger('input', { value: '酒' });
    page.find('search-field__input').trigger('input', { value: '酒馆' });
    await page.fake.clock.advance(300);
    expect(asked(page, 'directory').slice(-1)).toEqual([['directory', '酒馆', 0]]);
    expect(asked(page, 'directory').some(([, query]) => query === '酒')).toBe(false);
    page.findAll('find__row')[0]!.tap();
    await flushPromises();
    expect(asked(page, 'joinRoom')).toEqual([['joinRoom', 'pub']]);
    expect(wxMock['navigateTo']).toHaveBeenCalledWith(
      expect.objectContaining({ url: '/pages/chat/chat?room=pub' }),
    );
  });

  test('[RM57] {K25} more rooms are asked for where the last page ended', async () => {
    const page = await openInTea('find', {
      before: (fake) =>
        (fake.answers.directory = () => Promise.resolve({ rooms: [pub], more: true, next: 'place' })),
    });
    page.find('find__more').tap();
    await flushPromises();
    expect(asked(page, 'directory').slice(-1)).toEqual([['directory', '', 1, 'place']]);
  });

  test('[UI395] {K25} who comes back has as many rooms as were loaded, and at no moment fewer', async () => {
    const rooms = Array.from({ length: 60 }, (_, i) => ({
      ...pub,
      room: roomId(`pub-${i}`),
      name: `Pub ${i}`,
    }));
    const page = await openInTea('find', {
      before: (fake) =>
        (fake.answers.directory = (_query, skip) =>
          Promise.resolve({ rooms: rooms.slice(skip, skip + 20), more: skip < 40, next: `at ${skip + 20}` })),
    });
    page.find('find__more').tap();
    await flushPromises();
    expect(page.findAll('find__row')).toHaveLength(40);
    page.hide();
    page.patches.length = 0;
    page.show();
    await flushPromises();
    expect(asked(page, 'directory').slice(-2)).toEqual([
      ['directory', '', 0],
      ['directory', '', 20, 'at 20'],
    ]);
    expect(page.findAll('find__row')).toHaveLength(40);
    expect(page.patches.filter((patch) => 'ids' in patch)).toEqual([]);
  });

  test('[UI406] [UI464] {S3} a room that was asked says so, a tap offers to take it back, and who is turned away can ask anew', async () => {
    const page = await openInTea('find', {
      before: (fake) => {
        fake.answers.directory = () => Promise.resolve({ rooms: [pub, mine], more: false });
      },
    });
    const actions = () => page.findAll('find__action').map(({ text }) => text);
    const note = async (knocked: readonly RoomId[]) => {
      page.fake.setState({ ...page.fake.client.chat.state, knocked });
      await page.frame();
    };
    expect(actions()).toEqual(['加入', '打开']);
    await note([pub.room, mine.room]);
    expect(actions()).toEqual(['已申请', '打开']);
    expect(page.findAll('find__row')[0]!.attribute('ariaLabel')).toBe('酒馆，4 人在线 · 9 位成员，已申请');
    const modal = answerModals({ confirm: false }, { confirm: true });
    const tapFirst = async () => {
      page.findAll('find__row')[0]!.tap();
      await flushPromises();
    };
    await tapFirst();
    expect(modal).toHaveBeenLastCalledWith(
      expect.objectContaining({ title: '正在等待同意', confirmText: '撤回', cancelText: '取消' }),
    );
    expect([asked(page, 'cancelJoin'), asked(page, 'joinRoom')]).toEqual([[], []]);
    await tapFirst();
    expect([asked(page, 'cancelJoin'), asked(page, 'joinRoom')]).toEqual([[['cancelJoin', pub.room]], []]);
    expect(wxMock['navigateTo']).not.toHaveBeenCalled();
    await note([]);
    expect(actions()).toEqual(['加入', '打开']);
  });

  test('[UI92] {R6} nothing found, a failure and a refusal each have their sentence', async () => {
    const page = await openInTea('find');
    expect(page.find('find__notice').text).toContain('没有找到公开房间');
    page.fake.answers.directory = () => Promise.reject(new ChatError('offline', ''));
    page.show();
    await flushPromises();
    expect(page.find('find__notice').text).toContain('没有加载出来');
    page.fake.answers.directory = () => Promise.resolve({ rooms: [pub], more: false });
    page.fake.answers.joinRoom = () => Promise.reject(new ChatError('forbidden', ''));
    page.find('find__notice').tap();
    await flushPromises();
    page.find('find__row').tap();
    await flushPromises();
    expect(wxMock['showToast']).toHaveBeenCalledWith(
      expect.objectContaining({ title: '你曾被移出这个房间，暂时不能加入。' }),
    );
  });
});

describe('finding messages', () => {
  const hit = (seq: number, text: string) => ({
    type: 'msg' as const,
    room: roomId('tea'),
    epoch: EPOCH,
    seq,
    user: ANN.user,
    clientId: `c${seq}` as never,
    at: 0,
    body: { kind: 'text' as const, text },
  });

  test('[UI93] {R10} hits are marked, lead into the chat, and go further back by a tap', async () => {
    const page = await openInTea('search', {
      before(fake) {
        fake.answers.search = (_room, _query, before) =>
          Promise.resolve({
            epoch: EPOCH,
            messages: before === 0 ? [hit(9, 'more Tea, please')] : [hit(2, 'tea?')],
            before: before === 0 ? 9 : 0,
          });
      },
    });
    page.find('search-field__input').trigger('input', { value: ' tea ' });
    page.find('search-field__input').trigger('confirm', { value: ' tea ' });
    await flushPromises();
    expect(asked(page, 'search')).toEqual([['search', 'tea', 'tea', 0]]);
    expect(page.find('search__mark').text).toBe('Tea');
    page.find('search__more').tap();
    await flushPromises();
    expect(page.findAll('search__hit')).toHaveLength(2);
    expect(page.has('search__more')).toBe(false);
    page.findAll('search__hit')[1]!.tap();
    expect(wxMock['navigateTo']).toHaveBeenCalledWith(
      expect.objectContaining({ url: '/pages/chat/chat?room=tea&seq=2' }),
    );
  });

  test('[UI93] {R10} nothing found and a failure are said; an empty field asks nothing', async () => {
    const page = await openInTea('search');
    page.find('search-field__input').trigger('confirm', { value: '' });
    expect(asked(page, 'search')).toEqual([]);
    page.find('search-field__input').trigger('input', { value: 'zzz' });
    page.find('search-field__input').trigger('confirm', { value: 'zzz' });
    await flushPromises();
    expect(page.find('search__notice').text).toBe('没有找到「zzz」');
    page.fake.answers.search = () => Promise.reject(new ChatError('offline', ''));
    page.find('search-field__input').trigger('confirm', { value: 'zzz' });
    await flushPromises();
    expect(page.find('search__notice').text).toContain('没能完成搜索');
    page.fake.answers.search = () => Promise.resolve({ epoch: EPOCH, messages: [hit(1, 'zzz')], before: 0 });
    page.find('search__notice').tap();
    await flushPromises();
    expect(page.findAll('search__hit')).toHaveLength(1);
  });
});
