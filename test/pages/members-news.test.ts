/** The members page while people come and go: what is loaded stays, and nothing more is asked than needed. */
import type { Member } from '../../miniprogram/core/protocol/down-rooms';
import { ChatError } from '../../miniprogram/core/chat/chat-error';
import type { OpenPage } from '../support/page-harness';
import { resetWx } from '../support/page-harness';
import { chatState, userId } from '../support/chat-state';
import { ONLINE } from '../support/fake-client';
import { flushPromises } from '../support/manual-clock';
import { asked, member, openInTea } from '../support/tea-room';

beforeEach(resetWx);

const person = (i: number, more: Partial<Member> = {}): Member =>
  member({ user: userId(`p${i}`), name: `P${i}`, avatar: '' }, more);
const people = (count: number, from = 0): Member[] =>
  Array.from({ length: count }, (_, i) => person(from + i));

/** `all` in pages of fifty, of a server that follows or does not. */
async function openMembers(all: readonly Member[], isFollowed = true): Promise<OpenPage> {
  return openInTea('members', {
    before(fake) {
      fake.answers.members = (_room, skip) => {
        const next = skip + 50 < all.length ? { next: `at ${skip + 50}` } : {};
        const page = { members: all.slice(skip, skip + 50), more: skip + 50 < all.length, ...next };
        return Promise.resolve({ ...page, ...(isFollowed ? { isFollowed } : {}) });
      };
    },
  });
}
const names = (page: OpenPage): string[] => page.findAll('members__name').map(({ text }) => text);
const states = (page: OpenPage): string[] => page.findAll('members__state').map(({ text }) => text);

async function openTwoPages(isFollowed = true): Promise<OpenPage> {
  const page = await openMembers(people(120), isFollowed);
  page.find('members__more').tap();
  await flushPromises();
  expect(names(page)).toHaveLength(100);
  return page;
}

test('[UI390] {K25} rows change where they are, who is gone is taken out, and a newcomer is at the end', async () => {
  const page = await openTwoPages();
  const before = names(page);
  page.fake.tellMembers({
    ...{ offline: [userId('p70'), userId('p1')], gone: [userId('p2')] },
    members: [person(3, { role: 'admin' }), person(500)],
  });
  expect(names(page)).toEqual([...before.filter((name) => name !== 'P2'), 'P500']);
  expect(states(page).flatMap((text, i) => (text === '离线' ? [names(page)[i]] : []))).toEqual(['P1', 'P70']);
  expect(page.findAll('members__role').map(({ text }) => text)).toEqual(['管理员']);
  page.fake.tellMembers({ online: [userId('p1')], members: [person(2)] });
  expect(states(page).filter((text) => text === '离线')).toHaveLength(1);
  expect(names(page).slice(-2)).toEqual(['P500', 'P2']);
});

test('[UI390] {K25} a newcomer whom a later page has, too, comes once', async () => {
  const page = await openMembers(people(60));
  page.fake.tellMembers({ members: [person(55)] });
  page.find('members__more').tap();
  await flushPromises();
  expect(asked(page, 'members').slice(-1)).toEqual([['members', 'tea', 51, 'at 50']]);
  expect(names(page)).toHaveLength(new Set(names(page)).size);
});

test('[UI390] {K19} in a search a newcomer is shown by a name that is looked for', async () => {
  const page = await openMembers([person(7)]);
  page.find('search-field__input').trigger('input', { value: 'p7' });
  await page.fake.clock.advance(400);
  await flushPromises();
  page.fake.tellMembers({ members: [person(8), person(77)] });
  expect(names(page)).toEqual(['P7', 'P77']);
});

test('[UI390] {C22} a silence is over when its time is', async () => {
  const page = await openMembers([person(1)]);
  page.fake.tellMembers({ members: [person(1, { mutedUntil: page.fake.clock.now() + 2_000 })] });
  expect(states(page)).toEqual(['在线 · 禁言中']);
  await page.fake.clock.advance(2_100);
  expect(states(page)).toEqual(['在线']);
});

test('[UI391] {K25} nothing is asked of a server that tells by itself, and the number of members is right', async () => {
  const page = await openTwoPages();
  const before = asked(page, 'members').length;
  for (let members = 200; members < 220; members += 1) {
    page.fake.setState(chatState({ id: 'tea', room: { name: '茶馆', members, online: members - 7 } }));
    await page.frame();
  }
  await page.fake.clock.advance(60_000);
  expect(asked(page, 'members')).toHaveLength(before);
  expect(page.data['title']).toBe('成员（219）');
});

test('[UI391, PR67] {K25} of an older server the loaded pages are asked for again, once for all who come and go in a while', async () => {
  const page = await openTwoPages(false);
  const before = asked(page, 'members').length;
  for (let members = 200; members < 220; members += 1) {
    page.fake.setState(chatState({ id: 'tea', room: { name: '茶馆', members } }));
    await page.fake.clock.advance(100);
  }
  expect(asked(page, 'members')).toHaveLength(before);
  await page.fake.clock.advance(5_000);
  await flushPromises();
  expect(asked(page, 'members').slice(before)).toEqual([
    ['members', 'tea', 0],
    ['members', 'tea', 50, 'at 50'],
  ]);
  expect(names(page)).toHaveLength(100);
});

test('[UI392] {K25} a hidden page asks nothing, and looks once more when it is shown: who is gone, elsewhere, or new', async () => {
  const page = await openTwoPages();
  const before = names(page);
  page.hide();
  expect(asked(page, 'restList')).toHaveLength(1);
  const count = asked(page, 'members').length;
  page.fake.setState(chatState({ id: 'tea', room: { name: '茶馆', members: 9, online: 1 } }));
  await page.fake.clock.advance(60_000);
  expect(asked(page, 'members')).toHaveLength(count);
  // Two have gone offline, which puts them behind what is loaded; one of them is no member any more.
  const now = [
    ...people(120).filter(({ user }) => !['p1', 'p2'].includes(user)),
    person(1, { online: false }),
  ];
  page.fake.answers.members = (_room, skip) =>
    Promise.resolve({
      members: now.slice(skip, skip + 50),
      more: true,
      next: `at ${skip + 50}`,
      isFollowed: true,
    });
  page.fake.answers.aboutMembers = () => Promise.resolve([person(1, { online: false })]);
  page.show();
  await flushPromises();
  expect(asked(page, 'members').slice(count)).toEqual([
    ['members', 'tea', 0],
    ['members', 'tea', 50, 'at 50'],
  ]);
  expect(asked(page, 'aboutMembers')).toEqual([['aboutMembers', 'tea', ['p1', 'p2']]]);
  expect(names(page)).toEqual([...before.filter((name) => name !== 'P2'), 'P100', 'P101']);
  expect(states(page).indexOf('离线')).toBe(1);
});

test('[UI392] {C16} a connection that is there again looks once more, and what failed meanwhile changes nothing', async () => {
  const page = await openTwoPages();
  const before = asked(page, 'members').length;
  page.fake.setConnection({ state: 'connecting', since: 0 });
  await page.frame();
  page.fake.answers.members = () => Promise.reject(new ChatError('offline', ''));
  page.fake.setConnection(ONLINE);
  await page.frame();
  await flushPromises();
  expect(asked(page, 'members')).toHaveLength(before + 1);
  expect(names(page)).toHaveLength(100);
  page.unload();
  expect(asked(page, 'closeList')).toHaveLength(1);
});
