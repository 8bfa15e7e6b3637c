/**
 * Everything at the bottom of a chat: the field people write in, the panels that take the keyboard's place, and the one
 * owner of the keyboard's height. Holds the text until its owner says that it was taken (`clear`), so a refused text is
 * never lost.
 *
 * Events: `send` and `input` with text and mentions, `inset` with the height below the field, `emoji` (one was used),
 * `mention` (members are wanted), `unquote`, `shape` (the field is higher or lower), `pick` with a source, and those of the voice button as they are.
 */
import {
  edited,
  insertMention,
  matchMembers,
  mentionQuery,
  NOTHING_WRITTEN,
  type Mention,
  type Writing,
} from '../../utils/mentions';
import { visitPart } from '../../utils/visit';
import { AT_REST, floorHeight, nextInset, type Inset, type InsetEvent } from './inset-rules';
import { erased, inserted, prepended, restored, undone, type Choice } from './writing-rules';

/** The counter appears when fewer characters than this are left. */
const COUNTER_FROM = 200;
/** No keyboard after this long: there is none to come. */
const RAISE_MS = 500;

interface Member {
  readonly user: string;
  readonly name: string;
}

/** What the field tells about itself. */
interface FieldDetail {
  readonly value: string;
  readonly cursor?: number;
}

interface ComposerState {
  /** What the field shows. Not in the data: the view has it already. */
  writing: Writing;
  inset: Inset;
  raising: ReturnType<typeof setTimeout> | number;
  /** What is typed of whom somebody looks for behind an `@`; null while nobody does. */
  letters: string | null;
  /** How often the field has looked for whom it offers. */
  looks: number;
  /** Whom somebody chose last, for what is undone. */
  choice: Choice | null;
}

const stateOf = visitPart<ComposerState>('composer', () => ({
  writing: NOTHING_WRITTEN,
  inset: AT_REST,
  raising: 0,
  letters: null,
  looks: 0,
  choice: null,
}));

/** wx: not every phone tells where the cursor is. */
const cursorOf = ({ value, cursor = value.length }: FieldDetail): number => Math.min(cursor, value.length);

