/**
 * What a room is called for who reads it: in their language, where it has a name in each. The one place that shows names of rooms.
 */
import { holdsFolded } from '../core/base/fold';
import type { RoomNames } from '../core/protocol/fields';
import { LANGUAGES, type Language } from '../i18n/languages';

export interface NamedRoom {
  readonly name: string;
  readonly names?: RoomNames | undefined;
}

export const roomName = (language: Language, { name, names }: NamedRoom): string =>
  names?.[LANGUAGES[language].roomName] ?? name;

/** Whoever was told its name in another language finds it too. */
export const isRoomFound = ({ name, names }: NamedRoom, query: string): boolean =>
  [name, ...(names ? [names.zh, names.en] : [])].some((each) => holdsFolded(each, query));
