/**
 * Turns pointers of a browser into the events of WXML: touchstart, touchmove, touchend, touchcancel, tap, longpress, and
 * `hover-class` while a finger is down. A tap is the DOM's own click, so mouse, finger, keyboard, screen reader
 * and test tools all make one. Knows no component by name.
 */
import { Event } from 'glass-easel';
import { domOf, isListenedOnPath, pageBoxOf, wxElementAt } from './element';
import { createHover } from './hover';
import { createMenuKeys } from './menu-keys';

/** wx: "longpress fires when a finger stays for more than 350 ms" (framework/view/wxml/event). */
const LONG_PRESS_MS = 350;
const MOVE_TOLERANCE_PX = 10;
const MOUSE_IDENTIFIER = 0;

interface Point {
  readonly identifier: number;
  readonly clientX: number;
  readonly clientY: number;
}

interface WxTouch extends Point {
  readonly pageX: number;
  readonly pageY: number;
}

interface Press {
  readonly target: Node;
  readonly start: Point;
  timer: number;
  isLong: boolean;
}

/** Listens on `screen` for the rest of the page's life. */
export function startGestures(screen: HTMLElement): void {
  const hover = createHover();
  let press: Press | null = null;
  let isClickEaten = false;

  const begin = (target: Node, point: Point, original: globalThis.Event): void => {
    // The end of the former press went elsewhere, such as to a dialog of the browser.
    if (press !== null) end('touchcancel', press.start, original);
    isClickEaten = false;
    const timer = window.setTimeout(() => holdLongEnough(), LONG_PRESS_MS);
    press = { target, start: point, timer, isLong: false };
    hover.start(target);
    dispatch(target, 'touchstart', [point], original);
  };
  const holdLongEnough = (): void => {
    if (press === null) return;
    press.isLong = true;
    // wx: a tap does not follow a long press that somebody listens to.
    isClickEaten = isListenedOnPath(press.target, 'longpress');
    dispatch(press.target, 'longpress', [press.start], null);
    if (isListenedOnPath(press.target, 'longtap')) dispatch(press.target, 'longtap', [press.start], null);
  };
  const move = (point: Point, original: globalThis.Event): void => {
    if (press === null) return;
    const { start, timer } = press;
    const distance = Math.hypot(point.clientX - start.clientX, point.clientY - start.clientY);
    if (distance > MOVE_TOLERANCE_PX) {
      window.clearTimeout(timer);
      hover.cancel();
      // wx: a finger that moved away makes no tap; a browser makes a click of a mouse that did.
      isClickEaten = true;
    }
    dispatch(press.target, 'touchmove', [point], original);
  };
  const end = (type: 'touchend' | 'touchcancel', point: Point, original: globalThis.Event): void => {
    if (press === null) return;
    const { target, timer } = press;
    window.clearTimeout(timer);
    press = null;
    if (type === 'touchend') hover.end();
    else hover.cancel();
    dispatch(target, type, [point], original);
  };

  listenToFingers(screen, { begin, move, end });
  listenToMouse(screen, { begin, move, end });
  screen.addEventListener('click', (click) => {
    const target = click.target as Node;
    if (isClickEaten) isClickEaten = false;
    else if (!isDisabled(target)) dispatch(target, 'tap', [pointOf(click, MOUSE_IDENTIFIER)], click);
  });
  const menuKeys = createMenuKeys(screen);
  screen.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') menuKeys.close();
    else if (clickByKey(event)) menuKeys.operated(event.target as HTMLElement);
  });
}

interface PressListener {
  begin(target: Node, point: Point, original: globalThis.Event): void;
  move(point: Point, original: globalThis.Event): void;
  end(type: 'touchend' | 'touchcancel', point: Point, original: globalThis.Event): void;
}

