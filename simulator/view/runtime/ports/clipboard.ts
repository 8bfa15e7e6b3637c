/** The clipboard of the browser; where it may not be used, the preview keeps its own. */
import type { ClipboardPort } from '../../../wx/ui-ports';

export function createBrowserClipboard(): ClipboardPort {
  let own = '';
  return {
    async read() {
      try {
        return await navigator.clipboard.readText();
      } catch {
        // Not allowed, or not a secure address: what was written here is still known.
        return own;
      }
    },
    async write(text) {
      own = text;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        // As above; the app is told that it worked, because pasting inside the preview does.
      }
    },
  };
}
