/**
 * The field people write in. Holds the text until its owner says that it was taken (`clear`), so a refused text is never
 * lost. Events: `send` with the text, `input` with the text, `inset` with the keyboard's height.
 */

/** The counter appears when fewer characters than this are left. */
const COUNTER_FROM = 200;

/** What each composer's field shows. Not in its data: the view has it already. */
const typed = new WeakMap<object, string>();

Component({
  properties: {
    text: { type: Object, value: { hint: '', send: '', label: '' } },
    /** Most characters (code points) of a message. */
    limit: { type: Number, value: 0 },
    /** A sentence above the field: why the text was not taken. */
    error: { type: String, value: '' },
  },
  data: {
    /** What the field is told to show; what it shows is `typed`, see `show`. */
    value: '',
    isEmpty: true,
    left: COUNTER_FROM,
  },
  methods: {
    onInput(event: WechatMiniprogram.Input) {
      this.accept(event.detail.value);
      this.triggerEvent('input', { text: event.detail.value });
    },
    onSend() {
      const text = this.currentText();
      if (text !== '') this.triggerEvent('send', { text });
    },
    onKeyboard(event: WechatMiniprogram.CustomEvent<{ height: number }>) {
      this.triggerEvent('inset', { height: event.detail.height });
    },
    onBlur() {
      // wx: some phones leave the height event out when the keyboard goes (Skyline on iOS, numeric keyboards).
      this.triggerEvent('inset', { height: 0 });
    },

    /** The text was taken: the field is empty again. */
    clear() {
      this.show('');
    },
    /** Puts `text` in front of what is being written. */
    prepend(text: string) {
      const rest = this.currentText();
      this.show(rest === '' ? text : `${text}\n${rest}`);
    },
    /** What is in the field now. */
    currentText(): string {
      return typed.get(this) ?? '';
    },

    show(text: string) {
      // The data may still hold an older text than the field shows, and a value that does not change is not sent to the
      // field. Writing the field's own text into it on every key stroke would race with fast typing.
      this.setData({ value: this.currentText() });
      this.setData({ value: text });
      this.accept(text);
    },
    accept(text: string) {
      typed.set(this, text);
      const { limit, isEmpty, left } = this.data;
      // A text has at most as many characters as units: far below the limit nothing needs counting.
      const isShort = text.length < limit - COUNTER_FROM;
      const next = { isEmpty: text === '', left: isShort ? COUNTER_FROM : limit - [...text].length };
      if (next.isEmpty !== isEmpty || next.left !== left) this.setData(next);
    },
  },
});
