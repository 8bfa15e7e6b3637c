/**
 * Everything that is decided when the mini program is built: the chat server of each environment and the socket transport.
 * People can change the server in the settings page; that goes before what stands here.
 */

/**
 * The chat server by the version of the mini program that people run. Phones reach only servers whose domain is registered
 * for the mini program (wss and https), except with "do not verify" in DevTools or a phone's debug mode.
 */
const SERVER_URLS = {
  develop: 'http://localhost:8080',
  trial: 'https://chat.example.com',
  release: 'https://chat.example.com',
} as const;

/**
 * 'global': `wx.connectSocket` with `wx.onSocketOpen` …; 'task': the SocketTask it returns. Both behave the same here; beside
 * another library that has sockets, 'global' goes on over its task by itself.
 */
const TRANSPORT: SocketTransport = 'global';

/**
 * Template of the subscribe message that reminds people of what they missed; '' offers no reminders. The server needs a
 * hook that sends it (`reminders` of `server/server.ts`).
 */
const REMINDER_TEMPLATE_ID = '';

const APP_VERSION = '0.1.0';

export type SocketTransport = 'global' | 'task';

export interface AppConfig {
  /** `http(s)://host[:port]` without a path. */
  readonly serverUrl: string;
  readonly transport: SocketTransport;
  /** '' offers no reminders. */
  readonly reminderTemplateId: string;
  /** Name and version, for the server's log. */
  readonly app: string;
}

export interface WxConfigApi {
  getAccountInfoSync?(): { readonly miniProgram: { readonly envVersion: keyof typeof SERVER_URLS } };
  /** The browser preview puts the address of its own server here. */
  readonly env?: object;
}

function readPreviewUrl(wx: WxConfigApi): string {
  const url: unknown = Object.entries(wx.env ?? {}).find(([name]) => name === 'PREVIEW_SERVER_URL')?.[1];
  return typeof url === 'string' ? url : '';
}

/** What cannot be told, or is none of these, is what people run. */
function readVersion(wx: WxConfigApi): keyof typeof SERVER_URLS {
  try {
    const version = wx.getAccountInfoSync?.().miniProgram.envVersion ?? 'release';
    return Object.prototype.hasOwnProperty.call(SERVER_URLS, version) ? version : 'release';
  } catch {
    // Older versions of WeChat, and the browser, throw what they like.
    return 'release';
  }
}

export function readConfig(wx: WxConfigApi): AppConfig {
  const version = readVersion(wx);
  const previewUrl = version === 'develop' ? readPreviewUrl(wx) : '';
  return {
    serverUrl: previewUrl || SERVER_URLS[version],
    transport: TRANSPORT,
    reminderTemplateId: REMINDER_TEMPLATE_ID,
    app: `minichat/${APP_VERSION}`,
  };
}
