/**
 * `<input>` and `<textarea>`: a real text field inside the host element, so that fonts, selection, input methods and test
 * tools work. Here is what both have in common: value, focus, confirm, placeholder, keyboard.
 */
import { scopedClasses } from '../host/element';
import { withoutRpx } from '../../rpx';
import { toPx } from '../host/lengths';
import type { PhoneServices } from '../services';
import { addElement } from './define';
import type { BuiltinHost, BuiltinInstance, PropertyDefaults } from './define';
import { registerControl } from './form';

type Field = HTMLInputElement | HTMLTextAreaElement;

export const TEXT_PROPERTIES: PropertyDefaults = {
  name: '',
  value: '',
  placeholder: '',
  placeholderStyle: '',
  placeholderClass: '',
  disabled: false,
  maxlength: 140,
  cursorSpacing: 0,
  focus: false,
  autoFocus: false,
  confirmHold: false,
  cursor: -1,
  cursorColor: '',
  selectionStart: -1,
  selectionEnd: -1,
  adjustPosition: true,
  holdKeyboard: false,
  alwaysEmbed: false,
  disableDefaultPadding: false,
};

const ENTER_KEY_HINTS: Readonly<Record<string, string>> = {
  send: 'send',
  search: 'search',
  next: 'next',
  go: 'go',
  done: 'done',
  return: 'enter',
};

/** Fields whose text is composed with an input method just now, and those that are given a text. */
const composing = new WeakSet<Field>();
const given = new WeakSet<Field>();
/** The text that was set last: nothing before it can be undone. */
const floors = new WeakMap<Field, string>();

export interface TextControlOptions {
  readonly host: BuiltinHost;
  readonly services: PhoneServices;
  readonly field: Field;
  /** Whether Enter, pressed now, confirms instead of making a new line. */
  isConfirm(event: KeyboardEvent): boolean;
  /** After the text or its size may have changed. */
  changed?(): void;
}

/** Ties a field to its host element. */
export function createTextControl(options: TextControlOptions): BuiltinInstance {
  const { host, field } = options;
  const placeholder = addElement('div', 'mp-placeholder', host.element);
  placeholder.setAttribute('aria-hidden', 'true');
  host.element.append(field);
  field.className = 'mp-field';

  const showPlaceholder = (): void => {
    placeholder.hidden = field.value !== '';
  };
  const afterChange = (): void => {
    showPlaceholder();
    options.changed?.();
  };
  listenToTyping(options, afterChange);
  listenToFocus(options);
  registerControl(host.element, {
    get name() {
      return host.get<string>('name');
    },
    get value() {
      return field.value;
    },
    reset() {
      field.value = '';
      host.set('value', '');
      afterChange();
    },
    activate: () => field.focus(),
  });
  return {
    update(name, value) {
      showProperty(host, field, placeholder, name, value);
      if (name === 'value') afterChange();
    },
    attached() {
      if (host.get<boolean>('autoFocus') || host.get<boolean>('focus')) focusSoon(field);
    },
    detached: () => options.services.keyboard.close(field),
  };
}

function listenToTyping({ host, field, isConfirm }: TextControlOptions, afterChange: () => void): void {
  const report = (): void => {
    if (given.has(field)) return;
    const limit = host.get<number>('maxlength');
    if (!composing.has(field) && limit >= 0 && field.value.length > limit)
      field.value = field.value.slice(0, limit);
    host.set('value', field.value);
    afterChange();
    const detail = { value: field.value, cursor: field.selectionStart ?? field.value.length, keyCode: 0 };
    host.trigger('input', detail, {
      // wx: a handler that returns a string replaces the text (component/input, bindinput).
      onReturn: (text) => typeof text === 'string' && host.set('value', text),
    });
  };
  field.addEventListener('compositionstart', () => composing.add(field));
  field.addEventListener('compositionend', () => composing.delete(field));
  field.addEventListener('input', report);
  field.addEventListener('beforeinput', (event) => {
    const { inputType } = event as InputEvent;
    if (inputType === 'historyUndo' && floors.get(field) === field.value) event.preventDefault();
  });
  field.addEventListener('keydown', (event) => {
    const key = event as KeyboardEvent;
    // An Enter that ends the composition of an input method is not a confirmation.
    if (key.key !== 'Enter' || key.isComposing || !isConfirm(key)) return;
    key.preventDefault();
    host.trigger('confirm', { value: field.value });
    if (!host.get<boolean>('confirmHold')) field.blur();
  });
}

