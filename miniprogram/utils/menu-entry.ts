/**
 * What a message's menu is told: its entries and emoji, and where the message is.
 */

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  /** One of those that message-menu.wxss draws. */
  readonly icon: string;
}

/** A place in px of the window. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A reaction that the menu offers; a tap on one's `own` takes it off. */
export interface MenuEmoji {
  readonly emoji: string;
  readonly own: boolean;
  readonly label: string;
}
