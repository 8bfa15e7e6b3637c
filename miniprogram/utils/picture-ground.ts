/**
 * Whether a picture may be transparent, by its address alone: then it stands on a light ground in every theme, or a dark drawing
 * could not be seen in the dark. What is made of JPEG needs none, and would only flash while it is loaded.
 */
export function mayBeClear(src: string): boolean {
  const path = src.split(/[?#]/, 1)[0] ?? '';
  return path !== '' && !/\.jpe?g$/i.test(path);
}