function listenToFocus({ host, field, services }: TextControlOptions): void {
  const onHeight = (height: number): void => host.trigger('keyboardheightchange', { height, duration: 0 });
  field.addEventListener('focus', () => {
    // wx: `cursor` and `selection-start` are where the cursor goes when the field gets the focus.
    select(host, field);
    const pageWidth = host.element.closest<HTMLElement>('.mp-page')?.clientWidth ?? window.innerWidth;
    const spacing = toPx(host.get('cursorSpacing'), pageWidth);
    services.keyboard.open(field, host.get<boolean>('adjustPosition'), spacing, onHeight);
    host.trigger('focus', { value: field.value, height: services.keyboard.heightPx });
  });
  field.addEventListener('blur', () => {
    services.keyboard.close(field);
    if (host.get<boolean>('focus')) host.set('focus', false);
    host.trigger('blur', { value: field.value, cursor: field.selectionStart ?? 0 });
  });
}

/**
 * A text that is set takes the past of its field along in no browser: what is undone then mixes old and new. So it is put in as if it
 * was typed, only what differs, while somebody writes. Elsewhere, and when it is empty, it begins a new past.
 */
function giveText(field: Field, text: string): void {
  const isWriting = document.activeElement === field && !composing.has(field);
  if (text !== '' && isWriting && field instanceof HTMLTextAreaElement) typeOver(field, text);
  if (field.value === text) return;
  field.value = text;
  floors.set(field, text);
}

function typeOver(field: HTMLTextAreaElement, text: string): void {
  const { value } = field;
  const most = Math.min(value.length, text.length);
  let head = 0;
  while (head < most && value[head] === text[head]) head += 1;
  let tail = 0;
  while (tail < most - head && value[value.length - 1 - tail] === text[text.length - 1 - tail]) tail += 1;
  const piece = text.slice(head, text.length - tail);
  given.add(field);
  field.setSelectionRange(head, value.length - tail);
  if (piece === '') document.execCommand('delete');
  else document.execCommand('insertText', false, piece);
  // wx: a field whose value is set has its cursor at the end.
  field.setSelectionRange(text.length, text.length);
  given.delete(field);
}

/** After the present update, when everything that changes with the focus is in place. */
function focusSoon(field: Field): void {
  queueMicrotask(() => field.isConnected && field.focus({ preventScroll: true }));
}

function showProperty(
  host: BuiltinHost,
  field: Field,
  placeholder: HTMLElement,
  name: string,
  value: unknown,
): void {
  const text = String(value ?? '');
  switch (name) {
    case 'value':
      if (field.value === text) break;
      giveText(field, text);
      // The text and the place of the cursor in it come in one update, in either order.
      select(host, field);
      break;
    case 'placeholder':
      field.placeholder = text;
      placeholder.textContent = text;
      break;
    case 'placeholderClass':
      placeholder.className = ['mp-placeholder', ...scopedClasses(host.component, text)].join(' ');
      break;
    case 'placeholderStyle':
      placeholder.style.cssText = withoutRpx(text);
      break;
    case 'disabled':
      field.disabled = value === true;
      break;
    case 'focus':
      if (value === true) focusSoon(field);
      else if (document.activeElement === field) field.blur();
      break;
    case 'holdKeyboard':
    case 'confirmHold':
      field.toggleAttribute(`mp-${name.toLowerCase()}`, value === true);
      break;
    case 'cursorColor':
      field.style.caretColor = text;
      break;
    case 'confirmType':
      field.setAttribute('enterkeyhint', ENTER_KEY_HINTS[text] ?? 'done');
      break;
    default:
      if (/^(cursor|selection)/.test(name)) select(host, field);
  }
}

function select(host: BuiltinHost, field: Field): void {
  if (document.activeElement !== field) return;
  const cursor = host.get<number>('cursor');
  const start = host.get<number>('selectionStart');
  const end = host.get<number>('selectionEnd');
  if (start >= 0 && end >= 0) field.setSelectionRange(start, end);
  else if (cursor >= 0) field.setSelectionRange(cursor, cursor);
}
