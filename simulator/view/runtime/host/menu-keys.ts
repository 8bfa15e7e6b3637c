/**
 * What a keyboard needs of a menu that a page has opened: the focus goes into it, Escape closes it as a tap beside it does, and
 * the focus comes back to where it was. On a phone the screen reader does that. Knows a menu by its role only.
 */

/** A page opens its menu after it was told where things are, some frames later. */
const FRAMES_TO_WAIT = 30;

export interface MenuKeys {
  /** A key has operated this. */
  operated(target: HTMLElement): void;
  close(): void;
}

export function createMenuKeys(screen: HTMLElement): MenuKeys {
  let opener: HTMLElement | null = null;
  const menu = (): HTMLElement | null => screen.querySelector('.mp-top [role="menu"]');
  const follow = (target: HTMLElement, frames: number): void => {
    const open = menu();
    if (open !== null && !open.contains(target)) {
      opener = target;
      open.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    } else if (open === null && opener?.isConnected === true) {
      // Something else may have taken the focus by now, such as the field.
      if (document.activeElement === document.body) opener.focus();
      opener = null;
    } else if (frames > 0) requestAnimationFrame(() => follow(target, frames - 1));
  };
  const operated = (target: HTMLElement): void => {
    requestAnimationFrame(() => follow(target, FRAMES_TO_WAIT));
  };
  return {
    operated,
    close() {
      const open = menu();
      open?.parentElement?.click();
      if (open !== null) operated(open);
    },
  };
}
