/**
 * Pictures, voices and files: picked, recorded and opened. A behavior of the chat page only.
 */
import { refreshView, type BoundPage } from '../../../behaviors/view-binding';
import type { OutgoingMedia } from '../../../core/chat/chat-types';
import type { ContentBody, RoomId } from '../../../core/protocol/fields';
import { isFile } from '../../../core/protocol/kinds/file';
import { asVoice } from '../../../core/protocol/kinds/voice';
import { isBlocked, selectMessage } from '../../../core/store/selectors';
import { errorKind, errorText } from '../../../i18n/error-text';
import type { TextKey } from '../../../i18n/text-key';
import { t, type Language } from '../../../i18n/translate';
import { getClient } from '../../../services/app-client';
import type { Recording } from '../../../services/client-types';
import { askYesNo, showNote } from '../../../utils/dialogs';
import { visitPart } from '../../../utils/visit';
import { listOf } from '../list/list-events';
import type { PlayStage } from '../kinds/page-kind';
import { attachments, openBody } from '../kinds/registry';

/** As the voice button has it. */
const SHORTEST_VOICE_MS = 1_000;

const note = (key: TextKey): void => showNote(t(getClient().settings.language, key));

/** What goes as a file keeps whatever is in it, of which people may know nothing. */
async function maySend(media: readonly OutgoingMedia[]): Promise<boolean> {
  if (!media.some(isFile)) return true;
  const { language } = getClient().settings;
  return askYesNo({
    language,
    title: t(language, 'media.as_file_title'),
    content: t(language, 'media.as_file_hint'),
    confirm: 'button.send',
  });
}

async function send(page: BoundPage, media: OutgoingMedia): Promise<void> {
  const { chat, settings } = getClient();
  try {
    await chat.sendMedia(page.data['room'] as RoomId, media);
  } catch (thrown) {
    showNote(errorText(settings.language, errorKind(thrown), 'media'));
  }
}

function sendBody(page: BoundPage, body: ContentBody): Promise<void> {
  const { chat, settings } = getClient();
  try {
    chat.sendBody(page.data['room'] as RoomId, body);
  } catch (thrown) {
    showNote(errorText(settings.language, errorKind(thrown), 'media'));
  }
  return Promise.resolve();
}

/** The chat takes them over in this order. */
async function sendAll(page: BoundPage, picked: Promise<readonly OutgoingMedia[]>): Promise<void> {
  const media = await picked;
  if (await maySend(media)) await Promise.all(media.map((one) => send(page, one)));
}

/** Ends, and never fails, when all that was chosen or said so far is on its way. */
const visitOf = visitPart('media', () => ({ line: Promise.resolve() }));

/** What was chosen or said first is sent first, however long it takes to make it smaller, and whatever becomes of it. */
function inOrder(page: BoundPage, work: () => Promise<void>): Promise<void> {
  const visit = visitOf(page);
  const line = visit.line.then(work);
  visit.line = line.catch(() => undefined);
  return line;
}

async function sendVoice(page: BoundPage, recorded: Promise<Recording | null>): Promise<void> {
  const recording = await recorded;
  // While people were asked for the microphone nothing was recorded, however long they held the button.
  if (recording && recording.durationMs < SHORTEST_VOICE_MS) note('voice.short');
  else if (recording) await send(page, asVoice(recording));
  else if (page.data['permission'] !== 'refused') note('voice.not_recorded');
}

function stageOf(page: BoundPage): PlayStage {
  const list = listOf(page);
  return {
    get playing() {
      return list.playing;
    },
    show(key) {
      list.showPlaying(key);
      refreshView(page);
    },
    say: (body) => void sendBody(page, body),
  };
}

interface OfferedSource {
  readonly id: string;
  readonly icon: string;
  readonly name: string;
}

let offered: readonly OfferedSource[] = [];

/** What the `+` panel offers: the same list as long as nothing of it changes, so that the view is not sent it again. */
export function offeredSources(language: Language): readonly OfferedSource[] {
  const next = attachments().map(({ id, icon, name }) => ({ id, icon, name: name(language) }));
  const isSame = next.every(({ id, name }, i) => id === offered[i]?.id && name === offered[i]?.name);
  if (!isSame || next.length !== offered.length) offered = next;
  return offered;
}

export const mediaEvents = Behavior({
  data: {
    canRecord: false,
    /** `refused`: people, or the phone, do not allow the microphone. */
    permission: '',
  },
  lifetimes: {
    attached(this: BoundPage) {
      this.setData({ canRecord: getClient().recorder.isAvailable });
    },
    detached() {
      getClient().recorder.cancel();
    },
  },
  methods: {
    async onPick(this: BoundPage, event: WechatMiniprogram.CustomEvent<{ source: string }>) {
      const chosen = attachments().find(({ id }) => id === event.detail.source);
      if (!chosen) return;
      // wx: a picker covers the app, which the phone tells as if people had left.
      getClient().chat.expectHide();
      const picked = await chosen.pick();
      if (picked.outcome === 'failed') note(chosen.notes?.failed ?? 'media.not_picked');
      if (picked.outcome === 'refused') note(chosen.notes?.refused ?? 'media.not_allowed');
      if (picked.outcome === 'made') await inOrder(this, () => sendBody(this, picked.body));
      if (picked.outcome === 'picked') await inOrder(this, () => sendAll(this, picked.media));
    },

    async onRecordStart(this: BoundPage) {
      const { player, privacy, recorder } = getClient();
      player.stop();
      if (!(await privacy.ensure())) return;
      const outcome = await recorder.start();
      if (outcome === 'failed') note('voice.not_recorded');
      const permission = outcome === 'refused' ? 'refused' : '';
      if (permission !== this.data['permission']) this.setData({ permission });
    },
    async onRecordEnd(this: BoundPage, event: WechatMiniprogram.CustomEvent<{ cancelled: boolean }>) {
      const { recorder } = getClient();
      if (event.detail.cancelled) return recorder.cancel();
      const recorded = recorder.stop();
      await inOrder(this, () => sendVoice(this, recorded));
    },
    onPermission(this: BoundPage) {
      wx.openSetting({
        success: ({ authSetting }) => {
          if (authSetting['scope.record'] === true) this.setData({ permission: '' });
        },
        fail: () => undefined,
      });
    },

    onReload() {
      getClient().renewFileUrls();
    },
    async onMedia(this: BoundPage, event: WechatMiniprogram.CustomEvent<{ key: string; value?: string }>) {
      const { chat } = getClient();
      const message = selectMessage(chat.state, this.data['room'] as RoomId, event.detail.key);
      if (!message || isBlocked(chat.state, message.user)) return;
      const { status } = message.delivery;
      // A tap on one that waits asks what to do with it.
      if (status !== 'queued' && status !== 'failed')
        await openBody(message, stageOf(this), event.detail.value ?? '');
    },
  },
});
