/**
 * What the rooms are called that every server starts with: one name is stored, and one in each language is told for as long as
 * nobody has renamed the room. Nobody else may take them.
 */
import type { RoomId, RoomNames } from '../../miniprogram/core/protocol/fields';

/** By the id of the room. */
export const SEEDED_NAMES = {
  lobby: { zh: '大厅', en: 'Lobby' },
  tea: { zh: '茶水间', en: 'Tea room' },
  help: { zh: '新手帮助', en: 'First steps' },
} as const satisfies Readonly<Record<string, RoomNames>>;

const BY_ROOM: ReadonlyMap<string, RoomNames> = new Map(Object.entries(SEEDED_NAMES));

/** The stored name of a seeded room: what clients show that know of no other. */
export const storedName = ({ zh }: RoomNames): string => zh;

/** Nothing for a room that somebody has renamed, and for all others. */
export function namesOf({ room, name }: { readonly room: RoomId; readonly name: string }): {
  readonly names?: RoomNames;
} {
  const names = BY_ROOM.get(room);
  return names && storedName(names) === name ? { names } : {};
}
