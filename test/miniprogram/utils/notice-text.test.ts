import { noticeText } from '../../../miniprogram/utils/notice-text';
import { everyText, spanText } from '../../../miniprogram/i18n/span-text';
import { splitAround } from '../../../miniprogram/pages/search/split-around';
import type { NoticeBody } from '../../../miniprogram/core/protocol/fields';

const NAMES = { name: 'Ann', target: 'Bob' };

test.each([
  [{ event: 'renamed', name: 'Club' }, 'Ann 把房间改名为「Club」', 'Ann renamed the room to “Club”'],
  [{ event: 'announcement' }, 'Ann 更新了公告', 'Ann changed the announcement'],
  [{ event: 'role', role: 'admin' }, 'Ann 把 Bob 设为管理员', 'Ann made Bob an admin'],
  [{ event: 'role', role: 'member' }, 'Ann 取消了 Bob 的管理员', 'Ann made Bob a plain member'],
  [{ event: 'role', role: 'owner' }, 'Ann 把房间交给了 Bob', 'Ann handed the room over to Bob'],
  [{ event: 'removed' }, 'Ann 把 Bob 移出了房间', 'Ann removed Bob'],
  [{ event: 'muted', forMs: 600_000 }, 'Ann 禁言了 Bob 10 分钟', 'Ann muted Bob for 10 minutes'],
  [{ event: 'muted', forMs: 0 }, 'Ann 解除了 Bob 的禁言', 'Ann let Bob speak again'],
  [{ event: 'closed' }, 'Ann 关闭了房间', 'Ann closed the room'],
  [{ event: 'joined' }, 'Ann 加入了房间', 'Ann joined'],
] as const)('[UI99] {C16} the notice %j is a sentence in both languages', (body, chinese, english) => {
  const notice = { kind: 'notice', ...body } as NoticeBody;
  expect(noticeText('zh-CN', notice, NAMES)).toBe(chinese);
  expect(noticeText('en', notice, NAMES)).toBe(english);
});

test('[RM56] {K23} a room that nobody handed over has fallen to its new owner, and the line says so', () => {
  const notice: NoticeBody = { kind: 'notice', event: 'role', role: 'owner' };
  const names = { name: 'Bob', target: 'Bob', isSelf: true };
  expect(noticeText('zh-CN', notice, names)).toBe('Bob 现在是房主');
  expect(noticeText('en', notice, names)).toBe('Bob owns the room now');
});

test('[UI408] what happens once in a while is told without the number one', () => {
  const spans = [1_000, 30_000, 60_000, 300_000, 3_600_000, 86_400_000];
  expect(spans.map((ms) => everyText('en', ms))).toEqual([
    'every second',
    'every 30 seconds',
    'every minute',
    'every 5 minutes',
    'every hour',
    'every day',
  ]);
  expect(spans.map((ms) => everyText('zh-CN', ms))).toEqual([
    '每秒',
    '每 30 秒',
    '每分钟',
    '每 5 分钟',
    '每小时',
    '每天',
  ]);
});

test('[UI99] a span is told in the largest unit that tells it whole', () => {
  expect([30_000, 90_000, 60_000, 3_600_000, 172_800_000, 0].map((ms) => spanText('en', ms))).toEqual([
    '30 seconds',
    '90 seconds',
    '1 minute',
    '1 hour',
    '2 days',
    '1 second',
  ]);
});

test('[UI93] a hit is marked in its line, which begins near it; a text without it is whole', () => {
  expect(splitAround('Some\ntea', 'TEA')).toEqual([
    { text: 'Some ', isHit: false },
    { text: 'tea', isHit: true },
  ]);
  expect(splitAround(`${'👍'.repeat(30)}tea`, 'tea')[0]?.text).toBe(`…${'👍'.repeat(16)}`);
  expect(splitAround('İstanbul tea', 'tea')[1]).toEqual({ text: 'tea', isHit: true });
  expect(splitAround('nothing', 'tea')).toEqual([{ text: 'nothing', isHit: false }]);
});

test('[UI320] {K26} what is marked is what was written, however it was asked for', () => {
  const marked = (text: string, query: string): string | undefined =>
    splitAround(text, query).find(({ isHit }) => isHit)?.text;
  expect(marked('Ну ПРИВЕТ всем', 'привет')).toBe('ПРИВЕТ');
  expect(marked('In der Straße', 'STRASSE')).toBe('Straße');
  expect(marked('say Hello \n\n World!', 'hello world')).toBe('Hello World');
  expect(marked('ｶﾞｷﾞｸﾞ', 'ガギ')).toBe('ｶﾞｷﾞ');
  expect(splitAround(' Hello\nworld ', 'world')).toEqual([
    { text: 'Hello ', isHit: false },
    { text: 'world', isHit: true },
  ]);
});
