/**
 * What people do to a message they have touched: the long-press menu, links and phone numbers, reading it big. A behavior of
 * the chat page only.
 */
import type { BoundPage } from '../../../behaviors/view-binding';
import { fontScale } from '../../../behaviors/appearance';
import type { RoomId, UserId } from '../../../core/protocol/fields';
import { makeText } from '../../../core/protocol/kinds/text';
import { absenceOf } from '../../../core/store/copies';
import { selectMessage, selectUser } from '../../../core/store/selectors';
import type { TimelineMessage } from '../../../core/store/state';
import { t } from '../../../i18n/translate';
import { getClient } from '../../../services/app-client';
import { showNote } from '../../../utils/dialogs';
import { openMember } from '../../../utils/navigation';
import type { Box } from '../../../utils/menu-entry';
import { openPart } from '../../../utils/open-part';
import type { TextToken } from '../../../utils/text-tokens';
import { writtenAgain } from '../compose/written';
import { runAction, toggleReaction, type QuotingPage } from './menu-actions';
import { menuEmoji, menuEntries, whyNotNow, type MenuAction, type MenuReader } from './menu-entries';
import { selectionEvents, showSelection } from './selection-events';

export const MENU_CLOSED = { key: '', entries: [], emoji: [] };

/** A text that is shown big, and whose it is. */
export interface Reading {
  readonly key: string;
  readonly text: string;
}

export const NOTHING_READ: Reading = { key: '', text: '' };

const findMessage = (page: BoundPage, key: string): TimelineMessage | null =>
  selectMessage(getClient().chat.state, page.data['room'] as RoomId, key);

function reader(): MenuReader {
  const { chat, now, settings } = getClient();
  return { language: settings.language, state: chat.state, now: now() };
}

/** The message whose menu is open, which is closed with that. It may be gone since it was opened. */
function takeMenuMessage(page: BoundPage): TimelineMessage | null {
  const { key } = page.data['menu'] as { key: string };
  page.setData({ menu: MENU_CLOSED });
  return findMessage(page, key);
}

/** The page's own part of what can be done about an unsent message. */
interface ActingPage extends QuotingPage {
  act(action: 'resend' | 'edit' | 'delete', message: TimelineMessage): void;
}

/** What was tapped, and the message that says it: none for the announcement. */
type Opened = TextToken & { readonly key?: string };

/** wx: an open sheet cannot be closed, so a message may be taken back under it: then it does nothing, and says why. */
function isStillThere(page: BoundPage, key: string): boolean {
  const { chat, settings } = getClient();
  if (absenceOf(chat.state, page.data['room'] as RoomId, key) === null) return true;
  showNote(t(settings.language, 'message.gone'));
  return false;
}

export const messageEvents = Behavior({
  behaviors: [selectionEvents],
  data: {
    menu: MENU_CLOSED,
    reading: NOTHING_READ,
  },
  methods: {
    onMenu(this: BoundPage, event: WechatMiniprogram.CustomEvent<{ key: string; place: Box }>) {
      const { key, place } = event.detail;
      const message = findMessage(this, key);
      if (!message) return;
      const entries = menuEntries(message, reader());
      const emoji = menuEmoji(message, reader());
      const scale = fontScale(wx.getAppBaseInfo());
      if (entries.length > 0) this.setData({ menu: { key, entries, emoji, place, scale } });
    },
    onMenuClose(this: BoundPage) {
      this.setData({ menu: MENU_CLOSED });
    },
    async onMenuPick(this: ActingPage, event: WechatMiniprogram.CustomEvent<{ id: MenuAction }>) {
      const message = takeMenuMessage(this);
      const { id } = event.detail;
      // It may be sent, or too old, since the menu was opened.
      const isOffered = message && menuEntries(message, reader()).some((entry) => entry.id === id);
      if (!message || !isOffered) return showNote(whyNotNow(id, message, reader()));
      if (id === 'resend' || id === 'edit' || id === 'delete') this.act(id, message);
      else if (id === 'select') showSelection(this, new Set([message.key]));
      else await runAction(this, id, message);
    },
    onMenuEmoji(this: BoundPage, event: WechatMiniprogram.CustomEvent<{ emoji: string }>) {
      const message = takeMenuMessage(this);
      if (message) toggleReaction(message, event.detail.emoji);
    },
    onReact(this: BoundPage, event: WechatMiniprogram.CustomEvent<{ key: string; emoji: string }>) {
      const message = findMessage(this, event.detail.key);
      if (message) toggleReaction(message, event.detail.emoji);
    },
    onEditAgain(this: QuotingPage, event: WechatMiniprogram.CustomEvent<{ key: string }>) {
      const { state } = getClient().chat;
      const text = state.recalledTexts[event.detail.key];
      if (text === undefined) return;
      const mentions = state.recalledMentions[event.detail.key];
      const written = writtenAgain(state, makeText(text, { mentions }));
      this.composer()?.prepend(written.text, written.mentions);
      this.composer()?.focusField();
    },
    /** Somebody's picture was held: they are named in what is being written. */
    onCall(this: QuotingPage, event: WechatMiniprogram.CustomEvent<{ key: string }>) {
      const { state } = getClient().chat;
      const user = findMessage(this, event.detail.key)?.user;
      const person = user && user !== state.self?.user ? selectUser(state, user) : null;
      if (!person) return;
      this.composer()?.mention({ user: person.user, name: person.name });
      this.composer()?.focusField();
    },
    async onOpen(this: BoundPage, event: WechatMiniprogram.CustomEvent<Opened>) {
      const { key, kind, user } = event.detail;
      if (kind === 'mention') {
        const person = selectUser(getClient().chat.state, user as UserId);
        if (person) openMember(this.data['room'] as RoomId, person.name);
        return;
      }
      // The announcement is no message.
      const isThere = (): boolean => key === undefined || isStillThere(this, key);
      await openPart(getClient().settings.language, event.detail, isThere);
    },
    onRead(this: BoundPage, event: WechatMiniprogram.CustomEvent<Reading>) {
      const { key, text } = event.detail;
      this.setData({ reading: { key, text } });
    },
    onReadClose(this: BoundPage) {
      this.setData({ reading: NOTHING_READ });
    },
  },
});
