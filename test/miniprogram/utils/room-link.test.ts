/** Share cards and scenes of mini program codes. */
import { appCard, readEntry, roomCard } from '../../../miniprogram/utils/room-link';

/** The query as WeChat hands it to the page that a path opens. */
function queryOf(path: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(path.split('?')[1]));
}

test('[UI100] {P3} the card of a room leads into the room by its code, the card of the list to the list', () => {
  const card = roomCard('k3m9xz', '来聊');
  expect(card).toEqual({ title: '来聊', path: '/pages/chat/chat?room=k3m9xz&link=1' });
  expect(readEntry(queryOf(card.path))).toEqual({ room: 'k3m9xz', isLink: true });
  expect(appCard('来聊').path).toBe('/pages/rooms/rooms');
});

test.each([
  ['k3m9xz', 'k3m9xz'],
  [encodeURIComponent('room=k3m9xz'), 'k3m9xz'],
  ['%20K3M9XZ%20', 'k3m9xz'],
])('[UI100] {P3} the scene %j of a mini program code names a room', (scene, room) => {
  expect(readEntry({ scene })).toEqual({ room, isLink: true });
});

test.each(['%E0%A4%A', '', 'constructor', '__proto__', 'a/b', 'x'.repeat(65)])(
  '[UI100] {P3} the scene %j is no code: it leads to a room that does not exist',
  (scene) => {
    expect(readEntry({ scene })).toEqual({ room: '-', isLink: true });
  },
);

test('[UI100] {P3} a way inside the app is no link, and a page without a room stays without one', () => {
  expect(readEntry({ room: 'tea' })).toEqual({ room: 'tea', isLink: false });
  expect(readEntry({})).toEqual({ room: '', isLink: false });
});

test('[SS131] {P3} the card of a room whose code is not its name tells both, and what is no name is none', () => {
  const { path } = roomCard('code1', 'Tea', 'tea');
  expect(path).toBe('/pages/chat/chat?room=code1&link=1&id=tea');
  expect(readEntry({ room: 'code1', link: '1', id: 'tea' })).toEqual({
    room: 'code1',
    isLink: true,
    id: 'tea',
  });
  for (const id of ['', '__proto__', 'a/b', 'x'.repeat(65), '%']) {
    expect(readEntry({ room: 'code1', link: '1', id })).toEqual({ room: 'code1', isLink: true });
  }
});
