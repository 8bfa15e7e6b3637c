/**
 * The dialogs about who gets into a room: what its code does, invitations, and who waits. Each asks, then asks the server, and
 * says when that was refused. WeChat's sheets take six entries, so longer lists come in parts.
 */
import type { Invitation, WaitingPerson } from '../../core/protocol/down-rooms';
import type { Entry, Past } from '../../core/protocol/governance';
import type { RoomAction } from '../../core/protocol/room-actions';
import type { Room } from '../../core/store/state';
import { spanText } from '../../i18n/span-text';
import { untilText } from '../../i18n/time-text';
import { t } from '../../i18n/translate';
import type { Client } from '../../services/client-types';
import type { Admissions } from '../../core/chat/rooms/room-service-types';
import { copyText } from '../../utils/clipboard';
import { askYesNo, chooseAction, showNote, whileBusy } from '../../utils/dialogs';
import { groupedCode } from '../../utils/room-code';
import { attempt, carryOut } from '../../utils/room-flows';

export type AdmissionTask = 'entry' | 'past' | 'renew' | 'invitations' | 'waiting';

interface Choice<Value> {
  readonly label: string;
  readonly value: Value;
}

const HOUR_MS = 3_600_000;
const LIVES_MS = [HOUR_MS, 24 * HOUR_MS, 7 * 24 * HOUR_MS, 30 * 24 * HOUR_MS];
const USES = [1, 5, 20, 100];
const ENTRIES: readonly Entry[] = ['open', 'approval', 'off'];
const PASTS: readonly Past[] = ['all', 'none'];
const SHEET_ENTRIES = 6;

const act = (client: Client, { room }: Room, action: RoomAction): Promise<boolean> =>
  carryOut(client, () => client.chat.rooms.act(room, action));

/** One of a list that may be longer than a sheet: its last entry leads on. */
async function chooseOf<Value>(client: Client, choices: readonly Choice<Value>[]): Promise<Value | null> {
  const { language } = client.settings;
  const hasMore = choices.length > SHEET_ENTRIES;
  const shown = hasMore ? choices.slice(0, SHEET_ENTRIES - 1) : choices;
  const onward = hasMore ? [{ label: t(language, 'common.more'), value: null }] : [];
  const chosen = await chooseAction<{ readonly of: Value } | 'more'>([
    ...shown.map(({ label, value }) => ({ label, value: { of: value } })),
    ...onward.map(({ label }) => ({ label, value: 'more' as const })),
  ]);
  if (chosen === 'more') return chooseOf(client, choices.slice(SHEET_ENTRIES - 1));
  return chosen === null ? null : chosen.of;
}

async function setEntry(client: Client, room: Room): Promise<void> {
  const { language } = client.settings;
  const entry = await chooseAction(
    ENTRIES.map((value) => ({ value, label: t(language, `room_page.entry_${value}`) })),
  );
  if (entry) await act(client, room, { kind: 'entry', entry });
}

async function setPast(client: Client, room: Room): Promise<void> {
  const { language } = client.settings;
  const past = await chooseAction(
    PASTS.map((value) => ({ value, label: t(language, `room_page.past_${value}`) })),
  );
  if (past) await act(client, room, { kind: 'past', past });
}

async function renew(client: Client, room: Room): Promise<void> {
  const { language } = client.settings;
  const isSure = await askYesNo({
    language,
    title: t(language, 'room_page.renew_title'),
    content: t(language, 'room_page.renew_text'),
    confirm: 'button.renew',
  });
  if (isSure && (await act(client, room, { kind: 'renew_code' }))) showNote(t(language, 'room_page.renewed'));
}

/** Null when it could not be had, which people were told. */
async function readAdmissions(client: Client, { room }: Room): Promise<Admissions | null> {
  let admissions: Admissions | null = null;
  await attempt(client.settings.language, async () => {
    admissions = await whileBusy(client, () => client.chat.rooms.admissions(room));
  });
  return admissions;
}

async function makeInvitation(client: Client, room: Room): Promise<void> {
  const { language } = client.settings;
  const forMs = await chooseAction(
    LIVES_MS.map((value) => ({
      value,
      label: t(language, 'invite.for', { span: spanText(language, value) }),
    })),
  );
  if (forMs === null) return;
  const uses = await chooseAction(
    USES.map((value) => ({ value, label: t(language, 'invite.uses', { n: value }) })),
  );
  if (uses === null || !(await act(client, room, { kind: 'invite', forMs, uses }))) return;
  const made = (await readAdmissions(client, room))?.invitations[0];
  if (made) copyText(language, groupedCode(made.code));
}

async function onInvitation(client: Client, room: Room, { code }: Invitation): Promise<void> {
  const { language } = client.settings;
  const wish = await chooseAction<'copy' | 'end'>([
    { label: t(language, 'invite.copy'), value: 'copy' },
    { label: t(language, 'invite.end'), value: 'end' },
  ]);
  if (wish === 'copy') copyText(language, groupedCode(code));
  if (wish === 'end') await act(client, room, { kind: 'end_invite', code });
}

async function invitations(client: Client, room: Room): Promise<void> {
  const { language } = client.settings;
  const admissions = await readAdmissions(client, room);
  if (!admissions) return;
  const describe = ({ code, uses, maxUses, expiresAt }: Invitation): string =>
    t(language, 'invite.entry', {
      code: groupedCode(code),
      left: maxUses - uses,
      time: untilText(language, expiresAt, client.now()),
    });
  const chosen = await chooseOf<Invitation | 'new'>(client, [
    { label: t(language, 'invite.new'), value: 'new' },
    ...admissions.invitations.map((value) => ({ label: describe(value), value })),
  ]);
  if (chosen === 'new') await makeInvitation(client, room);
  else if (chosen) await onInvitation(client, room, chosen);
}

async function waiting(client: Client, room: Room): Promise<void> {
  const { language } = client.settings;
  const admissions = await readAdmissions(client, room);
  if (!admissions) return;
  if (admissions.waiting.length === 0) {
    showNote(t(language, 'waiting.none'));
    return;
  }
  const person = await chooseOf<WaitingPerson>(
    client,
    admissions.waiting.map((value) => ({ label: value.name, value })),
  );
  if (!person) return;
  const kind = await chooseAction<'admit' | 'deny'>([
    { label: t(language, 'waiting.admit', { name: person.name }), value: 'admit' },
    { label: t(language, 'waiting.deny', { name: person.name }), value: 'deny' },
  ]);
  if (kind) await act(client, room, { kind, user: person.user });
}

export const ADMISSION_TASKS: Readonly<Record<AdmissionTask, (client: Client, room: Room) => Promise<void>>> =
  {
    entry: setEntry,
    past: setPast,
    renew,
    invitations,
    waiting,
  };
