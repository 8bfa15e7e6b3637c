/**
 * The soft keyboard: a drawn one of a given height, or the real one of a telephone as the visual viewport shows it. Tells
 * fields and the app its height, and lifts the page when a field asks for that.
 */
import type { KeyboardService } from './services';

export interface KeyboardOptions {
  readonly screen: HTMLElement;
  /** Height of the drawn keyboard; 0 means there is none to draw. */
  readonly drawnPx: number;
  /** `wx.onKeyboardHeightChange`. */
  readonly onHeight: (px: number) => void;
}

interface OpenField {
  readonly field: HTMLElement;
  readonly adjustsPosition: boolean;
  readonly cursorSpacingPx: number;
  readonly onHeight: (px: number) => void;
}

/** Below this the viewport shrank for another reason, such as a bar of the browser. */
const SMALLEST_KEYBOARD_PX = 120;

export function createKeyboard({ screen, drawnPx, onHeight }: KeyboardOptions): KeyboardService {
  let open: OpenField | null = null;
  let heightPx = 0;

  const setHeight = (px: number): void => {
    if (px === heightPx) return;
    heightPx = px;
    screen.style.setProperty('--mp-keyboard', `${px}px`);
    screen.toggleAttribute('mp-keyboard', px > 0);
    onHeight(px);
    open?.onHeight(px);
    lift();
  };
  const lift = (): void => {
    const layer = open?.field.closest<HTMLElement>('.mp-layer') ?? null;
    for (const other of screen.querySelectorAll<HTMLElement>('.mp-layer')) {
      if (other !== layer) other.style.transform = '';
    }
    if (layer === null || open === null) return;
    const bottom = open.field.getBoundingClientRect().bottom + open.cursorSpacingPx;
    const edge = screen.getBoundingClientRect().bottom - heightPx;
    const isHidden = open.adjustsPosition && heightPx > 0 && bottom > edge;
    layer.style.transform = isHidden ? `translateY(${edge - bottom}px)` : '';
  };

  const viewport = window.visualViewport;
  viewport?.addEventListener('resize', () => {
    const covered = window.innerHeight - viewport.height;
    if (drawnPx === 0) setHeight(covered > SMALLEST_KEYBOARD_PX ? Math.round(covered) : 0);
  });
  keepFocusWhereAsked(screen);
  return {
    get heightPx() {
      return heightPx;
    },
    open(field, adjustsPosition, cursorSpacingPx, onFieldHeight) {
      open = { field, adjustsPosition, cursorSpacingPx, onHeight: onFieldHeight };
      if (drawnPx > 0) setHeight(drawnPx);
      lift();
    },
    close(field) {
      if (open?.field !== field) return;
      if (drawnPx > 0) setHeight(0);
      open = null;
      lift();
    },
  };
}

/** wx: with `hold-keyboard` a tap elsewhere leaves the field focused; so does the button beside a `confirm-hold` field. */
function keepFocusWhereAsked(screen: HTMLElement): void {
  screen.addEventListener('mousedown', (event) => {
    const active = document.activeElement;
    const holds = active?.hasAttribute('mp-holdkeyboard') === true;
    const isField = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
    if (holds && !isField) event.preventDefault();
  });
}
