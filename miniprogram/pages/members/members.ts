import { bindView, isViewShown, pauseView, refreshView, resumeView } from '../../behaviors/view-binding';
import type { RoomId } from '../../core/protocol/fields';
import { getClient } from '../../services/app-client';
import { chooseAction } from '../../utils/dialogs';
import { memberActions } from './member-actions';
import { actOnMember } from './member-flows';
import { membersView, NOTHING_LOADED, type LoadedMembers } from './members-view';

/** Not in the page's data: the view has its own rows, and a list must not be sent twice. */
const loadedBy = new WeakMap<object, LoadedMembers>();
const loadedOf = (page: object): LoadedMembers => loadedBy.get(page) ?? NOTHING_LOADED;

Component({
  behaviors: [bindView((context, page) => membersView(context, page.data['room'] as RoomId, loadedOf(page)))],
  data: { room: '' as RoomId, pulse: '' },
  observers: {
    pulse() {
      if (loadedOf(this).state !== 'loading' && isViewShown(this)) void this.reload();
    },
  },
  methods: {
    onLoad(query: { room?: string }) {
      this.setData({ room: (query.room ?? '') as RoomId });
      refreshView(this);
    },
    onShow() {
      resumeView(this);
      void this.reload();
    },
    onHide() {
      pauseView(this);
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
      const before = loadedOf(this);
      this.note({ ...before, state: 'loading' });
      try {
        const page = await getClient().chat.rooms.members(
          this.data.room,
          skip,
          ...(after === undefined ? [] : [after]),
        );
        const kept = skip === 0 ? [] : loadedOf(this).members;
        const known = new Set(kept.map(({ user }) => user));
        const added = page.members.filter(({ user }) => !known.has(user));
        this.note({ members: [...kept, ...added], more: page.more, next: page.next, state: 'idle' });
      } catch {
        this.note({ ...before, state: 'failed' });
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
