/**
 * What a page or a component remembers beside its data: one object on it, `visit`, with a named part for each file that keeps
 * something there. The view never gets it, a debugger shows it, and it goes with its page. Knows no page.
 */
interface Visited {
  visit?: Record<string, object | undefined>;
}

/**
 * A file's own part of the visit.
 * @param name under which it stands on the page's `visit`; no two files share one (BA34).
 * @param begin makes the part when it is asked for the first time.
 */
export function visitPart<Part extends object>(name: string, begin: () => Part): (page: object) => Part {
  return (page) => {
    const visited: Visited = page;
    const visit = visited.visit ?? {};
    visited.visit = visit;
    const part = visit[name] ?? begin();
    visit[name] = part;
    return part as Part;
  };
}
