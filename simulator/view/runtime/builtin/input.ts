/** `<input>`: one line of text. */
import type { PhoneServices } from '../services';
import type { Builtin } from './define';
import { createTextControl, TEXT_PROPERTIES } from './text-control';

const INPUT_MODES: Readonly<Record<string, string>> = { number: 'numeric', digit: 'decimal', idcard: 'text' };

export function inputBuiltin(services: PhoneServices): Builtin {
  return {
    tag: 'input',
    properties: { ...TEXT_PROPERTIES, type: 'text', password: false, confirmType: 'done' },
    create(host) {
      const field = document.createElement('input');
      field.type = 'text';
      field.autocomplete = 'off';
      const control = createTextControl({
        host,
        services,
        field,
        isConfirm: () => true,
      });
      host.component.addListener('blur', () => reviewNickname());
      const reviewNickname = (): void => {
        // wx: a nickname is checked when the field loses the focus; here everything passes.
        if (host.get<string>('type') === 'nickname')
          host.trigger('nicknamereview', { pass: true, timeout: false });
      };
      return {
        ...control,
        update(name, value) {
          if (name === 'type') field.inputMode = INPUT_MODES[String(value)] ?? 'text';
          if (name === 'password') field.type = value === true ? 'password' : 'text';
          control.update?.(name, value);
        },
      };
    },
  };
}
