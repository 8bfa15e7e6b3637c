/**
 * Says in the console what the preview cannot do, by name and once each, so that a page that looks wrong has a reason.
 * Tests fail on it.
 */

const reported = new Set<string>();

/** A component, attribute or API that a page uses and the preview does not build. */
export function reportMissing(name: string, detail: string): void {
  if (reported.has(name)) return;
  reported.add(name);
  console.error(`[preview] ${name}: ${detail}`);
}

/** An exception in the mini program's own code. The rest of the app goes on, as on a phone. */
export function reportThrown(where: string, error: unknown): void {
  console.error(`[preview] ${where}:`, error);
}
