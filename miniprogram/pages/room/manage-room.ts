/**
 * The dialogs of those who run a room: each asks, then asks the server, and says when that was refused.
 */
import type { Room } from '../../core/store/state';
import { spanText } from '../../i18n/span-text';
import { t } from '../../i18n/translate';
import type { Client } from '../../services/client-types';
import { askText, askYesNo, chooseAction } from '../../utils/dialogs';
import { attempt } from '../../utils/room-flows';

/** Of the protocol; the sentences about what is too long name them. */
const NAME_LIMIT = 24;
const ANNOUNCEMENT_LIMIT = 500;
const SECOND_MS = 1_000;
const SLOW_MS = [0, 10 * SECOND_MS, 30 * SECOND_MS, 60 * SECOND_MS, 300 * SECOND_MS];

export type ManageTask = 'rename' | 'announce' | 'access' | 'slow' | 'close';

async function rename({ chat, settings: { language } }: Client, { room, name }: Room): Promise<void> {
  const typed = await askText({
    title: t(language, 'room_page.rename'),
    content: name,
    placeholder: t(language, 'room_page.rename_hint'),
    confirmText: t(language, 'common.ok'),
    cancelText: t(language, 'common.cancel'),
  });
  if (typed === null) return;
  const work = () => chat.rooms.act(room, { kind: 'rename', name: typed });
  await attempt(language, work, { subject: 'name', limit: NAME_LIMIT });
}

async function announce({ chat, settings: { language } }: Client, { room, settings }: Room): Promise<void> {
  const typed = await askText({
    title: t(language, 'room_page.announce'),
    content: settings.announcement,
    placeholder: t(language, 'room_page.announce_hint'),
    confirmText: t(language, 'common.ok'),
    cancelText: t(language, 'common.cancel'),
  });
  if (typed === null) return;
  const work = () => chat.rooms.act(room, { kind: 'announce', text: typed });
  await attempt(language, work, { subject: 'announcement', limit: ANNOUNCEMENT_LIMIT });
}

async function setAccess({ chat, settings: { language } }: Client, { room }: Room): Promise<void> {
  const access = await chooseAction<'public' | 'invite'>([
    { label: t(language, 'room_page.access_public'), value: 'public' },
    { label: t(language, 'room_page.access_invite'), value: 'invite' },
  ]);
  if (access) await attempt(language, () => chat.rooms.act(room, { kind: 'access', access }));
}

async function setSlow({ chat, settings: { language } }: Client, { room }: Room): Promise<void> {
  const everyMs = await chooseAction(
    SLOW_MS.map((value) => ({
      value,
      label:
        value === 0
          ? t(language, 'room_page.slow_off')
          : t(language, 'room_page.slow_every', { span: spanText(language, value) }),
    })),
  );
  if (everyMs !== null) await attempt(language, () => chat.rooms.act(room, { kind: 'slow', everyMs }));
}

async function close({ chat, settings: { language } }: Client, { room, name }: Room): Promise<void> {
  const isSure = await askYesNo({
    title: t(language, 'room_page.close_title', { name }),
    content: t(language, 'room_page.close_text'),
    confirmText: t(language, 'room_page.close'),
    cancelText: t(language, 'common.cancel'),
  });
  if (isSure) await attempt(language, () => chat.rooms.act(room, { kind: 'close' }));
}

const TASKS: Readonly<Record<ManageTask, (client: Client, room: Room) => Promise<void>>> = {
  rename,
  announce,
  access: setAccess,
  slow: setSlow,
  close,
};

export async function manageRoom(client: Client, room: Room, task: ManageTask): Promise<void> {
  await TASKS[task](client, room);
}
