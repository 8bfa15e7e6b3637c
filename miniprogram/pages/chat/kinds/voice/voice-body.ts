/**
 * A voice on the page: as wide as it is long, and played on to what is new behind it.
 */
import { isVoice, type VoiceBody } from '../../../../core/protocol/kinds/voice';
import { isBlocked } from '../../../../core/store/selectors';
import type { ChatState, TimelineItem, TimelineMessage } from '../../../../core/store/state';
import { t } from '../../../../i18n/translate';
import { getClient } from '../../../../services/app-client';
import { showNote } from '../../../../utils/dialogs';
import { voiceWidth } from '../../../../utils/media-size';
import type { AnyView, PageKind, PlayStage } from '../page-kind';
import { shownItems, sourceOf } from '../shown-items';

interface VoiceView extends AnyView {
  readonly kind: 'voice';
  readonly duration: string;
  readonly width: number;
  readonly isPlaying: boolean;
}

/** The next voice after `message` that people have not heard: they are played one after the other. */
function nextUnheard(
  items: readonly TimelineItem[],
  message: TimelineMessage,
  state: ChatState,
): TimelineMessage | null {
  const later = items.slice(items.findIndex(({ key }) => key === message.key) + 1);
  for (const item of later) {
    if (item.kind !== 'message' || !isVoice(item.body)) continue;
    const isOthers = item.user !== state.self?.user && !isBlocked(state, item.user);
    if (isOthers && state.heard[item.key] === undefined) return item;
  }
  return null;
}

/**
 * Plays `message`, and after one that was new what is new behind it.
 * @param stage shows the key of what plays, or null
 */
async function playVoices(message: TimelineMessage, stage: PlayStage): Promise<void> {
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

export const voiceOnPage: PageKind<VoiceBody, VoiceView> = {
  view(_context, { durationMs }, { isPlaying }) {
    const seconds = Math.ceil(durationMs / 1_000);
    return { kind: 'voice', duration: `${seconds}″`, width: voiceWidth(seconds), isPlaying };
  },
  async open(message, _body, stage) {
    if (stage.playing === message.key) getClient().player.stop();
    else await playVoices(message, stage);
  },
};
