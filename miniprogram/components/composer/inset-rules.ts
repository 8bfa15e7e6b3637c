/**
 * Who stands below the field: nobody, the keyboard or a panel of ours. The one owner of the keyboard's height; pure.
 *
 * The floor is as high as the higher of the two (the style adds the safe area as the least), and a panel is as high as the
 * keyboard was. So the field stays where it is while one of them takes the other's place.
 */

type Panel = 'none' | 'emoji' | 'plus';

export interface Inset {
  /** Height of the keyboard in px. */
  readonly keyboard: number;
  readonly panel: Panel;
  /** The keyboard has been asked for and is on its way: the floor stays until it is there. */
  readonly isRaising: boolean;
  /** The last height of a keyboard on this phone; 0 before the first. */
  readonly known: number;
}

export type InsetEvent =
  | { readonly kind: 'height'; readonly px: number }
  /** The field lost the focus. */
  | { readonly kind: 'blur' }
  /** The field is about to get the focus. */
  | { readonly kind: 'raise' }
  /** The keyboard did not come: there is none, as on a computer. */
  | { readonly kind: 'give_up' }
  | { readonly kind: 'open'; readonly panel: 'emoji' | 'plus' }
  /** Somebody wants to read. */
  | { readonly kind: 'rest' };

/** A phone's keyboard before its height is known; and the limits of what a panel is given. */
export const PANEL_PX = 300;
const MIN_PANEL_PX = 240;
const MAX_PANEL_PX = 400;
/** Less is the bar of a keyboard made of metal, no keyboard. */
const MIN_KEYBOARD_PX = 100;

export const AT_REST: Inset = { keyboard: 0, panel: 'none', isRaising: false, known: 0 };

function setHeight(state: Inset, px: number): Inset {
  const keyboard = Math.max(0, px);
  if (keyboard === 0) return { ...state, keyboard };
  const known = keyboard >= MIN_KEYBOARD_PX ? keyboard : state.known;
  // A keyboard that is on its way out tells its height once more on some phones: it takes no panel's place.
  const isWanted = state.isRaising || state.panel === 'none';
  return { keyboard, known, panel: isWanted ? 'none' : state.panel, isRaising: false };
}

export function nextInset(state: Inset, event: InsetEvent): Inset {
  switch (event.kind) {
    case 'height':
      return setHeight(state, event.px);
    case 'blur':
      // wx: some phones leave the height event out when the keyboard goes (Skyline on iOS, numeric keyboards).
      return { ...state, keyboard: 0 };
    case 'raise':
      return state.panel === 'none' ? state : { ...state, isRaising: true };
    case 'give_up':
      return state.isRaising ? { ...state, isRaising: false, panel: 'none' } : state;
    case 'open':
      return { ...state, panel: event.panel, isRaising: false };
    case 'rest':
      return { ...AT_REST, known: state.known };
  }
}

export function panelHeight({ known }: Inset): number {
  return Math.min(MAX_PANEL_PX, Math.max(MIN_PANEL_PX, known || PANEL_PX));
}

/** Height of the floor below the field in px. */
export function floorHeight(state: Inset): number {
  return Math.max(state.keyboard, state.panel === 'none' ? 0 : panelHeight(state));
}
