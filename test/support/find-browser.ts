/**
 * In which order a browser for the tests is looked for, and what people read meanwhile: one line for each thing that takes
 * long or goes wrong. Knows nothing of this machine; whoever calls it does.
 */

export interface BrowserSources {
  /** `CHROMIUM_PATH`. */
  readonly wanted: string | undefined;
  readonly exists: (file: string) => boolean;
  /** Installed ones in order of preference; not all that have the name are one. */
  readonly installed: () => readonly string[];
  /** What Playwright has fetched before, if anything. */
  readonly playwrights: () => string | undefined;
  /** Whether it starts at all: a name may lead to a stub, and libraries may be missing. */
  readonly starts: (file: string) => boolean;
  /** Fetch, or install. What went wrong as the ending of a sentence, null if nothing. */
  readonly download: () => string | null;
  /** Absent where the system has no such way, or this user may not take it. */
  readonly install?: () => string | null;
  readonly say: (line: string) => void;
}

function findHere({ installed, playwrights, starts }: BrowserSources): string | undefined {
  const fetched = playwrights();
  return [...installed(), ...(fetched === undefined ? [] : [fetched])].find(starts);
}

const WAY_OUT = 'install Chrome or Chromium, or set CHROMIUM_PATH to one, and run again';

/** The path of a browser, fetched when there is none. @throws with one sentence that says what to do */
export function findBrowser(sources: BrowserSources): string {
  const { wanted, exists, download, install, say } = sources;
  if (wanted !== undefined && wanted !== '') {
    if (exists(wanted)) return wanted;
    throw new Error(`CHROMIUM_PATH names ${wanted}, and there is no such file.`);
  }
  const here = findHere(sources);
  if (here !== undefined) return here;
  say('No Chromium here: fetching the one of Playwright (about 150 MB, once).');
  const noDownload = download();
  const fetched = findHere(sources);
  if (fetched !== undefined) return fetched;
  const reason = noDownload ?? 'it does not start here';
  if (install === undefined)
    throw new Error(`There is no Chromium, and Playwright's cannot be used (${reason}): ${WAY_OUT}.`);
  say(`Playwright's Chromium cannot be used (${reason}): installing the system's with apt-get.`);
  const noInstall = install();
  const added = findHere(sources);
  if (added !== undefined) return added;
  throw new Error(
    `There is no Chromium, and apt-get gives none (${noInstall ?? 'it does not start'}): ${WAY_OUT}.`,
  );
}

/** Why a command failed, as few words as say it: the first line that names an error, without what came before. */
export function reasonOf(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  const found =
    lines.find((line) => /^(?:Error|E): /.test(line)) ?? lines.filter((line) => line !== '').at(-1);
  return found?.replace(/^(?:Error|E): /, '').replace(/[.:]$/, '') ?? 'no reason was given';
}
