/**
 * A view context by hand: one moment of everything that pages may show.
 */
import type { ViewContext } from '../../miniprogram/behaviors/view-context';
import { chatState } from './chat-state';
import { ONLINE } from './fake-client';

/** A Monday noon, local time. */
export const NOON = new Date(2026, 8, 21, 12, 0).getTime();

export function viewContext(change: Partial<ViewContext> = {}): ViewContext {
  return {
    state: chatState(),
    connection: ONLINE,
    profile: null,
    settings: { serverUrl: 'http://localhost:8080', language: 'zh-CN', theme: 'auto' },
    language: 'zh-CN',
    theme: 'light',
    now: NOON,
    phoneNow: change.now ?? NOON,
    fileUrl: (avatar) => `http://host${avatar}`,
    draft: () => null,
    ...change,
  };
}
