/**
 * Playwright's assertions for browser tests: they look again until they hold, as what a page shows comes a moment after what
 * a test did. jest's `expect` looks once, and is for what cannot change any more.
 */
import { expect } from 'playwright/test';

export const expectPage = expect.configure({ timeout: 30_000 });
