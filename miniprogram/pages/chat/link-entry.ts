/**
 * Coming into a room by a link: whoever is not a member joins once it is known that they are not, so after sign-in, however
 * long that takes. What keeps them out is told on the page. A member who is removed later is not brought back.
 */
import { isViewShown, refreshView } from '../../behaviors/view-binding';
import { errorKind, errorText, type ErrorKind } from '../../i18n/error-text';
import { t } from '../../i18n/translate';
import { getClient } from '../../services/app-client';
import { roomCard, type ShareCard } from '../../utils/room-link';

/** Worth another try from the page itself. */
const PASSING: readonly ErrorKind[] = ['offline', 'timeout', 'network', 'overload', 'rate', 'storage'];

/** The card that leads others into the room. */
export function shareRoom(room: string): ShareCard {
  const { chat, settings } = getClient();
  const name = chat.state.rooms.byId[room as keyof typeof chat.state.rooms.byId]?.name;
  const { language } = settings;
  const code = chat.state.rooms.byId[room as keyof typeof chat.state.rooms.byId]?.settings.code ?? room;
  return roomCard(code, name ? t(language, 'share.room', { name }) : t(language, 'share.app'));
}

/** A behavior for the chat page, whose `phase` it watches. */
export const linkEntry = Behavior({
  data: {
    room: '',
    isLink: false,
    entry: 'idle' as 'idle' | 'joining' | 'joined' | 'refused',
    entryReason: '',
    canRetryEntry: false,
  },
  observers: {
    'phase, isLink'(phase: string, isLink: boolean) {
      if (phase === 'missing' && isLink && this.data.entry === 'idle') void this.enter();
    },
  },
  methods: {
    async enter() {
      const { chat, settings } = getClient();
      this.setData({ entry: 'joining', entryReason: '', canRetryEntry: false });
      try {
        // A code may be another than the room's id.
        const room = await chat.joinRoom(this.data.room);
        const isSame = room === this.data.room;
        this.setData({ entry: 'joined', ...(isSame ? {} : { room }) });
        if (!isSame && isViewShown(this)) refreshView(this);
      } catch (thrown) {
        const kind = errorKind(thrown);
        // A code that cannot be one is, for people, a room that is not there.
        const told = kind === 'bad_field' || kind === 'bad_frame' || kind === 'not_found' ? 'no_room' : kind;
        this.setData({
          entry: 'refused',
          entryReason: errorText(settings.language, told),
          canRetryEntry: PASSING.includes(kind),
        });
      }
    },
    onEnter() {
      if (this.data.entry === 'refused') void this.enter();
    },
  },
});
