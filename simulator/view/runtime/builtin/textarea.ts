/** `<textarea>`: several lines of text, which may grow with the text. */
import type { PhoneServices } from '../services';
import type { Builtin, BuiltinHost } from './define';
import { createTextControl, TEXT_PROPERTIES } from './text-control';

export function textareaBuiltin(services: PhoneServices): Builtin {
  return {
    tag: 'textarea',
    properties: {
      ...TEXT_PROPERTIES,
      confirmType: 'return',
      autoHeight: false,
      fixed: false,
      showConfirmBar: true,
      adjustKeyboardTo: 'cursor',
    },
    create(host) {
      const field = document.createElement('textarea');
      field.rows = 1;
      let lineCount = 0;
      const measure = (): void => {
        const lines = grow(host, field);
        if (lines === null || lines.count === lineCount) return;
        lineCount = lines.count;
        host.trigger('linechange', { height: lines.height, heightRpx: lines.heightRpx, lineCount });
      };
      // The text is in other lines when the field is wider or narrower, which it may be for what stands beside it.
      let width = 0;
      const sizes = new ResizeObserver(() => {
        if (host.element.clientWidth === width) return;
        width = host.element.clientWidth;
        measure();
      });
      const control = createTextControl({
        host,
        services,
        field,
        isConfirm: (key) => host.get<string>('confirmType') !== 'return' && !key.shiftKey && !key.ctrlKey,
        changed: measure,
      });
      field.addEventListener('keydown', (key) => {
        // A browser makes a new line of Shift and Enter by itself, of Ctrl and Enter it does not.
        if (key.key !== 'Enter' || !key.ctrlKey || key.isComposing) return;
        key.preventDefault();
        document.execCommand('insertText', false, '\n');
      });
      return {
        ...control,
        update(name, value) {
          control.update?.(name, value);
          if (name === 'autoHeight') host.element.toggleAttribute('mp-auto-height', value === true);
        },
        attached() {
          control.attached?.();
          measure();
          sizes.observe(host.element);
        },
      };
    },
  };
}

/** Lets the field be as high as its text; null before it is laid out. */
function grow(host: BuiltinHost, field: HTMLTextAreaElement) {
  if (!field.isConnected) return null;
  const style = getComputedStyle(field);
  const lineHeight = Number.parseFloat(style.lineHeight) || Number.parseFloat(style.fontSize) * 1.2;
  if (host.get<boolean>('autoHeight')) {
    const { placeholder } = field;
    // A browser makes room for all lines of the hint, a phone for those of the text.
    field.placeholder = '';
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
    field.placeholder = placeholder;
    // A host with a limit cuts its field off: what is beyond has to be scrolled to.
    field.style.maxHeight = getComputedStyle(host.element).maxHeight;
  }
  const height = field.scrollHeight;
  const pageWidth = host.element.closest<HTMLElement>('.mp-page')?.clientWidth ?? 375;
  return {
    count: Math.max(1, Math.round(height / lineHeight)),
    height,
    heightRpx: (height * 750) / pageWidth,
  };
}
