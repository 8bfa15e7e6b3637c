/**
 * `<form>` and `<label>`, and how the controls inside a form take part: each one registers its value under its name.
 */
import { Event } from 'glass-easel';
import type { GeneralComponent } from 'glass-easel';
import { wxElementAt } from '../host/element';
import type { Builtin } from './define';

export interface FormControl {
  readonly name: string;
  readonly value: unknown;
  reset(): void;
  /** Acts as a tap on it would, for labels. */
  activate(): void;
}

const controls = new WeakMap<HTMLElement, FormControl>();

/** Makes an element take part in the form around it and in the label that names it. */
export function registerControl(element: HTMLElement, control: FormControl): void {
  controls.set(element, control);
}

function controlsIn(parent: HTMLElement): FormControl[] {
  return [...parent.querySelectorAll<HTMLElement>('*')].flatMap((element) => controls.get(element) ?? []);
}

/** Tells the form around `element` to hand in its values. */
export function submitForm(element: HTMLElement, button: GeneralComponent): void {
  const form = element.closest<HTMLElement>('wx-form');
  const target = wxElementAt(form);
  if (form === null || target === null) return;
  const named = controlsIn(form).filter(({ name }) => name !== '');
  const value = Object.fromEntries(named.map((control) => [control.name, control.value]));
  const detail = { value, formId: '', target: { id: button.id, dataset: { ...button.dataset } } };
  new Event('submit', detail).dispatch(target);
}

/** Puts the controls of the form around `element` back. */
export function resetForm(element: HTMLElement): void {
  const form = element.closest<HTMLElement>('wx-form');
  const target = wxElementAt(form);
  if (form === null || target === null) return;
  for (const control of controlsIn(form)) control.reset();
  new Event('reset', {}).dispatch(target);
}

export const formBuiltin: Builtin = {
  tag: 'form',
  properties: { reportSubmit: false, reportSubmitTimeout: 0 },
  create: () => ({}),
};

export const labelBuiltin: Builtin = {
  tag: 'label',
  properties: { for: '' },
  create(host) {
    host.element.addEventListener('click', (event) => {
      const id = host.get<string>('for');
      const page = host.element.closest<HTMLElement>('.mp-page') ?? document.body;
      const place = id === '' ? host.element : page.querySelector<HTMLElement>(`[wx-id="${CSS.escape(id)}"]`);
      if (place === null) return;
      const inner = [place, ...place.querySelectorAll<HTMLElement>('*')];
      const labelled = inner.find((element) => controls.has(element));
      const isOnControl = labelled?.contains(event.target as Node) ?? true;
      if (labelled !== undefined && !isOnControl) controls.get(labelled)?.activate();
    });
    return {};
  },
};
