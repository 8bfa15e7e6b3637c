/**
 * What a page's view function is given: everything it may show, as plain values of one moment.
 */
import type { ConnectionView } from '../core/chat/chat-types';
import type { RoomId } from '../core/protocol/fields';
import type { ChatState } from '../core/store/state';
import type { Client, Draft, Language, Profile, Settings, Theme } from '../services/client-types';

export interface ViewContext {
  readonly state: ChatState;
  readonly connection: ConnectionView;
  readonly profile: Profile | null;
  readonly settings: Settings;
  readonly language: Language;
  readonly theme: Theme;
  /** Server time in ms: for whatever has a time of the server. */
  readonly now: number;
  /** The phone's own, by which the connection counts. */
  readonly phoneNow: number;
  fileUrl(path: string): string;
  /** What was begun in a room and not sent. */
  draft(room: RoomId): Draft | null;
}

/** A page's view data, and when it changes by the passing of time alone (0 for never). */
export interface TimedView<View> {
  readonly view: View;
  readonly refreshInMs: number;
}

export function readContext(client: Client): ViewContext {
  return {
    state: client.chat.state,
    connection: client.chat.connection,
    profile: client.account.profile,
    settings: client.settings.current,
    language: client.settings.language,
    theme: client.settings.theme,
    now: client.now(),
    phoneNow: client.phoneNow(),
    fileUrl: (path) => client.fileUrl(path),
    draft: (room) => client.drafts.draft(room),
  };
}
