/**
 * What a picture or video is called that goes as a file and came without a name, as out of an album: as cameras call them, by its time, with
 * the ending that its file has. The same in every language.
 */
/** `at` is in milliseconds since 1970 and told in UTC; the ending is that of `path`, in small letters, or none. */
export function pictureName(path: string, at: number, start = 'IMG'): string {
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(path)?.[0] ?? '';
  const digits = new Date(at).toISOString().replace(/\D/g, '');
  return `${start}_${digits.slice(0, 8)}_${digits.slice(8, 14)}${ending.toLowerCase()}`;
}
