/**
 * How a person or a room looks in a list: a picture, or the first letter on a colour that stays the same for ever.
 */
import type { User } from '../core/protocol/fields';
import { firstGrapheme } from './graphemes';

export const TINT_COUNT = 8;

export interface AvatarView {
  /** An address, or '' to show the letter. */
  readonly src: string;
  readonly initial: string;
  /** 0 to 7: one of the `--chat-tint-<n>` tokens. */
  readonly tint: number;
}

/** What an avatar shows before it is told whose it is. */
export const NO_AVATAR: AvatarView = { src: '', initial: '', tint: 0 };

/** The first character as people see it, in capitals where that stays one. */
function firstCharacter(name: string): string {
  const first = firstGrapheme(name.trim());
  const capital = first.toUpperCase();
  return firstGrapheme(capital) === capital ? capital : first;
}

function hash(id: string): number {
  let sum = 0;
  for (let i = 0; i < id.length; i += 1) sum = (sum * 31 + id.charCodeAt(i)) >>> 0;
  return sum;
}

/** The tint that `avatar` names, or null when it is a picture or absent. */
export function tintOf(avatar: string): number | null {
  const match = /^tint-([0-7])$/.exec(avatar);
  return match ? Number(match[1]) : null;
}

/** An avatar is for everybody, so its address stays when those of messages change. */
const publicUrl = (url: string): string => url.split('?')[0] ?? '';

export function avatarView(
  id: string,
  name: string,
  avatar: string,
  fileUrl: (path: string) => string,
): AvatarView {
  const tint = tintOf(avatar);
  return {
    src: tint === null && avatar !== '' ? publicUrl(fileUrl(avatar)) : '',
    initial: firstCharacter(name),
    tint: tint ?? hash(id) % TINT_COUNT,
  };
}

export function userAvatar(user: User, fileUrl: (path: string) => string): AvatarView {
  return avatarView(user.user, user.name, user.avatar, fileUrl);
}
