/**
 * `<switch>`, `<checkbox>`, `<radio>` and their groups: controls that are on or off.
 */
import { Event } from 'glass-easel';
import { wxElementAt } from '../host/element';
import type { Builtin, BuiltinHost } from './define';
import { addElement } from './define';
import { registerControl } from './form';

const COMMON = { name: '', checked: false, disabled: false, color: '' };

function makeOperable(host: BuiltinHost, role: string, activate: () => void): void {
  host.element.setAttribute('role', role);
  host.element.tabIndex = 0;
  host.on('tap', activate);
}

function showChoice(element: HTMLElement, name: string, value: unknown): void {
  if (name === 'checked') element.setAttribute('aria-checked', String(value === true));
  if (name === 'disabled') {
    element.toggleAttribute('mp-disabled', value === true);
    element.setAttribute('aria-disabled', String(value === true));
  }
  if (name === 'color' && value !== '') element.style.setProperty('--mp-accent', String(value));
}

export const switchBuiltin: Builtin = {
  tag: 'switch',
  properties: { ...COMMON, type: 'switch' },
  create(host) {
    const { element } = host;
    let initial = false;
    addElement('span', 'mp-switch', element);
    const toggle = (): void => {
      host.set('checked', !host.get<boolean>('checked'));
      host.trigger('change', { value: host.get<boolean>('checked') });
    };
    makeOperable(host, 'switch', toggle);
    registerControl(element, {
      get name() {
        return host.get<string>('name');
      },
      get value() {
        return host.get<boolean>('checked');
      },
      reset: () => host.set('checked', initial),
      activate: toggle,
    });
    return {
      update: (name, value) => showChoice(element, name, value),
      attached() {
        initial = host.get<boolean>('checked');
      },
    };
  },
};

/** `checkbox` may be one of many that are on, `radio` is the only one of its group. */
export function choiceBuiltin(tag: 'checkbox' | 'radio'): Builtin {
  return {
    tag,
    properties: { ...COMMON, value: '' },
    create(host) {
      const { element } = host;
      addElement('span', `mp-choice mp-choice--${tag}`, element);
      const choose = (): void => {
        const isOn = host.get<boolean>('checked');
        if (tag === 'radio' && isOn) return;
        if (tag === 'radio') turnOthersOff(element);
        host.set('checked', !isOn);
        tellGroup(element, tag);
      };
      makeOperable(host, tag, choose);
      registerControl(element, {
        name: '',
        value: undefined,
        reset: () => host.set('checked', false),
        activate: choose,
      });
      hosts.set(element, host);
      return { update: (name, value) => showChoice(element, name, value) };
    },
  };
}

const hosts = new WeakMap<Element, BuiltinHost>();

function membersOf(group: Element, tag: string): BuiltinHost[] {
  return [...group.querySelectorAll(`wx-${tag}`)].flatMap((element) => hosts.get(element) ?? []);
}

function turnOthersOff(element: Element): void {
  const group = element.closest('wx-radio-group');
  if (group === null) return;
  for (const member of membersOf(group, 'radio')) member.set('checked', false);
}

function groupValue(group: Element, tag: string): string | string[] {
  const values = membersOf(group, tag)
    .filter((member) => member.get<boolean>('checked'))
    .map((member) => member.get<string>('value'));
  return tag === 'radio' ? (values[0] ?? '') : values;
}

function tellGroup(element: Element, tag: string): void {
  const group = element.closest(`wx-${tag}-group`);
  const target = wxElementAt(group);
  if (group === null || target === null) return;
  new Event('change', { value: groupValue(group, tag) }).dispatch(target);
}

export function choiceGroupBuiltin(tag: 'checkbox' | 'radio'): Builtin {
  return {
    tag: `${tag}-group`,
    properties: { name: '' },
    create(host) {
      host.element.setAttribute('role', tag === 'radio' ? 'radiogroup' : 'group');
      registerControl(host.element, {
        get name() {
          return host.get<string>('name');
        },
        get value() {
          return groupValue(host.element, tag);
        },
        reset: () => undefined,
        activate: () => undefined,
      });
      return {};
    },
  };
}
