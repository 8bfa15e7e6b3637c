/**
 * The ways into a room from outside the app: a share card's path, and the scene of a mini program code. Both lead to the
 * chat page, which joins the room for whoever came by one of them.
 */

const CHAT_PAGE = '/pages/chat/chat';
const ROOMS_PAGE = '/pages/rooms/rooms';

/** Looks like a code and belongs to no room: the server says so. */
const NO_SUCH_ROOM = '-';

export interface ShareCard {
  readonly title: string;
  readonly path: string;
}

export interface RoomEntry {
  readonly room: string;
  /** Came from outside: whoever is not a member yet wants to become one. */
  readonly isLink: boolean;
  /** The room's own name among its members, which outlives its codes. */
  readonly id?: string;
}

export interface ChatQuery {
  readonly room?: string;
  readonly link?: string;
  readonly id?: string;
  /** Of the message that is to be shown. */
  readonly seq?: string;
  /** wx: of a mini program code, encoded as a whole, at most 32 characters. */
  readonly scene?: string;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Nothing but a percent sign that begins no character.
    return '';
  }
}

/** What comes from outside is a name for a lookup later: names that every object answers to are no codes. */
function readCode(text: string): string {
  const code = text.trim().toLowerCase();
  return /^[a-z0-9_-]{1,64}$/.test(code) && !(code in Object.prototype) ? code : NO_SUCH_ROOM;
}

/** `scene` is `room=CODE` or the code alone. */
export function readEntry({ room = '', link, id = '', scene }: ChatQuery): RoomEntry {
  if (scene !== undefined) return { room: readCode(decode(scene).replace(/^room=/, '')), isLink: true };
  const plain = decode(id);
  return {
    room: room === '' ? '' : readCode(decode(room)),
    isLink: link === '1',
    ...(/^[\w-]{1,64}$/.test(plain) && !(plain in Object.prototype) ? { id: plain } : {}),
  };
}

/** `id` helps those who are in the room already when its code was renewed, and lets nobody in. */
export const roomCard = (code: string, title: string, id = code): ShareCard => ({
  title,
  path: `${CHAT_PAGE}?room=${code}&link=1${id === code ? '' : `&id=${id}`}`,
});

export const appCard = (title: string): ShareCard => ({ title, path: ROOMS_PAGE });
