/**
 * wx: the package is on the phone before it runs, so its pictures need no network. A browser takes a picture that the window
 * still holds instead of asking for it again.
 */
const held: HTMLImageElement[] = [];

export function loadPackagePictures(addresses: readonly string[]): void {
  for (const address of addresses) {
    const picture = new Image();
    picture.src = address;
    held.push(picture);
  }
}
