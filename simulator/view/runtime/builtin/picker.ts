/** `<picker>`: one of a list, a date or a time. The other modes say that they are not built. */
import { reportMissing } from '../report';
import type { PhoneServices } from '../services';
import { addElement } from './define';
import type { Builtin, BuiltinHost } from './define';
import { registerControl } from './form';

export function pickerBuiltin(services: PhoneServices): Builtin {
  return {
    tag: 'picker',
    properties: {
      name: '',
      mode: 'selector',
      disabled: false,
      range: null,
      rangeKey: '',
      value: null,
      start: '',
      end: '',
      fields: 'day',
      headerText: '',
    },
    create(host) {
      let initial: unknown = null;
      host.element.setAttribute('role', 'button');
      host.element.tabIndex = 0;
      host.on('tap', () => {
        if (!host.get<boolean>('disabled')) void pick(host, services);
      });
      registerControl(host.element, {
        get name() {
          return host.get<string>('name');
        },
        get value() {
          return host.get('value');
        },
        reset: () => host.set('value', initial),
        activate: () => void pick(host, services),
      });
      return {
        attached() {
          initial = host.get('value');
        },
      };
    },
  };
}

async function pick(host: BuiltinHost, services: PhoneServices): Promise<void> {
  const mode = host.get<string>('mode');
  if (mode === 'date' || mode === 'time') {
    pickMoment(host, mode);
    return;
  }
  if (mode !== 'selector') {
    reportMissing(`<picker mode="${mode}">`, 'this mode is used and not built');
    return;
  }
  const key = host.get<string>('rangeKey');
  const range = host.get<readonly unknown[] | null>('range') ?? [];
  const labels = range.map((item) => String(key === '' ? item : (item as Record<string, unknown>)[key]));
  const index = await services.chooseItem(labels);
  if (index === null) host.trigger('cancel', {});
  else finish(host, String(index));
}

function finish(host: BuiltinHost, value: string): void {
  host.set('value', value);
  host.trigger('change', { value });
}

function pickMoment(host: BuiltinHost, mode: 'date' | 'time'): void {
  const field = addElement('input', 'mp-picker-field', host.element);
  field.type = mode;
  field.value = String(host.get('value') ?? '');
  field.min = host.get<string>('start');
  field.max = host.get<string>('end');
  field.addEventListener('change', () => finish(host, field.value));
  field.addEventListener('blur', () => field.remove());
  field.showPicker();
}
