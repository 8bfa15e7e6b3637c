/**
 * What a tap on a picture, a voice or a file does: the viewer over the room's pictures, the player from voice to voice, the
 * phone's own way to open a document.
 */
import type { FileBody } from '../../core/protocol/fields';
import { isBlocked, selectItems, selectTimeline } from '../../core/store/selectors';
import type { ChatState, TimelineItem, TimelineMessage } from '../../core/store/state';
import { t } from '../../i18n/translate';
import { getClient } from '../../services/app-client';
import { showBusy, showNote } from '../../utils/dialogs';
import { fileMark } from '../../utils/media-size';

/** wx: what `openDocument` can show. */
const DOCUMENTS = ['doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'pdf'] as const;
type DocumentType = (typeof DOCUMENTS)[number];

const isDocument = (ending: string): ending is DocumentType => DOCUMENTS.some((type) => type === ending);

/** Where a picture or voice can be loaded from: this phone, as long as it has the file itself. */
function sourceOf(state: ChatState, { key, body }: TimelineMessage): string {
  const { avatarUrl } = getClient();
  const url = body.kind === 'image' || body.kind === 'voice' ? body.url : '';
  return state.files[key]?.path ?? avatarUrl(url);
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
export function nextUnheard(
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

const download = (url: string): Promise<string | null> =>
  new Promise((resolve) => {
    wx.downloadFile({
      url,
      success: ({ statusCode, tempFilePath }) => resolve(statusCode === 200 ? tempFilePath : null),
      fail: () => resolve(null),
    });
  });

function openDocument(filePath: string, fileType: DocumentType): Promise<boolean> {
  getClient().chat.expectHide();
  return new Promise((resolve) => {
    wx.openDocument({
      filePath,
      fileType,
      showMenu: true,
      success: () => resolve(true),
      fail: () => resolve(false),
    });
  });
}

/** A document is shown; of anything else people get the address, for a computer. */
export async function openFile({ key }: TimelineMessage, { name, url }: FileBody): Promise<void> {
  const { avatarUrl, chat, settings } = getClient();
  const { language } = settings;
  const ending = fileMark(name).toLowerCase();
  const local = chat.state.files[key]?.path;
  if (!isDocument(ending)) {
    const say = (): void => showNote(t(language, 'media.link_copied'));
    if (!local) wx.setClipboardData({ data: avatarUrl(url), success: say, fail: () => undefined });
    return;
  }
  const hideBusy = showBusy(t(language, 'media.opening'));
  const path = local ?? (await download(avatarUrl(url)));
  hideBusy();
  const isOpen = path !== null && (await openDocument(path, ending));
  if (!isOpen) showNote(t(language, 'media.not_opened'));
}
