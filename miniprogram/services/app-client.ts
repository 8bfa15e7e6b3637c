/**
 * The one client of the running mini program: `app.ts` installs it, pages and behaviors get it.
 */
import { assert } from '../core/base/assert';
import type { Client } from './client-types';

let installed: Client | null = null;

/** Called once, before the first page is made. A client that is replaced stays its maker's to close. */
export function installClient(client: Client): void {
  installed = client;
}

/** Throws when no client was installed, which is a mistake in `app.ts`. */
export function getClient(): Client {
  assert(installed, 'installClient() runs before the first page asks for the client');
  return installed;
}