Component({
  properties: {
    text: { type: Object, value: { hint: '', send: '', label: '' } },
    /** Most characters (code points) of a message. */
    limit: { type: Number, value: 0 },
    /** A sentence above the field: why the text was not taken. */
    error: { type: String, value: '' },
    /** `{ name, text, gone }` of the message that is answered; `gone`: it was recalled. */
    quote: { type: Object, value: null },
    /** Whom an `@` can name: `{ user, name, avatar }`; asked for by `mention`. */
    members: { type: Array, value: [] },
    /** The emoji that were used last. */
    recents: { type: Array, value: [] },
    /** What can be picked with the `+` button, by `id` and `name`. Without any there is no button. */
    sources: { type: Array, value: [] },
    canRecord: { type: Boolean, value: false },
    /** Of the microphone: `refused` shows how to allow it. */
    permission: { type: String, value: '' },
  },
  data: {
    /** What the field is told to show; what it shows is on the desk, see `show`. */
    value: '',
    /** Where the field is told to put the cursor; -1 leaves it alone. */
    cursor: -1,
    focus: false,
    isEmpty: true,
    left: COUNTER_FROM,
    matches: [] as readonly Member[],
    isTalking: false,
    panel: 'none' as Inset['panel'],
    isRaising: false,
    /** Height below the field in px; the style adds the safe area as the least. */
    floor: 0,
  },
  observers: {
    members() {
      this.suggest();
    },
  },
  lifetimes: {
    detached() {
      clearTimeout(stateOf(this).raising);
    },
  },
  pageLifetimes: {
    // wx: the keyboard goes with its page, and not every phone says so, nor that the field lost the focus.
    hide() {
      if (this.data.focus) this.setData({ focus: false });
      this.step({ kind: 'blur' });
    },
  },
  methods: {
    onInput({ detail }: WechatMiniprogram.Input) {
      const { writing, choice } = stateOf(this);
      // What is brought back may be selected, so its cursor is the one it had.
      const past = choice && undone(choice, writing, detail.value);
      const next = past ?? edited(writing, detail.value, cursorOf(detail));
      if (next.text !== detail.value) {
        // A mention that was cut goes as a whole, which the field does not know yet.
        stateOf(this).writing = { ...writing, text: detail.value };
        this.show(next);
      } else this.accept(next);
      this.tell();
    },
    onSend() {
      const { text, mentions } = this.content();
      if (text !== '') this.triggerEvent('send', { text, mentions });
    },
    onLines() {
      this.triggerEvent('shape');
    },
    /** Beside the text, within the field: a finger needs more room than a line has. */
    onField(event: WechatMiniprogram.TouchEvent) {
      if ((event.target.dataset as { field?: boolean }).field) this.focusField();
    },
    onFocus({ detail }: WechatMiniprogram.CustomEvent<{ height?: number }>) {
      this.raise();
      // wx: some phones tell the height here and nowhere else; where they do both, the later one holds.
      const { height = 0 } = detail;
      if (height > 0) this.step({ kind: 'height', px: height });
    },
    onKeyboard(event: WechatMiniprogram.CustomEvent<{ height: number }>) {
      this.step({ kind: 'height', px: event.detail.height });
    },
    onBlur({ detail }: WechatMiniprogram.CustomEvent<FieldDetail>) {
      const state = stateOf(this);
      // An emoji goes where the cursor was.
      if (detail.value === state.writing.text) state.writing = { ...state.writing, cursor: cursorOf(detail) };
      // Only a change to true gives the field the focus.
      if (this.data.focus || this.data.cursor >= 0) this.setData({ focus: false, cursor: -1 });
      this.step({ kind: 'blur' });
    },

    onEmoji() {
      this.swap('emoji');
    },
    onMore() {
      this.swap('plus');
    },
    /** A panel's button opens it, and brings the keyboard back when it is open. */
    swap(panel: 'emoji' | 'plus') {
      const { inset } = stateOf(this);
      if (inset.panel === panel && !inset.isRaising) {
        this.focusField();
        return;
      }
      if (this.data.isTalking) this.setData({ isTalking: false });
      this.step({ kind: 'open', panel });
      // wx: on a computer there is no keyboard to hide, but a focus that was given can be taken.
      if (this.data.focus) this.setData({ focus: false });
      wx.hideKeyboard({ fail: () => undefined });
    },
    onVoice() {
      const isTalking = !this.data.isTalking;
      this.setData({ isTalking });
      if (isTalking) this.rest();
      else this.focusField();
    },
    onRecord(event: WechatMiniprogram.CustomEvent) {
      this.triggerEvent(event.type, event.detail);
    },
    onPick(event: WechatMiniprogram.CustomEvent<{ source: string }>) {
      this.triggerEvent('pick', event.detail);
    },
    onUnquote() {
      this.triggerEvent('unquote');
    },
    onChoose(event: WechatMiniprogram.CustomEvent<{ emoji: string }>) {
      const { emoji } = event.detail;
      this.show(inserted(stateOf(this).writing, emoji));
      this.triggerEvent('emoji', { emoji });
      this.tell();
    },
    onErase() {
      this.show(erased(stateOf(this).writing));
      this.tell();
    },
    onMention(event: WechatMiniprogram.CustomEvent<Member>) {
      const { writing } = stateOf(this);
      const query = mentionQuery(writing);
      if (!query) return;
      const after = insertMention(writing, { start: query.start, end: writing.cursor }, event.detail);
      stateOf(this).choice = { before: writing, after };
      this.show(after);
      this.tell();
    },

    /** The text was taken: the field is empty again. */
    clear() {
      this.show(NOTHING_WRITTEN);
    },
    /** Puts `text` in front of what is being written. */
    prepend(text: string, mentions: readonly Mention[] = []) {
      this.show(prepended(stateOf(this).writing, text, mentions));
    },
    /** Shows what was begun earlier. */
    restore(text: string, mentions: readonly Mention[]) {
      this.show(restored(text, mentions));
    },
    /** Names somebody where the cursor is. */
    mention(member: Member) {
      const { writing } = stateOf(this);
      this.show(insertMention(writing, { start: writing.cursor, end: writing.cursor }, member));
      this.tell();
    },
    /** What is in the field now. */
    content(): { readonly text: string; readonly mentions: readonly Mention[] } {
      const { text, mentions } = stateOf(this).writing;
      return { text, mentions };
    },
    /** Somebody wants to read: the keyboard and the panels go. */
    rest() {
      this.step({ kind: 'rest' });
      wx.hideKeyboard({ fail: () => undefined });
    },

    focusField() {
      this.raise();
      this.setData({ focus: true, cursor: stateOf(this).writing.cursor });
    },
    raise() {
      this.step({ kind: 'raise' });
      const state = stateOf(this);
      clearTimeout(state.raising);
      if (state.inset.isRaising) state.raising = setTimeout(() => this.step({ kind: 'give_up' }), RAISE_MS);
    },
    step(event: InsetEvent) {
      const state = stateOf(this);
      state.inset = nextInset(state.inset, event);
      const { panel, isRaising } = state.inset;
      const floor = floorHeight(state.inset);
      const isMoved = floor !== this.data.floor;
      if (isMoved || panel !== this.data.panel || isRaising !== this.data.isRaising) {
        this.setData({ panel, isRaising, floor });
      }
      if (isMoved) this.triggerEvent('inset', { height: floor });
    },
    tell() {
      this.triggerEvent('input', this.content());
    },
    show(writing: Writing) {
      // The data may still hold an older text than the field shows, and a value that does not change is not sent to the
      // field. Writing the field's own text into it on every key stroke would race with fast typing.
      this.setData({ value: stateOf(this).writing.text });
      // wx: a field whose value is set has its cursor at the end.
      const isAtEnd = writing.cursor === writing.text.length;
      this.setData({ value: writing.text, cursor: isAtEnd ? -1 : writing.cursor });
      this.accept(writing);
    },
    accept(writing: Writing) {
      const { text } = writing;
      stateOf(this).writing = writing;
      const { limit, isEmpty, left, cursor } = this.data;
      // A text has at most as many characters as units: far below the limit nothing needs counting.
      const isShort = text.length < limit - COUNTER_FROM;
      const next = { isEmpty: text === '', left: isShort ? COUNTER_FROM : limit - [...text].length };
      if (next.isEmpty !== isEmpty || next.left !== left) this.setData(next);
      // The place that was told is over once somebody types: an equal one would not be told again.
      if (cursor >= 0 && cursor !== writing.cursor) this.setData({ cursor: -1 });
      this.suggest();
    },
    /** Offers the members that fit what is typed behind an `@`. */
    suggest() {
      const state = stateOf(this);
      const letters = mentionQuery(state.writing)?.letters ?? null;
      state.looks += 1;
      const { looks } = state;
      // Behind a blank it may be a name or the rest of a sentence: whoever looks may not have heard of the name yet.
      if (letters !== state.letters) {
        state.letters = letters;
        this.triggerEvent('mention', { isOpen: letters !== null, letters: letters ?? '' });
      }
      // Other members came by that, and are offered already.
      if (state.looks !== looks) return;
      const { members, matches } = this.data;
      const found = letters === null ? [] : matchMembers(members as readonly Member[], letters);
      if (found.length > 0 || matches.length > 0) this.setData({ matches: found });
    },
  },
});
