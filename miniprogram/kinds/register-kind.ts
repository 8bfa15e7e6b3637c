/**
 * Kinds of messages that this mini program adds by itself, over the wire as `custom` (PROTOCOL.md). `index.ts` registers them;
 * the page of the chat asks here. What a kind does wrong costs its own message its looks: people read its text then. Knows no
 * page and no kind.
 */
import type { Json } from '../core/protocol/json';
import { isCustomType } from '../core/protocol/kinds/custom';
import type { Language } from '../i18n/translate';

export interface CustomMessage {
  readonly type: string;
  readonly data: Json;
  readonly text: string;
  /** Who said it, and under which id: together they name the message for ever, in this room. */
  readonly user: string;
  readonly clientId: string;
  readonly isOwn: boolean;
}

/** What this phone knows beside the message. */
export interface CustomRoom {
  readonly language: Language;
  /** Messages of the types that the kind `reads`, in order. Without those of people who are blocked here, and what was recalled. */
  readonly others: readonly CustomMessage[];
  /** Everything that was said after the message is here. */
  readonly isWhole: boolean;
  nameOf(user: string): string;
}

/** What is said: `text` is what everybody reads who does not know the type, and what lists, quotes, searches and screen readers have. */
export interface CustomSaying {
  readonly type: string;
  readonly data: Json;
  readonly text: string;
}

export interface CustomKind {
  /** 1 to 64 of a-z, 0-9, point and hyphen; begin with a domain of yours. */
  readonly type: string;
  /** The `<template>` in `custom-kind.wxml`; absent: its text is shown. */
  readonly template?: string;
  /** Types whose messages its view depends on. */
  readonly reads?: readonly string[];
  /** For the template, plain data; null when the data are not as this kind writes them: then its text is shown. */
  view?(message: CustomMessage, room: CustomRoom): object | null;
  /** A tap on it. `value`: `data-value` of what was tapped. @returns what is said because of it, or null */
  open?(message: CustomMessage, room: CustomRoom, value: string): CustomSaying | null;
  /** What `view` threw; people read the text then. */
  onFault?(thrown: unknown): void;
  /** In the `+` panel. */
  readonly make?: {
    name(language: Language): string;
    /** Asks people for what it needs; null when they changed their mind. */
    ask(language: Language): Promise<CustomSaying | null>;
  };
}

const kinds = new Map<string, CustomKind>();

/** @throws Error for a type that nobody could send, and for one that is there already */
export function registerKind(kind: CustomKind): void {
  if (!isCustomType(kind.type)) throw new Error(`${kind.type} is no type of a kind`);
  if (kinds.has(kind.type)) throw new Error(`there are two kinds of the type ${kind.type}`);
  kinds.set(kind.type, kind);
}

export const findKind = (type: string): CustomKind | null => kinds.get(type) ?? null;
export const registeredKinds = (): readonly CustomKind[] => [...kinds.values()];

/** @returns what it shows as JSON, so that it can be compared and nothing but data comes out; '' for its text */
export function customView(message: CustomMessage, roomFor: (kind: CustomKind) => CustomRoom): string {
  const kind = findKind(message.type);
  if (!kind?.view || kind.template === undefined) return '';
  try {
    const view = kind.view(message, roomFor(kind));
    return view === null ? '' : JSON.stringify(view);
  } catch (thrown) {
    kind.onFault?.(thrown);
    return '';
  }
}
