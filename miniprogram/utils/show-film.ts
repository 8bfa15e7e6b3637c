/**
 * Plays a video over the whole screen, in the phone's own viewer.
 */

/** `poster`: a picture that is shown until it plays; '' for none. `onFailed`: the viewer did not open. */
export function showFilm(url: string, poster: string, onFailed: () => void): void {
  const source = { url, type: 'video', ...(poster === '' ? {} : { poster }) } as const;
  wx.previewMedia({ sources: [source], current: 0, fail: onFailed });
}
