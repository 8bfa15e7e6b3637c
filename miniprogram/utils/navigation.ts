/**
 * The ways between the pages. A way that WeChat refuses (a second tap while a page is still coming) leads nowhere, quietly.
 */

const ROOMS = 'pages/rooms/rooms';

const ignore = (): void => undefined;

const open = (url: string): void => wx.navigateTo({ url, fail: ignore });

export const openChat = (room: string): void => open(`/pages/chat/chat?room=${room}`);
/** The room at one of its messages. */
export const openMessage = (room: string, seq: number): void =>
  open(`/pages/chat/chat?room=${room}&seq=${seq}`);
export const openFind = (): void => open('/pages/find/find');
export const openRoom = (room: string): void => open(`/pages/room/room?room=${room}`);
export const openMembers = (room: string): void => open(`/pages/members/members?room=${room}`);
/** The members with somebody among them. */
export const openMember = (room: string, name: string): void =>
  open(`/pages/members/members?room=${room}&find=${encodeURIComponent(name)}`);
export const openSearch = (room: string): void => open(`/pages/search/search?room=${room}`);
export const openAlbum = (room: string): void => open(`/pages/album/album?room=${room}`);
export const openProfile = (): void => open('/pages/profile/profile');
export const openSettings = (): void => open('/pages/settings/settings');

/** Back to the rooms, over whatever is in between, also from pages that a link opened and that have no rooms behind them. */
export function backToRooms(): void {
  const delta = getCurrentPages()
    .reverse()
    .findIndex(({ route }) => route === ROOMS);
  const anew = (): void => void wx.reLaunch({ url: `/${ROOMS}`, fail: ignore });
  if (delta > 0) wx.navigateBack({ delta, fail: anew });
  else anew();
}
