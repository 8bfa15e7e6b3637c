/**
 * Addresses of the chat server: what people may type, and what is made of it. Mini programs have no `URL`.
 */
import { ChatError } from '../core/chat/chat-error';

const SERVER_URL = /^(https?):\/\/([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::(\d{1,5}))?\/*$/;
const MAX_PORT = 65_535;

/**
 * `http(s)://host[:port]`; without a scheme it is `http://`, because that is what people type for a server in their LAN.
 * @throws ChatError `bad_field`
 */
export function parseServerUrl(text: string): string {
  const typed = text.trim().toLowerCase();
  const match = SERVER_URL.exec(typed.includes('://') ? typed : `http://${typed}`);
  const [, scheme, host, , port] = match ?? [];
  if (!scheme || !host || Number(port ?? 1) > MAX_PORT || Number(port ?? 1) < 1) {
    throw new ChatError(
      'bad_field',
      `"${text.slice(0, 100)}" is not an address like http://192.168.1.5:8080.`,
    );
  }
  return `${scheme}://${host}${port === undefined ? '' : `:${Number(port)}`}`;
}

/** The WebSocket address of a server. */
export function toSocketUrl(serverUrl: string): string {
  return `${serverUrl.replace(/^http/, 'ws')}/ws`;
}

/** An avatar as an address for `<image>`; '' for a colour, for none, and for whatever is not a picture of this server. */
export function toAvatarUrl(serverUrl: string, avatar: string): string {
  return avatar.startsWith('/media/') ? `${serverUrl}${avatar}` : '';
}
