/**
 * Several messages at once: selected by taps, then forwarded or deleted here together. A behavior of the chat page only.
 */
import { refreshView, type BoundPage } from '../../../behaviors/view-binding';
import type { RoomId } from '../../../core/protocol/fields';
import { isIntact, selectMessage } from '../../../core/store/selectors';
import type { TimelineMessage } from '../../../core/store/state';
import { pickTexts, t } from '../../../i18n/translate';
import { getClient } from '../../../services/app-client';
import { showNote } from '../../../utils/dialogs';
import { listOf } from '../list/list-events';
import { forward, hide } from './menu-actions';

/** More would fill another room, and the outbox. */
const MAX_SELECTED = 30;

const TEXTS = { forward: 'message.forward', remove: 'message.delete', close: 'common.cancel' } as const;

const NOTHING = { isOpen: false, isEmpty: true, text: {} };

/** As they stand in the room; one may be gone since it was selected. */
function selected(page: BoundPage): readonly TimelineMessage[] {
  const { state } = getClient().chat;
  const room = page.data['room'] as RoomId;
  return [...(listOf(page).selection ?? [])]
    .flatMap((key) => selectMessage(state, room, key) ?? [])
    .filter(isIntact)
    .sort((one, other) => seqOf(one) - seqOf(other));
}

const seqOf = ({ delivery }: TimelineMessage): number => (delivery.status === 'sent' ? delivery.seq : 0);

/** Null ends the selecting. */
export function showSelection(page: BoundPage, keys: ReadonlySet<string> | null): void {
  const { language } = getClient().settings;
  listOf(page).showSelection(keys);
  const count = t(language, 'chat.selected', { n: keys?.size ?? 0 });
  const isEmpty = (keys?.size ?? 0) === 0;
  page.setData({
    selection: keys ? { isOpen: true, isEmpty, text: { ...pickTexts(language, TEXTS), count } } : NOTHING,
  });
  refreshView(page);
}

export const selectionEvents = Behavior({
  data: { selection: NOTHING },
  methods: {
    onSelect(this: BoundPage, event: WechatMiniprogram.CustomEvent<{ key: string }>) {
      const { key } = event.detail;
      const keys = new Set(listOf(this).selection ?? []);
      if (!keys.delete(key)) keys.add(key);
      if (keys.size > MAX_SELECTED) {
        showNote(t(getClient().settings.language, 'chat.select_limit', { n: MAX_SELECTED }));
        return;
      }
      showSelection(this, keys);
    },
    async onSelectionForward(this: BoundPage) {
      if (await forward(selected(this))) showSelection(this, null);
    },
    async onSelectionDelete(this: BoundPage) {
      if (await hide(selected(this))) showSelection(this, null);
    },
    onSelectionClose(this: BoundPage) {
      showSelection(this, null);
    },
  },
});
