/**
 * What an open room says about itself around its messages: who is here, the announcement, and why one may not write.
 */
import { roomName } from '../../utils/room-name';
import type { ViewContext } from '../../behaviors/view-context';
import type { RoomId } from '../../core/protocol/fields';
import type { Room } from '../../core/store/state';
import { selectRoom } from '../../core/store/selectors';
import { everyText } from '../../i18n/span-text';
import { fromText } from '../../i18n/time-text';
import { t } from '../../i18n/translate';
import { roomPeopleText, whoIsOnline } from '../../utils/who-is-online';

const MINUTE_MS = 60_000;

interface RoomHeadView {
  readonly isShown: boolean;
  readonly people: string;
  /** It is known who is online. */
  readonly isLive: boolean;
  readonly settings: string;
  readonly close: string;
  readonly announcement: string;
  readonly announcementLabel: string;
}

export interface RoomLineView {
  readonly head: RoomHeadView;
  /** Instead of the composer; '' while people may write. */
  readonly barrier: string;
  /** Above the composer; '' when there is nothing to know. */
  readonly rule: string;
  readonly missing: string;
}

function barrierOf({ language, now }: ViewContext, { settings, membership }: Room): string {
  if (settings.closed) return t(language, 'chat.barred_closed');
  const left = membership.mutedUntil - now;
  if (left <= 0) return '';
  // The minute of now as a time would say nothing.
  if (left <= MINUTE_MS) return t(language, 'chat.barred_muted_soon');
  return t(language, 'chat.barred_muted', { time: fromText(language, membership.mutedUntil, now) });
}

function ruleOf({ language }: ViewContext, { settings, membership, unreadable }: Room): string {
  if (unreadable) return t(language, 'chat.unreadable');
  if (settings.closed || settings.slowMs === 0 || membership.role !== 'member') return '';
  return t(language, 'chat.barred_slow', { every: everyText(language, settings.slowMs) });
}

function headOf(context: ViewContext, room: Room | null, closed: string): RoomHeadView {
  const { language, connection, phoneNow } = context;
  const { isKnown } = whoIsOnline(connection, phoneNow);
  const announcement = room?.settings.announcement ?? '';
  return {
    isShown: room !== null,
    isLive: isKnown,
    people: room ? roomPeopleText(language, room, isKnown) : '',
    settings: t(language, 'chat.settings'),
    close: t(language, 'common.close'),
    announcement: announcement === closed ? '' : announcement,
    announcementLabel: t(language, 'chat.announcement_label', { text: announcement }),
  };
}

/** `closed`: the announcement that people have put away. */
export function roomLine(context: ViewContext, id: RoomId, closed: string): RoomLineView {
  const { language, state } = context;
  const room = selectRoom(state, id);
  const lost = state.lost.find((one) => one.room === id);
  return {
    head: headOf(context, room, closed),
    barrier: room ? barrierOf(context, room) : '',
    rule: room ? ruleOf(context, room) : '',
    missing: lost
      ? t(language, 'chat.removed', { name: roomName(language, lost) })
      : t(language, 'chat.not_member'),
  };
}

/** When a silence ends by itself, or comes to its last minute; 0 for never. */
export function msUntilSpeech({ now, state }: ViewContext, id: RoomId): number {
  const left = Math.max(0, (selectRoom(state, id)?.membership.mutedUntil ?? 0) - now);
  return left > MINUTE_MS ? left - MINUTE_MS : left;
}
