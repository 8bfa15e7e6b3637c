import { bindView, isViewShown, pauseView, refreshView, resumeView } from '../../behaviors/view-binding';
import { throwMistake } from '../../core/chat/chat-error';
import type { RoomId } from '../../core/protocol/fields';
import { getClient } from '../../services/app-client';
import { chooseAction } from '../../utils/dialogs';
import { memberActions } from './member-actions';
import { actOnMember } from './member-flows';
import { loadedOf, stopWaiting, visitOf } from './held-members';
import { NOTHING_LOADED, withNews, withPage, withSecondLook, type LoadedMembers } from './loaded-members';
import { membersView } from './members-view';
import { lookAgain } from './second-look';

/** Nobody types faster than this on a phone and wants an answer to each letter. */
const TYPING_PAUSE_MS = 300;

/** Of older servers: how soon after somebody came or went it is seen who. */
const GATHER_MS = 5_000;

/** wx: parameters of a page arrive as they were written into its address. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (thrown) {
    if (!(thrown instanceof URIError)) throw thrown;
    return text;
  }
}

Component({
  behaviors: [bindView((context, page) => membersView(context, page.data['room'] as RoomId, loadedOf(page)))],
  data: { room: '' as RoomId, pulse: '', isOnline: false, query: '' },
  observers: {
    // What was told meanwhile, if anything, was told to nobody.
    isOnline(isOnline: boolean) {
      if (isOnline && loadedOf(this).state !== 'loading') void this.lookAgain();
    },
    pulse() {
      this.gather();
    },
  },
  methods: {
    onLoad({ room = '', find = '' }: { room?: string; find?: string }) {
      const list = getClient().chat.rooms.memberList(room as RoomId, (news) =>
        this.note(withNews(loadedOf(this), news)),
      );
      const query = decode(find);
      const loaded = { ...NOTHING_LOADED, query };
      visitOf(this).held = { list, loaded, looks: 0, pause: () => undefined, gathering: null };
      this.setData({ room: room as RoomId, query });
      refreshView(this);
    },
    onShow() {
      resumeView(this);
      void this.lookAgain();
    },
    onHide() {
      pauseView(this);
      stopWaiting(visitOf(this).held);
      visitOf(this).held?.list.rest();
    },
    onUnload() {
      stopWaiting(visitOf(this).held);
      visitOf(this).held?.list.close();
    },
    onQuery(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      const { held } = visitOf(this);
      this.setData({ query: event.detail.value });
      if (!held) return;
      held.pause();
      held.pause = getClient().after(TYPING_PAUSE_MS, () => void this.load(true));
    },
    note(loaded: LoadedMembers) {
      const { held } = visitOf(this);
      if (held) held.loaded = loaded;
      refreshView(this);
    },
    /** An older server tells how many there are, and not who: of that one list is made for all who come in a while. */
    gather() {
      const { held } = visitOf(this);
      const { isFollowed, members } = loadedOf(this);
      if (!held || held.gathering || isFollowed || members.length === 0 || !isViewShown(this)) return;
      held.gathering = getClient().after(GATHER_MS, () => {
        held.gathering = null;
        void this.lookAgain();
      });
    },
    async onMore() {
      const { more, state } = loadedOf(this);
      if (more && state !== 'loading') await this.load(false);
    },
    async onRetry() {
      await this.load(true);
    },
    /** Of those that are loaded; all of them stay, where they are. */
    async lookAgain() {
      const { held } = visitOf(this);
      const { query } = this.data;
      if (!held || !isViewShown(this)) return;
      if (held.loaded.members.length === 0 || held.loaded.query !== query) {
        await this.load(true);
        return;
      }
      const look = (held.looks += 1);
      const isWanted = (): boolean => held.looks === look && query === this.data.query && isViewShown(this);
      try {
        const found = await lookAgain(held.list, held.loaded, isWanted);
        if (found && isWanted()) this.note(withSecondLook(held.loaded, found));
      } catch (thrown) {
        // What is shown is what was known last; the next connection asks again.
        throwMistake(thrown);
      }
    },
    async load(isAnew: boolean) {
      const { held } = visitOf(this);
      if (!held) return;
      const { query } = this.data;
      const { members, next } = held.loaded;
      this.note({ ...held.loaded, state: 'loading' });
      const begin = isAnew || next === undefined ? [] : ([next] as const);
      const wanted = query === '' ? begin : ([isAnew ? undefined : next, query] as const);
      try {
        const page = await held.list.page(isAnew ? 0 : members.length, ...wanted);
        // What was typed meanwhile has a question of its own.
        if (query !== this.data.query) return;
        this.note(withPage(isAnew ? { ...NOTHING_LOADED, query } : held.loaded, page));
      } catch (thrown) {
        if (query === this.data.query) this.note({ ...held.loaded, state: 'failed' });
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
      const isDone = action !== null && (await actOnMember(client, room.room, member, action));
      if (isDone && !loadedOf(this).isFollowed) await this.lookAgain();
    },
  },
});
