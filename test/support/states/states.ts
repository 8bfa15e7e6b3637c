/** Every state of every page, for pictures, measures and comparisons. */
import { CHAT_STATES } from './chat-states';
import { LIST_STATES } from './list-states';
import { MEDIA_STATES } from './media-states';
import type { PageState } from './page-state';

export const STATES: readonly PageState[] = [...CHAT_STATES, ...MEDIA_STATES, ...LIST_STATES];
