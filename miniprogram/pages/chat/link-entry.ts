/**
 * Coming into a room by a link: whoever is not a member joins once it is known that they are not, so after sign-in, however
 * long that takes. What keeps them out is told on the page. A member who is removed later is not brought back.
 */
import { isViewShown, refreshView } from '../../behaviors/view-binding';
import type { Undo } from '../../core/base/emitter';
import { errorKind, errorText, type ErrorKind } from '../../i18n/error-text';
import { selectRoomByCode } from '../../core/store/selectors';
import { t } from '../../i18n/translate';
import { getClient } from '../../services/app-client';
import { cancelJoinAfterQuestion } from '../../utils/room-flows';
import { appCard, roomCard, type ShareCard } from '../../utils/room-link';
import { roomName } from '../../utils/room-name';
import { visitPart } from '../../utils/visit';

/** Worth another try from the page itself. */
const PASSING: readonly ErrorKind[] = [
  'offline',
  'timeout',
  'network',
  'overload',
  'rate',
  'storage',
  'full_waiting',
];

/** The card that leads others into the room. */
export function shareRoom(room: string): ShareCard {
  const { chat, settings } = getClient();
  const known = chat.state.rooms.byId[room as keyof typeof chat.state.rooms.byId];
  const { language } = settings;
  // Nobody comes into a closed room.
  if (known?.settings.closed) return appCard(t(language, 'share.app'));
  const name = known && roomName(language, known);
  const code = known?.settings.code ?? room;
  return roomCard(code, name ? t(language, 'share.room', { name }) : t(language, 'share.app'), room);
}

const roomOf = (id: string): unknown => {
  const { byId } = getClient().chat.state.rooms;
  return byId[id as keyof typeof byId];
};

const visitOf = visitPart('link', (): { stopWaiting: Undo } => ({ stopWaiting: () => undefined }));

/**
 * An admin was asked: the room comes by itself when they agree. Its code tells it, or else, as an invitation has another code
 * than its room, it is the one room that is new.
 */
function waitToBeLetIn(
  page: { readonly data: { readonly room: string } },
  show: (room: string) => void,
): void {
  const { chat } = getClient();
  const before = new Set<string>(chat.state.rooms.ids);
  visitOf(page).stopWaiting = chat.onChange((state) => {
    const added = state.rooms.ids.filter((id) => !before.has(id));
    const named = selectRoomByCode(state, page.data.room)?.room;
    const room = named ?? (added.length === 1 ? added[0] : undefined);
    if (room) show(room);
  });
}

/** A behavior for the chat page, whose `phase` it watches. */
export const linkEntry = Behavior({
  data: {
    room: '',
    isLink: false,
    /** What the link says that the room is called among its members. */
    linkId: '',
    entry: 'idle' as 'idle' | 'joining' | 'joined' | 'refused',
    entryReason: '',
    canRetryEntry: false,
    /** What takes back that an admin was asked, or '' where nobody was. */
    cancelEntry: '',
  },
  observers: {
    'phase, isLink'(phase: string, isLink: boolean) {
      if (phase === 'missing' && isLink && this.data.entry === 'idle') void this.enter();
    },
  },
  lifetimes: {
    detached() {
      visitOf(this).stopWaiting();
    },
  },
  methods: {
    /** Whoever is a member needs no code. */
    show(room: string) {
      visitOf(this).stopWaiting();
      const isSame = room === this.data.room;
      this.setData({ entry: 'joined', entryReason: '', ...(isSame ? {} : { room }) });
      if (isViewShown(this)) refreshView(this);
    },
    async enter() {
      const { chat, settings } = getClient();
      if (roomOf(this.data.linkId)) return this.show(this.data.linkId);
      visitOf(this).stopWaiting();
      this.setData({ entry: 'joining', entryReason: '', canRetryEntry: false, cancelEntry: '' });
      try {
        // A code may be another than the room's id.
        this.show(await chat.joinRoom(this.data.room));
      } catch (thrown) {
        const kind = errorKind(thrown);
        // A code that cannot be one is, for people, a room that is not there.
        const shownKind =
          kind === 'bad_field' || kind === 'bad_frame' || kind === 'not_found' ? 'no_room' : kind;
        this.setData({
          entry: 'refused',
          entryReason: errorText(settings.language, shownKind),
          canRetryEntry: PASSING.includes(kind),
          cancelEntry: kind === 'knocked' ? t(settings.language, 'rooms.cancel_join') : '',
        });
        if (kind === 'knocked') waitToBeLetIn(this, (room) => this.show(room));
      }
    },
    async cancelEntering() {
      const client = getClient();
      const { language } = client.settings;
      const isCancelled = await cancelJoinAfterQuestion(client, this.data.room);
      // An admin may have agreed meanwhile.
      if (!isCancelled || this.data.entry !== 'refused') return;
      visitOf(this).stopWaiting();
      this.setData({
        entryReason: t(language, 'rooms.join_cancelled'),
        cancelEntry: '',
        canRetryEntry: true,
      });
    },
    onEnter() {
      if (this.data.cancelEntry) void this.cancelEntering();
      else if (this.data.entry === 'refused') void this.enter();
    },
  },
});
