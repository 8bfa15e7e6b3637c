/**
 * Sees to it that nothing which stands over the room, or beside it, outlives its message: the quote that is being answered, the
 * screen of one text, the open menu, the selection, the voice that plays. A behavior of the chat page only.
 */
import { refreshView, type BoundPage } from '../../behaviors/view-binding';
import type { Undo } from '../../core/base/emitter';
import type { RoomId } from '../../core/protocol/fields';
import { absenceOf } from '../../core/store/copies';
import { getClient } from '../../services/app-client';
import type { DraftQuote } from '../../services/client-types';
import { withoutWords } from '../../services/drafts';
import { visitPart } from '../../utils/visit';
import { listOf } from './list/list-events';
import { MENU_CLOSED, NOTHING_READ, type Reading } from './menu/message-events';
import { showSelection } from './menu/selection-events';

const visitOf = visitPart('copies', (): { undo: Undo } => ({ undo: () => undefined }));

interface Shown {
  readonly room: RoomId;
  readonly quote: DraftQuote | null;
  readonly menu: { readonly key: string };
  readonly reading: Reading;
}

/** The draft loses its words by itself. */
function emptyQuote(page: BoundPage, { room, quote }: Shown): void {
  const left = quote && withoutWords(quote, absenceOf(getClient().chat.state, room, quote.message));
  if (left !== quote) page.setData({ quote: left });
}

function emptyList(page: BoundPage, isGone: (key: string) => boolean): void {
  const list = listOf(page);
  const { playing, selection } = list;
  if (playing !== null && isGone(playing)) {
    list.showPlaying(null);
    getClient().player.stop();
    refreshView(page);
  }
  const left = [...(selection ?? [])].filter((key) => !isGone(key));
  if (selection && left.length < selection.size) showSelection(page, new Set(left));
}

function emptyCopies(page: BoundPage): void {
  const shown = page.data as unknown as Shown;
  const { menu, reading, room } = shown;
  const isGone = (key: string): boolean =>
    key !== '' && absenceOf(getClient().chat.state, room, key) !== null;
  emptyQuote(page, shown);
  if (isGone(reading.key)) page.setData({ reading: NOTHING_READ });
  if (isGone(menu.key)) page.setData({ menu: MENU_CLOSED });
  emptyList(page, isGone);
}

export const copyWatch = Behavior({
  lifetimes: {
    attached(this: BoundPage) {
      visitOf(this).undo = getClient().chat.onChange(() => emptyCopies(this));
    },
    detached(this: BoundPage) {
      visitOf(this).undo();
    },
  },
});
