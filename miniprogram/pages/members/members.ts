import { bindView, isViewShown, pauseView, refreshView, resumeView } from '../../behaviors/view-binding';
import { throwMistake } from '../../core/chat/chat-error';
import type { RoomId } from '../../core/protocol/fields';
import { getClient } from '../../services/app-client';
import { chooseAction } from '../../utils/dialogs';
import { memberActions } from './member-actions';
import { actOnMember } from './member-flows';
import { membersView, NOTHING_LOADED, type LoadedMembers } from './members-view';

/** Nobody types faster than this on a phone and wants an answer to each letter. */
const TYPING_PAUSE_MS = 300;

const pauses = new WeakMap<object, () => void>();

/** wx: parameters of a page arrive as they were written into its address. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (thrown) {
    if (!(thrown instanceof URIError)) throw thrown;
    return text;
  }
}

/** Not in the page's data: the view has its own rows, and a list must not be sent twice. */
const loadedBy = new WeakMap<object, LoadedMembers>();
const loadedOf = (page: object): LoadedMembers => loadedBy.get(page) ?? NOTHING_LOADED;

Component({
  behaviors: [bindView((context, page) => membersView(context, page.data['room'] as RoomId, loadedOf(page)))],
  data: { room: '' as RoomId, pulse: '', query: '' },
  observers: {
    pulse() {
      if (loadedOf(this).state !== 'loading' && isViewShown(this)) void this.reload();
    },
  },
  methods: {
    onLoad({ room = '', find = '' }: { room?: string; find?: string }) {
      this.setData({ room: room as RoomId, query: decode(find) });
      refreshView(this);
    },
    onShow() {
      resumeView(this);
      void this.reload();
    },
    onHide() {
      pauseView(this);
      pauses.get(this)?.();
    },
    onUnload() {
      pauses.get(this)?.();
    },
    onQuery(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      this.setData({ query: event.detail.value });
      this.note({ ...loadedOf(this), query: event.detail.value });
      pauses.get(this)?.();
      pauses.set(
        this,
        getClient().after(TYPING_PAUSE_MS, () => void this.load(0)),
      );
    },
    note(loaded: LoadedMembers) {
      loadedBy.set(this, loaded);
      refreshView(this);
    },
    async reload() {
      await this.load(0);
    },
    async onMore() {
      const { members, more, next, state } = loadedOf(this);
      if (more && state !== 'loading') await this.load(members.length, next);
    },
    async onRetry() {
      await this.load(0);
    },
    async load(skip: number, after?: string) {
      const { query } = this.data;
      const before = { ...loadedOf(this), query };
      this.note({ ...before, state: 'loading' });
      const begin = after === undefined ? [] : ([after] as const);
      const wanted = query === '' ? begin : ([after, query] as const);
      try {
        const page = await getClient().chat.rooms.members(this.data.room, skip, ...wanted);
        // What was typed meanwhile has a question of its own.
        if (query !== this.data.query) return;
        const kept = skip === 0 ? [] : loadedOf(this).members;
        const known = new Set(kept.map(({ user }) => user));
        const added = page.members.filter(({ user }) => !known.has(user));
        const { more, next } = page;
        this.note({ members: [...kept, ...added], more, next, state: 'idle', query });
      } catch (thrown) {
        if (query === this.data.query) this.note({ ...before, state: 'failed' });
        throwMistake(thrown);
      }
    },
    async onMember(event: WechatMiniprogram.TouchEvent) {
      const client = getClient();
      const { id } = event.currentTarget.dataset as { id: string };
      const room = client.chat.state.rooms.byId[this.data.room];
      const member = loadedOf(this).members.find(({ user }) => user === id);
      if (!room || !member) return;
      const { language } = client.settings;
      const offers = memberActions(language, client.chat.state, room, member, client.now());
      const action = offers.length > 0 ? await chooseAction(offers) : null;
      if (action && (await actOnMember(client, room.room, member, action))) await this.reload();
    },
  },
});
