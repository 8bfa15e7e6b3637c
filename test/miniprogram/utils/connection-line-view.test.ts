import type { ConnectionView } from '../../../miniprogram/core/chat/chat-types';
import { connectionLine, connectionStatus } from '../../../miniprogram/utils/connection-line-view';

const NOW = 1_000_000;
const line = (view: ConnectionView, now = NOW) => connectionLine(view, 'zh-CN', now).line;
const stopped = (code: Extract<ConnectionView, { state: 'stopped' }>['code']): ConnectionView => ({
  state: 'stopped',
  code,
  reason: '',
});

test('[UI6] nothing is shown while all is well', () => {
  expect(line({ state: 'online', since: 0, checking: false, catchingUp: 0 }).shown).toBe(false);
});

test('[UI6] {R8} catching up tells how many messages are left', () => {
  const view = line({ state: 'online', since: 0, checking: false, catchingUp: 12 });
  expect(view).toMatchObject({
    shown: true,
    tone: 'info',
    busy: true,
    text: '收取中…还剩 12 条',
    action: '',
  });
});

test('[UI6] a doubtful connection says so', () => {
  expect(line({ state: 'online', since: 0, checking: true, catchingUp: 3 })).toMatchObject({
    tone: 'warn',
    text: '连接不太稳定，正在确认…',
  });
});

test('[UI6] a connection that is made at once does not flash', () => {
  const connecting: ConnectionView = { state: 'connecting', since: NOW };
  expect(connectionLine(connecting, 'zh-CN', NOW)).toMatchObject({
    line: { shown: false },
    refreshInMs: 500,
  });
  expect(connectionLine(connecting, 'zh-CN', NOW + 200).refreshInMs).toBe(300);
  expect(line(connecting, NOW + 500)).toMatchObject({ shown: true, busy: true, text: '连接中…' });
});

test('[UI7] waiting for the next attempt counts down by the second and offers to try now', () => {
  const waiting: ConnectionView = {
    state: 'reconnecting',
    attempt: 3,
    retryAt: NOW + 4_200,
    reason: '',
    offline: false,
  };
  expect(connectionLine(waiting, 'zh-CN', NOW)).toMatchObject({
    line: { shown: true, tone: 'warn', text: '未连接到服务器，5 秒后重试', action: '立即重试' },
    refreshInMs: 200,
  });
  expect(connectionLine(waiting, 'zh-CN', NOW + 200)).toMatchObject({
    line: { text: '未连接到服务器，4 秒后重试' },
    refreshInMs: 1_000,
  });
});

test.each([-600_000, -1])(
  '[UI372] {K9} a clock that is set by %d ms hides nothing and shows no longer wait',
  (off) => {
    expect(line({ state: 'connecting', since: NOW }, NOW + off)).toMatchObject({ shown: true, busy: true });
    const wait = { retryAt: NOW + 4_000, waitMs: 4_000 };
    const waiting: ConnectionView = {
      state: 'reconnecting',
      attempt: 3,
      ...wait,
      reason: '',
      offline: false,
    };
    expect(connectionLine(waiting, 'zh-CN', NOW + off)).toMatchObject({
      line: { text: '未连接到服务器，4 秒后重试' },
      refreshInMs: 1_000,
    });
  },
);

test('[UI7] when the wait is over nothing negative is shown and nothing ticks', () => {
  const late: ConnectionView = {
    state: 'reconnecting',
    attempt: 1,
    retryAt: NOW,
    reason: '',
    offline: false,
  };
  for (const now of [NOW, NOW + 5_000]) {
    expect(connectionLine(late, 'zh-CN', now)).toMatchObject({
      line: { text: '未连接到服务器，正在重试…', busy: true, action: '' },
      refreshInMs: 0,
    });
  }
});

test('[UI6, FM43] {R8} without a network there is nothing to count down, and a person may try all the same', () => {
  const offline: ConnectionView = {
    state: 'reconnecting',
    attempt: 0,
    retryAt: NOW + 60_000,
    reason: 'no network',
    offline: true,
  };
  expect(connectionLine(offline, 'zh-CN', NOW)).toMatchObject({
    line: {
      shown: true,
      tone: 'warn',
      busy: false,
      text: '当前没有网络，恢复后自动连接',
      action: '立即重试',
    },
    refreshInMs: 0,
  });
});

test.each([
  ['sign_in', '微信登录失败，3 秒后重试', 'WeChat does not sign you in, next try in 3 s'],
  ['storage', '读不出手机里保存的内容，3 秒后重试', 'This phone’s storage cannot be read, next try in 3 s'],
] as const)('[UI6, SS112] {H4, H3} a wait for %s is told as what it is', (trouble, zh, en) => {
  const wait: ConnectionView = {
    ...{ state: 'reconnecting', attempt: 1, retryAt: NOW + 3_000, reason: '', offline: false },
    trouble,
  };
  expect(connectionLine(wait, 'zh-CN', NOW).line).toMatchObject({
    text: zh,
    tone: 'warn',
    action: '立即重试',
  });
  expect(connectionLine(wait, 'en', NOW).line).toMatchObject({ text: en, action: 'Retry now' });
});

test.each([
  ['superseded', '已在另一台设备上使用', '在这里使用'],
  ['auth_failed', '登录已失效', '重新登录'],
  ['banned', '此账号已被停用', ''],
  ['version', '版本太旧，请更新小程序', ''],
  ['unsupported', '此设备不支持实时连接，请升级微信', ''],
  ['overload', '连接已停止', '立即重试'],
] as const)('[UI6] the end by %s is named and offers what helps', (code, text, action) => {
  expect(line(stopped(code))).toMatchObject({ shown: true, tone: 'error', busy: false, text, action });
});

test('[UI6] paused and disconnected are told as they are', () => {
  expect(line({ state: 'paused' })).toMatchObject({
    shown: true,
    text: '已暂停接收，回到前台后自动恢复',
    action: '立即恢复',
  });
  expect(line({ state: 'disconnected' })).toMatchObject({ shown: true, text: '未连接', action: '立即重试' });
});

test('[UI6] the settings page has a word for every state', () => {
  const status = (view: ConnectionView) => connectionStatus(view, 'zh-CN', NOW);
  expect(status({ state: 'online', since: 0, checking: false, catchingUp: 0 })).toBe('已连接');
  expect(status({ state: 'connecting', since: NOW })).toBe('连接中…');
  expect(status(stopped('banned'))).toBe('此账号已被停用');
});
