/** All pictures on one page, grouped by state. Knows file names only. */
export function contactSheet(
  states: readonly { readonly name: string; readonly files: readonly string[] }[],
): string {
  const figure = (file: string): string =>
    `<figure><a href="${file}"><img src="${file}" loading="lazy" alt=""></a><figcaption>${file}</figcaption></figure>`;
  const groups = states.map(
    ({ name, files }) =>
      `<section id="${name}"><h2>${name}</h2><div>${files.map(figure).join('')}</div></section>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>minichat: every state</title>
<style>
  body { margin: 16px; font: 13px sans-serif; background: #888; color: #fff; }
  div { display: flex; flex-wrap: wrap; gap: 12px; }
  figure { margin: 0; width: 195px; overflow-wrap: anywhere; }
  img { width: 100%; display: block; }
</style>
${groups.join('\n')}
</html>
`;
}
