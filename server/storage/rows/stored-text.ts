/**
 * Names and texts as rows hold them. What an older server, or somebody's own hand, wrote may be what the protocol does not
 * carry: a name that is empty, too long or cut off by U+0000 would shut its bearer out, so another one takes its place. Knows no
 * rule of what may be written.
 */
import { cutCodePoints, toStorable } from '../../../miniprogram/core/base/text';
import { isVisible } from '../../../miniprogram/core/base/visible';
import {
  MAX_ANNOUNCEMENT_CODE_POINTS,
  MAX_AVATAR_CHARS,
  MAX_NAME_CODE_POINTS,
} from '../../../miniprogram/core/protocol/limits';
import type { SqlValue } from './row';

const read = (value: SqlValue | undefined, max: number): string =>
  cutCodePoints(toStorable(String(value ?? '')), max);

/** A name that nobody sees is as good as none: the id of its bearer stands for it. */
export function readName(value: SqlValue | undefined, id: string): string {
  const name = read(value, MAX_NAME_CODE_POINTS);
  return isVisible(name) ? name : cutCodePoints(id, MAX_NAME_CODE_POINTS);
}

/** '' for one that is too long. */
export const readAvatar = (value: SqlValue | undefined): string => {
  const avatar = toStorable(String(value ?? ''));
  return avatar.length > MAX_AVATAR_CHARS ? '' : avatar;
};

/** Cut at the limit of the protocol. */
export const readAnnouncement = (value: SqlValue | undefined): string =>
  read(value, MAX_ANNOUNCEMENT_CODE_POINTS);
