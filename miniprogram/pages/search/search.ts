import { bindView, refreshView } from '../../behaviors/view-binding';
import { isChatError, throwMistake } from '../../core/chat/chat-error';
import type { RoomId } from '../../core/protocol/fields';
import { shownCopies } from '../../core/store/copies';
import { getClient } from '../../services/app-client';
import { parseDay } from '../../i18n/time-text';
import { t } from '../../i18n/translate';
import { showNote, whileBusy } from '../../utils/dialogs';
import { openAlbum, openMessage } from '../../utils/navigation';
import { visitPart } from '../../utils/visit';
import { searchLocally } from './local-search';
import { NOTHING_ASKED, searchView, type FoundMessages } from './search-view';

/** So many questions to the server are asked by one tap: each looks at thousands of messages. */
const MAX_STEPS = 20;

const visitOf = visitPart('search', () => ({ found: NOTHING_ASKED }));
const foundOf = (page: object): FoundMessages => visitOf(page).found;

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
  lifetimes: {
    /** An answer to nothing that is asked any more leads to no further question. */
    detached() {
      visitOf(this).found = NOTHING_ASKED;
    },
  },
  methods: {
    onLoad(query: { room?: string }) {
      this.setData({ room: (query.room ?? '') as RoomId });
    },
    note(found: FoundMessages) {
      visitOf(this).found = found;
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
    /** What was found stays; what comes from then on is not waited for. */
    onStop() {
      this.note({ ...foundOf(this), state: 'idle', isLooking: false });
    },
    /** Goes on by itself where there was no hit, so far as one tap goes. */
    async load(before: FoundMessages) {
      for (let from = before, steps = 1; ; steps += 1) {
        const next = await this.step({ ...from, state: 'loading', isLooking: steps > 1 });
        if (!next) return;
        const isNew = this.count(next) > (from.isLocal ? 0 : this.count(from));
        const isOver = next.state === 'failed' || next.before === 0 || isNew || steps === MAX_STEPS;
        if (isOver) return this.note(next);
        from = next;
      }
    },
    count({ messages }: FoundMessages): number {
      return shownCopies(getClient().chat.state, this.data.room, messages).length;
    },
    /** One question to the server; null when something else was asked meanwhile, or it was stopped. */
    async step(asked: FoundMessages): Promise<FoundMessages | null> {
      this.note(asked);
      try {
        const next = await this.ask(asked);
        return foundOf(this) === asked ? next : null;
      } catch (thrown) {
        const isAsked = foundOf(this) === asked;
        if (isAsked && !isChatError(thrown)) this.note({ ...asked, state: 'failed', isLooking: false });
        throwMistake(thrown);
        return isAsked ? this.withoutServer(asked) : null;
      }
    },
    async ask({ query, before, messages, isLocal }: FoundMessages): Promise<FoundMessages> {
      const page = await getClient().chat.rooms.search(this.data.room, query, before);
      const all = [...(isLocal ? [] : messages), ...page.messages];
      return { ...NOTHING_ASKED, query, messages: all, before: page.before };
    },
    /** What this phone has is better than nothing, as long as nothing of the server's is shown. */
    withoutServer(before: FoundMessages): FoundMessages {
      const isFirst = before.isLocal || before.messages.length === 0;
      const messages = isFirst ? searchLocally(getClient().chat.state, this.data.room, before.query) : [];
      if (messages.length === 0) return { ...before, state: 'failed', isLooking: false };
      return { ...NOTHING_ASKED, query: before.query, messages, isLocal: true };
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
      } catch (thrown) {
        say('search.jump_failed');
        throwMistake(thrown);
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
