/**
 * The dialogs of those who run a room: each asks, then asks the server, and says when that was refused.
 */
import { MAX_ANNOUNCEMENT_CODE_POINTS, MAX_NAME_CODE_POINTS } from '../../core/protocol/limits';
import { roomName } from '../../utils/room-name';
import type { Room } from '../../core/store/state';
import { everyText } from '../../i18n/span-text';
import { t } from '../../i18n/translate';
import type { Client } from '../../services/client-types';
import { askText, askYesNo, chooseAction } from '../../utils/dialogs';
import { ADMISSION_TASKS, type AdmissionTask } from './manage-admissions';
import { carryOut } from '../../utils/room-flows';

const SECOND_MS = 1_000;
const SLOW_MS = [0, 10 * SECOND_MS, 30 * SECOND_MS, 60 * SECOND_MS, 300 * SECOND_MS];

export type ManageTask = 'rename' | 'announce' | 'access' | 'slow' | 'close' | AdmissionTask;

async function rename(client: Client, named: Room): Promise<void> {
  const { room } = named;
  const { language } = client.settings;
  const shown = roomName(language, named);
  const typed = await askText({
    language,
    title: t(language, 'room_page.rename'),
    content: shown,
    placeholder: t(language, 'room_page.rename_hint'),
    confirm: 'button.ok',
  });
  // The name of its language that a phone shows may be one that nobody can give the room.
  if (typed === null || typed === shown) return;
  const work = () => client.chat.rooms.act(room, { kind: 'rename', name: typed });
  await carryOut(client, work, { subject: 'name', limit: MAX_NAME_CODE_POINTS });
}

async function announce(client: Client, { room, settings }: Room): Promise<void> {
  const { language } = client.settings;
  const typed = await askText({
    language,
    title: t(language, 'room_page.announce'),
    content: settings.announcement,
    placeholder: t(language, 'room_page.announce_hint', { n: MAX_ANNOUNCEMENT_CODE_POINTS }),
    confirm: 'button.ok',
  });
  if (typed === null) return;
  const work = () => client.chat.rooms.act(room, { kind: 'announce', text: typed });
  await carryOut(client, work, { subject: 'announcement', limit: MAX_ANNOUNCEMENT_CODE_POINTS });
}

async function setAccess(client: Client, { room }: Room): Promise<void> {
  const { language } = client.settings;
  const access = await chooseAction<'public' | 'invite'>([
    { label: t(language, 'room_page.access_public'), value: 'public' },
    { label: t(language, 'room_page.access_invite'), value: 'invite' },
  ]);
  if (access) await carryOut(client, () => client.chat.rooms.act(room, { kind: 'access', access }));
}

async function setSlow(client: Client, { room }: Room): Promise<void> {
  const { language } = client.settings;
  const everyMs = await chooseAction(
    SLOW_MS.map((value) => ({
      value,
      label:
        value === 0
          ? t(language, 'room_page.slow_off')
          : t(language, 'room_page.slow_every', { every: everyText(language, value) }),
    })),
  );
  if (everyMs !== null) await carryOut(client, () => client.chat.rooms.act(room, { kind: 'slow', everyMs }));
}

async function close(client: Client, named: Room): Promise<void> {
  const { room } = named;
  const { language } = client.settings;
  const isSure = await askYesNo({
    language,
    title: t(language, 'room_page.close_title', { name: roomName(client.settings.language, named) }),
    content: t(language, 'room_page.close_text'),
    confirm: 'button.close',
  });
  if (isSure) await carryOut(client, () => client.chat.rooms.act(room, { kind: 'close' }));
}

const TASKS: Readonly<Record<ManageTask, (client: Client, room: Room) => Promise<void>>> = {
  rename,
  announce,
  access: setAccess,
  slow: setSlow,
  close,
  ...ADMISSION_TASKS,
};

export async function manageRoom(client: Client, room: Room, task: ManageTask): Promise<void> {
  await TASKS[task](client, room);
}
