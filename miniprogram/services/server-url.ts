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

/** Where a file of this server can be loaded; '' for whatever is none, such as the colour of an avatar. */
export function toFileUrl(serverUrl: string, path: string): string {
  return path.startsWith('/media/') ? `${serverUrl}${path}` : '';
}
