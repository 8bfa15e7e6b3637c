/**
 * What people do to a message they have touched: the long-press menu, links and phone numbers, reading it big. A behavior of
 * the chat page only.
 */
import type { BoundPage } from '../../behaviors/view-binding';
import { fontScale } from '../../behaviors/appearance';
import type { RoomId } from '../../core/protocol/fields';
import { selectItems, selectTimeline } from '../../core/store/selectors';
import type { TimelineMessage } from '../../core/store/state';
import { t } from '../../i18n/translate';
import { getClient } from '../../services/app-client';
import { chooseAction, showNote } from '../../utils/dialogs';
import { copyText } from '../../utils/clipboard';
import type { Box } from '../../utils/menu-entry';
import { askReportReason } from '../../utils/report-dialog';
import { attempt } from '../../utils/room-flows';
import { dialled, type TextToken } from '../../utils/text-tokens';
import { menuEntries, type MenuAction } from './menu-entries';

const CLOSED = { key: '', entries: [] };

function findMessage(page: BoundPage, key: string): TimelineMessage | null {
  const timeline = selectTimeline(getClient().chat.state, page.data['room'] as RoomId);
  const item = timeline && selectItems(timeline).find((one) => one.key === key);
  return item?.kind === 'message' ? item : null;
}

/** The page's own part of what can be done about an unsent message. */
interface ActingPage extends BoundPage {
  act(action: 'resend' | 'edit' | 'delete', message: TimelineMessage): void;
}

type Opened = Pick<TextToken, 'kind' | 'text'>;

async function openLink(text: string): Promise<void> {
  const { language } = getClient().settings;
  // wx: a mini program opens no addresses but those of its own domains, so a link can only be taken along.
  const copy = { label: t(language, 'message.copy_link'), value: 'copy' } as const;
  if ((await chooseAction([copy])) === 'copy') copyText(language, text);
}

async function openPhone(text: string): Promise<void> {
  const { language } = getClient().settings;
  const choice = await chooseAction([
    { label: t(language, 'message.call', { phone: text }), value: 'call' },
    { label: t(language, 'message.copy_phone'), value: 'copy' },
  ] as const);
  if (choice === 'copy') copyText(language, dialled(text));
  if (choice === 'call') wx.makePhoneCall({ phoneNumber: dialled(text), fail: () => undefined });
}

async function reportMessage({ room, user, delivery }: TimelineMessage): Promise<void> {
  const { chat, settings } = getClient();
  const { language } = settings;
  const reason = await askReportReason(language);
  if (reason === null || delivery.status !== 'sent') return;
  const report = { room, user, seq: delivery.seq, reason };
  if (await attempt(language, () => chat.rooms.report(report))) showNote(t(language, 'report.done'));
}

export const messageEvents = Behavior({
  data: {
    menu: CLOSED,
    /** The text that is shown big, or ''. */
    reading: '',
  },
  methods: {
    onMenu(this: BoundPage, event: WechatMiniprogram.CustomEvent<{ key: string; place: Box }>) {
      const { key, place } = event.detail;
      const message = findMessage(this, key);
      if (!message) return;
      const entries = menuEntries(getClient().settings.language, getClient().chat.state, message);
      const scale = fontScale(wx.getAppBaseInfo());
      if (entries.length > 0) this.setData({ menu: { key, entries, place, scale } });
    },
    onMenuClose(this: BoundPage) {
      this.setData({ menu: CLOSED });
    },
    onMenuPick(this: ActingPage, event: WechatMiniprogram.CustomEvent<{ id: MenuAction }>) {
      const { key } = this.data['menu'] as { key: string };
      const message = findMessage(this, key);
      this.setData({ menu: CLOSED });
      // It may be gone, or sent, since the menu was opened.
      const { chat, settings } = getClient();
      const { id } = event.detail;
      const isOffered = message && menuEntries('zh-CN', chat.state, message).some((each) => each.id === id);
      if (!message || !isOffered) return;
      if (id === 'report') void reportMessage(message);
      else if (id !== 'copy') this.act(id, message);
      else if (message.body.kind === 'text') copyText(settings.language, message.body.text);
    },
    async onOpen(event: WechatMiniprogram.CustomEvent<Opened>) {
      const { kind, text } = event.detail;
      await (kind === 'phone' ? openPhone(text) : openLink(text));
    },
    onRead(this: BoundPage, event: WechatMiniprogram.CustomEvent<{ text: string }>) {
      this.setData({ reading: event.detail.text });
    },
    onReadClose(this: BoundPage) {
      this.setData({ reading: '' });
    },
  },
});