function listenToFingers(screen: HTMLElement, listener: PressListener): void {
  const first = (event: TouchEvent): Point | null => {
    const touch = event.changedTouches[0];
    return touch === undefined ? null : pointOf(touch, touch.identifier);
  };
  const on = (
    type: 'touchmove' | 'touchend' | 'touchcancel',
    act: (point: Point, event: TouchEvent) => void,
  ) => {
    screen.addEventListener(
      type,
      (event) => {
        const point = first(event);
        if (point !== null) act(point, event);
      },
      { passive: false },
    );
  };
  screen.addEventListener(
    'touchstart',
    (event) => {
      const point = first(event);
      if (point !== null) listener.begin(event.target as Node, point, event);
    },
    { passive: false },
  );
  on('touchmove', listener.move);
  on('touchend', (point, event) => listener.end('touchend', point, event));
  on('touchcancel', (point, event) => listener.end('touchcancel', point, event));
}

function listenToMouse(screen: HTMLElement, listener: PressListener): void {
  const onlyMouse = (act: (event: PointerEvent) => void) => (event: PointerEvent) => {
    if (event.pointerType === 'mouse') act(event);
  };
  screen.addEventListener(
    'pointerdown',
    onlyMouse((event) => {
      const point = pointOf(event, MOUSE_IDENTIFIER);
      if (event.button === 0) listener.begin(event.target as Node, point, event);
    }),
  );
  window.addEventListener(
    'pointermove',
    onlyMouse((event) => listener.move(pointOf(event, MOUSE_IDENTIFIER), event)),
  );
  for (const [dom, wx] of [
    ['pointerup', 'touchend'],
    ['pointercancel', 'touchcancel'],
  ] as const) {
    window.addEventListener(
      dom,
      onlyMouse((event) => listener.end(wx, pointOf(event, MOUSE_IDENTIFIER), event)),
    );
  }
}

function pointOf({ clientX, clientY }: { clientX: number; clientY: number }, identifier: number): Point {
  return { identifier, clientX, clientY };
}

/** Enter and space operate what has the focus, as they do on a real button. True when they did. */
function clickByKey(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  if (!target.hasAttribute('tabindex') || wxElementAt(target) === null) return false;
  event.preventDefault();
  target.click();
  return true;
}

/** A click that no pointer made, as of a key or a script, has no place. */
const isPlaceless = (original: globalThis.Event | null): boolean =>
  original instanceof MouseEvent && original.detail === 0 && original.clientX === 0 && original.clientY === 0;

function isDisabled(target: Node): boolean {
  const element = target instanceof Element ? target : target.parentElement;
  return (element?.closest('[mp-disabled]') ?? null) !== null;
}

function dispatch(
  target: Node,
  type: string,
  points: readonly Point[],
  original: globalThis.Event | null,
): void {
  const element = wxElementAt(target);
  if (element === null) return;
  const page = pageBoxOf(domOf(element) ?? target)?.getBoundingClientRect();
  const touches: WxTouch[] = points.map((point) => ({
    ...point,
    clientX: point.clientX - (page?.left ?? 0),
    clientY: point.clientY - (page?.top ?? 0),
    pageX: point.clientX - (page?.left ?? 0),
    pageY: point.clientY - (page?.top ?? 0),
  }));
  const [first] = touches;
  const place = isPlaceless(original) ? { x: 0, y: 0 } : { x: first?.pageX ?? 0, y: first?.pageY ?? 0 };
  const isOver = type === 'touchend' || type === 'touchcancel' || type === 'tap';
  const event = new Event(type, type.startsWith('touch') ? {} : place, {
    bubbles: true,
    composed: true,
    capturePhase: true,
    originalEvent: original,
    extraFields: { touches: isOver && type !== 'tap' ? [] : touches, changedTouches: touches },
  });
  event.dispatch(element);
  // wx: a caught touchmove keeps what lies below from scrolling.
  if (type === 'touchmove' && event.defaultPrevented() && original?.cancelable === true)
    original.preventDefault();
}
