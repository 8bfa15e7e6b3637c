/**
 * `wx.navigateTo` and its relatives over the navigation port. The page stack, its limit of ten and relative paths are the
 * port's; here is only the calling convention.
 */
import { ApiFailure, createAsyncApi, requireString, toOptions } from './api-call';
import type { ApiWork, AsyncApi, Deliver } from './api-call';
import type { NavigationPort } from './ui-ports';

/** The listeners given as `events` for what the opened page emits (2.7.3). */
function readEvents(value: unknown): Record<string, (...values: unknown[]) => void> {
  const events = Object.entries(toOptions(value)).filter(([, listener]) => typeof listener === 'function');
  return Object.fromEntries(events) as Record<string, (...values: unknown[]) => void>;
}

export function createNavigation(
  port: NavigationPort | undefined,
  deliver: Deliver,
  onMissing: (name: string) => void,
): Readonly<Record<string, AsyncApi>> {
  const stack = (name: string): NavigationPort => {
    if (port) return port;
    onMissing(name);
    throw new ApiFailure('no navigation port in this simulator');
  };
  const works: Record<string, ApiWork> = {
    navigateTo: (options) =>
      stack('navigateTo').navigateTo({
        url: requireString(options, 'url'),
        events: readEvents(options.events),
      }),
    redirectTo: (options) => stack('redirectTo').redirectTo(requireString(options, 'url')),
    reLaunch: (options) => stack('reLaunch').reLaunch(requireString(options, 'url')),
    switchTab: (options) => stack('switchTab').switchTab(requireString(options, 'url')),
    navigateBack: ({ delta }) => stack('navigateBack').navigateBack(typeof delta === 'number' ? delta : 1),
  };
  const api = (name: string, work: ApiWork): AsyncApi => createAsyncApi(name, work, deliver);
  return Object.fromEntries(Object.entries(works).map(([name, work]) => [name, api(name, work)]));
}
