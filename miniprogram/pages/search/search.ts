import { bindView, refreshView } from '../../behaviors/view-binding';
import type { RoomId } from '../../core/protocol/fields';
import { getClient } from '../../services/app-client';
import { parseDay } from '../../i18n/time-text';
import { t } from '../../i18n/translate';
import { showNote } from '../../utils/dialogs';
import { openAlbum, openMessage } from '../../utils/navigation';
import { searchLocally } from './local-search';
import { NOTHING_ASKED, searchView, type FoundMessages } from './search-view';

const foundBy = new WeakMap<object, FoundMessages>();
const foundOf = (page: object): FoundMessages => foundBy.get(page) ?? NOTHING_ASKED;

Component({
  behaviors: [bindView((context, page) => searchView(context, foundOf(page)))],
  data: { room: '' as RoomId, query: '' },
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
      const found = foundOf(this);
      await this.load(found.isLocal ? { ...NOTHING_ASKED, query: found.query } : found);
    },
    async onEarlier() {
      if (foundOf(this).state !== 'loading') await this.load(foundOf(this));
    },
    async load(before: FoundMessages) {
      this.note({ ...before, state: 'loading' });
      try {
        const page = await getClient().chat.rooms.search(this.data.room, before.query, before.before);
        if (foundOf(this).query !== before.query) return;
        const messages = [...before.messages, ...page.messages];
        this.note({ ...before, messages, before: page.before, state: 'idle' });
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
      const { chat, settings } = getClient();
      const say = (key: 'search.no_date' | 'search.jump_failed'): void => showNote(t(settings.language, key));
      try {
        const { seq } = await chat.rooms.seqAt(this.data.room, parseDay(event.detail.value));
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
