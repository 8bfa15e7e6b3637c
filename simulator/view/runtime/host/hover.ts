/**
 * `hover-class`: the class that an element has while a finger is on it, with WeChat's delays. Asked by `gestures.ts`.
 */
import type { Element } from 'glass-easel';
import type { HostElement } from './element';
import { isComponent } from './patches';

export interface Hover {
  start(target: Node): void;
  /** The finger was lifted: the class stays for its stay time. */
  end(): void;
  /** The finger moved away: the class goes at once. */
  cancel(): void;
}

interface HoverSettings {
  readonly className: string;
  readonly startMs: number;
  readonly stayMs: number;
  readonly isBuiltInClass: boolean;
  readonly stopsOthers: boolean;
}

const DEFAULT_BUTTON_CLASS = 'button-hover';
/** The segment of a class list that glass-easel keeps for passing states (`StyleSegmentIndex.TEMP_EXTRA`). */
const PASSING_SEGMENT = 3;

export function createHover(): Hover {
  let active: { readonly element: Element; readonly settings: HoverSettings }[] = [];
  let timers: number[] = [];
  let isDown = false;

  const clearTimers = (): void => {
    for (const timer of timers) window.clearTimeout(timer);
    timers = [];
  };
  const remove = (): void => {
    for (const { element, settings } of active) toggle(element, settings, false);
    active = [];
  };
  const removeSoon = (): void => {
    const stayMs = Math.max(0, ...active.map(({ settings }) => settings.stayMs));
    timers.push(window.setTimeout(remove, stayMs));
  };
  return {
    start(target) {
      clearTimers();
      remove();
      isDown = true;
      for (const { element, settings } of hoveredAt(target)) {
        const add = (): void => {
          toggle(element, settings, true);
          active.push({ element, settings });
          // A tap shorter than the start time flashes too.
          if (!isDown) removeSoon();
        };
        timers.push(window.setTimeout(add, settings.startMs));
      }
    },
    end() {
      isDown = false;
      if (active.length > 0) removeSoon();
    },
    cancel() {
      isDown = false;
      clearTimers();
      remove();
    },
  };
}

function hoveredAt(target: Node): { element: Element; settings: HoverSettings }[] {
  const found: { element: Element; settings: HoverSettings }[] = [];
  for (let at: Node | null = target; at !== null; at = at.parentNode) {
    const element = (at as HostElement).__wxElement;
    const settings = element === undefined ? null : settingsOf(element);
    if (element === undefined || settings === null) continue;
    found.push({ element, settings });
    if (settings.stopsOthers) break;
  }
  return found;
}

function settingsOf(element: Element): HoverSettings | null {
  const read = (name: string): unknown => {
    if (!isComponent(element)) return element.getAttribute(name);
    const property = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    return (element.data as Readonly<Record<string, unknown>>)[property];
  };
  const className = String(read('hover-class') ?? '');
  if (className === '' || className === 'none' || read('disabled') === true) return null;
  const number = (name: string, fallback: number): number => Number(read(name) ?? fallback);
  return {
    className,
    isBuiltInClass: className === DEFAULT_BUTTON_CLASS,
    startMs: number('hover-start-time', 50),
    stayMs: number('hover-stay-time', 400),
    stopsOthers: Boolean(read('hover-stop-propagation')),
  };
}

function toggle(element: Element, settings: HoverSettings, isOn: boolean): void {
  if (settings.isBuiltInClass)
    (element.$$ as unknown as HTMLElement | null)?.classList.toggle('mp-hover', isOn);
  else element.toggleNodeClass(settings.className, isOn, PASSING_SEGMENT);
}
