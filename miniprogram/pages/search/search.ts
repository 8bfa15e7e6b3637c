import { bindView, refreshView } from '../../behaviors/view-binding';
import type { RoomId } from '../../core/protocol/fields';
import { getClient } from '../../services/app-client';
import { parseDay } from '../../i18n/time-text';
import { t } from '../../i18n/translate';
import { showNote, whileBusy } from '../../utils/dialogs';
import { openAlbum, openMessage } from '../../utils/navigation';
import { searchLocally } from './local-search';
import { NOTHING_ASKED, searchView, type FoundMessages } from './search-view';

const foundBy = new WeakMap<object, FoundMessages>();
const foundOf = (page: object): FoundMessages => foundBy.get(page) ?? NOTHING_ASKED;

Component({
  behaviors: [bindView((context, page) => searchView(context, page.data['room'] as RoomId, foundOf(page)))],
  data: { room: '' as RoomId, query: '', isOnline: false },
  observers: {
    /** Whoever searched before there was a connection gets the server's answer with it. */
    isOnline(isOnline: boolean) {
      const { isLocal, state } = foundOf(this);
      if (isOnline && (isLocal || state === 'failed')) void this.onRetry();
    },
  },
  methods: {
    onLoad(query: { room?: string }) {
      this.setData({ room: (query.room ?? '') as RoomId });
    },
    note(found: FoundMessages) {
      foundBy.set(this, found);
      refreshView(this);
    },
    onQuery(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      this.setData({ query: event.detail.value });
      if (event.detail.value === '') this.note(NOTHING_ASKED);
    },
    async onSearch() {
      const query = this.data.query.trim();
      if (query !== '') await this.load({ ...NOTHING_ASKED, query });
    },
    async onRetry() {
      if (foundOf(this).state !== 'loading') await this.load(foundOf(this));
    },
    async onEarlier() {
      if (foundOf(this).state !== 'loading') await this.load(foundOf(this));
    },
    async load(before: FoundMessages) {
      this.note({ ...before, state: 'loading' });
      try {
        const page = await getClient().chat.rooms.search(this.data.room, before.query, before.before);
        if (foundOf(this).query !== before.query) return;
        const messages = [...(before.isLocal ? [] : before.messages), ...page.messages];
        this.note({ query: before.query, messages, before: page.before, state: 'idle', isLocal: false });
      } catch {
        if (foundOf(this).query === before.query) this.note(this.withoutServer(before));
      }
    },
    /** What this phone has is better than nothing, as long as nothing of the server's is shown. */
    withoutServer(before: FoundMessages): FoundMessages {
      const isFirst = before.isLocal || before.messages.length === 0;
      const messages = isFirst ? searchLocally(getClient().chat.state, this.data.room, before.query) : [];
      if (messages.length === 0) return { ...before, state: 'failed' };
      return { ...before, messages, before: 0, state: 'idle', isLocal: true };
    },
    async onDate(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      const client = getClient();
      const say = (key: 'search.no_date' | 'search.jump_failed'): void =>
        showNote(t(client.settings.language, key));
      const day = parseDay(event.detail.value);
      try {
        const { seq } = await whileBusy(client, () => client.chat.rooms.seqAt(this.data.room, day));
        if (seq > 0) openMessage(this.data.room, seq);
        else say('search.no_date');
      } catch {
        say('search.jump_failed');
      }
    },
    onAlbum() {
      openAlbum(this.data.room);
    },
    onHit(event: WechatMiniprogram.TouchEvent) {
      const { seq } = event.currentTarget.dataset as { seq: number };
      openMessage(this.data.room, seq);
    },
  },
});
