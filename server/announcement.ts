/**
 * What the terminal says when the server is ready: where it is and what to do next, in both languages of the product.
 */
import { listLanAddresses } from './config';

export interface AnnouncementOptions {
  readonly host: string;
  readonly port: number;
  /** Whether `/` shows the two phones. */
  readonly hasPreview: boolean;
}

const LOCAL_HOSTS = new Set(['0.0.0.0', '::', '127.0.0.1', '::1', 'localhost']);

export function describeAddresses({ host, port, hasPreview }: AnnouncementOptions): string {
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
    ...next,
    '  Stop with Ctrl-C · 按 Ctrl-C 停止',
    '',
  ];
  return `${lines.join('\n')}\n`;
}
