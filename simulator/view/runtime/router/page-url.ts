/** Addresses of pages: paths that mean a page, queries, and the page stack as the hash of the browser's address. */

export interface PageUrl {
  /** `pages/chat/index`. */
  readonly id: string;
  /** As written, without decoding: on a phone `onLoad` gets it like this. */
  readonly query: Readonly<Record<string, string>>;
  /** `pages/chat/index?room=1`. */
  readonly url: string;
}

/** Reads what `navigateTo` and its relatives take: absolute from the root, or relative to the page `from`. */
export function parsePageUrl(text: string, from: string): PageUrl {
  const cut = text.indexOf('?');
  const path = cut < 0 ? text : text.slice(0, cut);
  const search = cut < 0 ? '' : text.slice(cut + 1);
  const base = path.startsWith('/') ? [] : from.split('/').slice(0, -1);
  const parts: string[] = [];
  for (const part of [...base, ...path.split('/')]) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const id = parts.join('/').replace(/\.html$/, '');
  return { id, query: parseQuery(search), url: search === '' ? id : `${id}?${search}` };
}

function parseQuery(search: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const part of search.split('&')) {
    const [key = '', ...rest] = part.split('=');
    if (key !== '') query[key] = rest.join('=');
  }
  return query;
}

/** `#/pages/rooms/index|pages/chat/index?room=1` for a stack of two pages. */
export function stackToHash(urls: readonly string[]): string {
  const parts = urls.map((url) => url.replace(/%/g, '%25').replace(/\|/g, '%7C').replace(/#/g, '%23'));
  return `#/${parts.join('|')}`;
}

/** The addresses in a hash, bottom first; none for an empty one. */
export function hashToStack(hash: string): string[] {
  const text = hash.replace(/^#\/?/, '');
  if (text === '') return [];
  return text.split('|').map((part) => `/${decode(part).replace(/^\//, '')}`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A hash written by hand may hold a bare percent sign.
    return text;
  }
}

/** Where a hash leads: the page on top of its stack, or the first page of the app. */
export function launchUrlOf(hash: string, firstPage: string): PageUrl {
  return parsePageUrl(hashToStack(hash).pop() ?? `/${firstPage}`, '');
}
