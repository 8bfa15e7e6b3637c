/**
 * What the terminal says when the server is ready: where it is and what to do next, in both languages of the product.
 */
import { listLanAddresses, type ServerConfig } from './config';

export interface AnnouncementOptions {
  readonly host: string;
  readonly port: number;
  /** Whether `/` shows the two phones. */
  readonly hasPreview: boolean;
  readonly access: Pick<ServerConfig, 'devLogin' | 'trustProxy' | 'weixin'>;
}

const LOCAL_HOSTS = new Set(['0.0.0.0', '::', '127.0.0.1', '::1', 'localhost']);

/** Who can reach the server, and as whom they get in: nobody should have to find that out by being surprised. */
function describeAccess(lan: readonly string[], access: AnnouncementOptions['access']): readonly string[] {
  const { devLogin, trustProxy, weixin } = access;
  const reach =
    lan.length === 0
      ? ['Reachable from this machine only. 仅本机可以访问。']
      : ['Reachable by everybody in this network. 同一网络中的所有人都可以访问。'];
  const guests = weixin
    ? 'People sign in by WeChat, or as guests. 通过微信登录，或以访客身份进入。'
    : 'Everybody gets in as a guest. 任何人都可以以访客身份进入。';
  const preview = {
    off: [],
    near: trustProxy
      ? []
      : [
          'This machine and private addresses also as any preview person; DEV_LOGIN=0 ends that.',
          '本机与内网地址还可以预览人物的身份登录，设置 DEV_LOGIN=0 可关闭。',
        ],
    all: [
      'WARNING: everybody may sign in as any preview person (DEV_LOGIN=all).',
      '注意：任何人都可以以任意预览人物的身份登录（DEV_LOGIN=all）。',
    ],
  }[devLogin];
  return [...reach, guests, ...preview].map((line) => `  ${line}`);
}

/** Lines for a terminal, the addresses of this network included; nothing is printed here. */
export function describeAddresses({ host, port, hasPreview, access }: AnnouncementOptions): string {
  const own = `http://${LOCAL_HOSTS.has(host) ? 'localhost' : host}:${port}`;
  const lan = listLanAddresses(host).filter((address) => address !== host);
  const next = hasPreview
    ? [
        `  Open ${own}/ in a browser: two phones, ready to chat.`,
        `  在浏览器打开 ${own}/ ，两部手机可以直接聊天。`,
        '  WeChat DevTools: import this folder. 微信开发者工具：导入本目录。',
      ]
    : [
        `  The server alone is running; "npm start" adds the browser preview.`,
        `  现在只有服务器在运行；用 npm start 可同时打开浏览器预览。`,
      ];
  const lines = [
    '',
    '  minichat is ready · 已启动',
    '',
    `  This machine · 本机   ${own}/`,
    ...lan.map((address) => `  Network · 局域网     http://${address}:${port}/`),
    '',
    ...describeAccess(lan, access),
    '',
    ...next,
    '  Stop with Ctrl-C · 按 Ctrl-C 停止',
    '',
  ];
  return `${lines.join('\n')}\n`;
}
