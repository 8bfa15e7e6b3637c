import { bindView, refreshView } from '../../behaviors/view-binding';
import { throwMistake } from '../../core/chat/chat-error';
import type { Message, RoomId } from '../../core/protocol/fields';
import { fileNameIn, filesOf, isFilm, kindsInAlbum, smallFileOf } from '../../core/protocol/kinds/facts';
import type { AlbumSide } from '../../core/protocol/kinds/kind';
import { absenceOf } from '../../core/store/copies';
import { messageKey } from '../../core/store/state';
import { getClient } from '../../services/app-client';
import { chooseAction, showNote } from '../../utils/dialogs';
import { openMessage } from '../../utils/navigation';
import { openFile } from '../../utils/open-file';
import { t } from '../../i18n/translate';
import { showFilm } from '../../utils/show-film';
import { visitPart } from '../../utils/visit';
import { albumView, nothingLoaded, shownMessages, type Loaded } from './album-view';

interface Visit {
  loaded: Loaded;
  /** What was shown when a fresh address was asked for: a picture that is gone for good is not asked for again and again. */
  brokenAt: Loaded | null;
}

const visitOf = visitPart<Visit>('album', () => ({ loaded: nothingLoaded('pictures'), brokenAt: null }));
const loadedOf = (page: object): Loaded => visitOf(page).loaded;

Component({
  behaviors: [bindView((context, page) => albumView(context, page.data['room'] as RoomId, loadedOf(page)))],
  data: { room: '' as RoomId, isOnline: false },
  observers: {
    /** What could not be asked for, as after a cold start, is asked for once there is a connection. */
    isOnline(isOnline: boolean) {
      if (isOnline && loadedOf(this).state === 'failed') void this.load(loadedOf(this));
    },
  },
  methods: {
    onLoad(query: { room?: string }) {
      this.setData({ room: (query.room ?? '') as RoomId });
      void this.load(nothingLoaded('pictures'));
    },
    note(loaded: Loaded) {
      visitOf(this).loaded = loaded;
      refreshView(this);
    },
    async load(before: Loaded) {
      this.note({ ...before, state: 'loading' });
      // What was asked for meanwhile is the other side.
      const isCurrent = (): boolean => loadedOf(this).side === before.side;
      try {
        const { rooms } = getClient().chat;
        const page = await rooms.media(this.data.room, kindsInAlbum(before.side), before.before ?? 0);
        const messages = [...before.messages, ...page.messages];
        if (isCurrent()) this.note({ ...before, messages, before: page.before, state: 'idle' });
      } catch (thrown) {
        if (isCurrent()) this.note({ ...before, state: 'failed' });
        throwMistake(thrown);
      }
    },
    onKind(event: WechatMiniprogram.TouchEvent) {
      const { side } = event.currentTarget.dataset as { side: AlbumSide };
      if (side !== loadedOf(this).side) void this.load(nothingLoaded(side));
    },
    onReachBottom() {
      const { before, state } = loadedOf(this);
      if (state === 'idle' && before !== 0) void this.load(loadedOf(this));
    },
    onMore() {
      const loaded = loadedOf(this);
      if (loaded.state !== 'loading') void this.load(loaded);
    },
    find(event: WechatMiniprogram.TouchEvent): Message | undefined {
      const { seq } = event.currentTarget.dataset as { seq: number };
      const shown = shownMessages(getClient().chat, this.data.room, loadedOf(this));
      return shown.find((message) => message.seq === seq);
    },
    async onEntry(event: WechatMiniprogram.TouchEvent) {
      const client = getClient();
      const { fileUrl, chat, settings } = client;
      const message = this.find(event);
      if (!message) return;
      const { side } = loadedOf(this);
      const urlOf = ({ body }: Message): string => fileUrl(filesOf(body)[0] ?? '');
      if (side === 'files') {
        const { user, clientId } = message;
        const file = { name: fileNameIn(message.body) ?? '', url: urlOf(message), path: null };
        await openFile(client, settings.language, file, {
          isThere: () => absenceOf(chat.state, this.data.room, messageKey(user, clientId)) === null,
          onCovered: () => chat.expectHide(),
        });
      }
      if (side !== 'pictures') return;
      chat.expectHide();
      if (isFilm(message.body)) {
        const onFailed = (): void => showNote(t(settings.language, 'video.not_played'));
        return showFilm(urlOf(message), fileUrl(smallFileOf(message.body)), onFailed);
      }
      const pictures = shownMessages(chat, this.data.room, loadedOf(this)).filter(
        ({ body }) => !isFilm(body),
      );
      const urls = pictures.map(urlOf);
      wx.previewImage({ urls, current: urlOf(message), fail: () => undefined });
    },
    /** Its address may not hold any more. One that is asked for anew comes by itself, and is asked for once for all pictures. */
    onBroken() {
      const { renewFileUrls } = getClient();
      const visit = visitOf(this);
      if (visit.brokenAt === visit.loaded) return;
      visit.brokenAt = visit.loaded;
      renewFileUrls();
    },
    /** A long press leads to where it was said. */
    async onHold(event: WechatMiniprogram.TouchEvent) {
      const message = this.find(event);
      const label = t(getClient().settings.language, 'album.show_in_chat');
      if (message && (await chooseAction([{ label, value: true }]))) {
        openMessage(this.data.room, message.seq);
      }
    },
  },
});
