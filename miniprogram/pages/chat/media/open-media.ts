/**
 * What a tap on a picture or a voice does: the viewer over the room's pictures, the player from voice to voice.
 */
import { isBlocked, selectItems, selectTimeline } from '../../../core/store/selectors';
import type { ChatState, TimelineItem, TimelineMessage } from '../../../core/store/state';
import { t } from '../../../i18n/translate';
import { getClient } from '../../../services/app-client';
import { showNote } from '../../../utils/dialogs';

/** Where a picture or voice can be loaded from: this phone, as long as it has the file itself. */
function sourceOf(state: ChatState, { key, body }: TimelineMessage): string {
  const { fileUrl } = getClient();
  const url = body.kind === 'image' || body.kind === 'voice' ? body.url : '';
  return state.files[key]?.path ?? fileUrl(url);
}

function shownItems(message: TimelineMessage): readonly TimelineItem[] {
  const { state } = getClient().chat;
  const timeline = selectTimeline(state, message.room);
  return timeline ? selectItems(timeline, state.hidden) : [];
}

/** All pictures of the room that are loaded, at the one that was tapped. */
export function openPicture(message: TimelineMessage): void {
  const { chat } = getClient();
  const { state } = chat;
  const urls = shownItems(message).flatMap((item) =>
    item.kind === 'message' && item.body.kind === 'image' && !isBlocked(state, item.user)
      ? [sourceOf(state, item)]
      : [],
  );
  // wx: the viewer covers the app, which the phone tells as if people had left.
  chat.expectHide();
  wx.previewImage({ urls, current: sourceOf(state, message), fail: () => undefined });
}

/** The next voice after `message` that people have not heard: they are played one after the other. */
function nextUnheard(
  items: readonly TimelineItem[],
  message: TimelineMessage,
  state: ChatState,
): TimelineMessage | null {
  const later = items.slice(items.findIndex(({ key }) => key === message.key) + 1);
  for (const item of later) {
    if (item.kind !== 'message' || item.body.kind !== 'voice') continue;
    const isOthers = item.user !== state.self?.user && !isBlocked(state, item.user);
    if (isOthers && state.heard[item.key] === undefined) return item;
  }
  return null;
}

export interface VoiceStage {
  readonly playing: string | null;
  show(key: string | null): void;
}

/**
 * Plays `message`, and after one that was new what is new behind it.
 * @param stage shows the key of what plays, or null
 */
export async function playVoices(message: TimelineMessage, stage: VoiceStage): Promise<void> {
  const { chat, player, settings } = getClient();
  let next: TimelineMessage | null = message;
  while (next) {
    const current: TimelineMessage = next;
    const isOthers = current.user !== chat.state.self?.user;
    const isNew = isOthers && chat.state.heard[current.key] === undefined;
    const playing = player.play(sourceOf(chat.state, current));
    stage.show(current.key);
    if (isOthers) chat.markHeard(current.room, current.key);
    const outcome = await playing;
    // Another one has taken its place.
    if (stage.playing !== current.key) return;
    if (outcome === 'failed') showNote(t(settings.language, 'voice.not_played'));
    next = outcome === 'ended' && isNew ? nextUnheard(shownItems(current), current, chat.state) : null;
  }
  stage.show(null);
}
