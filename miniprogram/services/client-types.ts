/**
 * A whole client as pages see it: the chat, who I am, and what is set on this phone.
 */
import type { Undo } from '../core/base/emitter';
import type { ChatClient } from '../core/chat/chat-types';
import type { RoomId } from '../core/protocol/fields';
import type { Language } from '../i18n/languages';

export type { Language };
/** The look of all pages, and of the phone's bars around them. */
export type Theme = 'light' | 'dark';

/** As people set them; 'auto' is not resolved here. */
export interface Settings {
  /** `http(s)://host[:port]` of the chat server. */
  readonly serverUrl: string;
  /** 'auto' follows the system. */
  readonly language: Language | 'auto';
  readonly theme: Theme | 'auto';
}

/** A change holds at once and is stored; what the phone refuses to store holds until the app ends. */
export interface SettingsService {
  readonly current: Settings;
  /** @throws ChatError `bad_field` for a server address that is not one */
  update(change: Partial<Settings>): void;
  onChange(listener: (settings: Settings) => void): Undo;
  /** `language` with 'auto' resolved. */
  readonly language: Language;
  /** `theme` with 'auto' resolved. */
  readonly theme: Theme;
}

/** How others see this person. */
export interface Profile {
  readonly name: string;
  /** '' (none), `tint-<n>` (a colour of the built-in set) or a path on the server. */
  readonly avatar: string;
}

/** Rejects with a `ChatError`; listeners hear also of changes that another phone made. */
export interface AccountService {
  /** What this phone knows; null before the first sign-in. */
  readonly profile: Profile | null;
  onChange(listener: (profile: Profile | null) => void): Undo;
  /** @throws ChatError `empty`, `too_large`, `name_taken`, `network`, `timeout` */
  updateProfile(change: Partial<Profile>): Promise<void>;
  /** Uploads a temporary file (from `chooseAvatar`) and sets it. @throws ChatError `too_large`, `bad_kind`, `network` */
  uploadAvatar(filePath: string): Promise<void>;
}

/** A person named in a draft; the range is in units of the text. */
export interface DraftMention {
  readonly user: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The message that a draft answers, as it is shown above the field. */
export interface DraftQuote {
  /** Key of the message in its room. */
  readonly message: string;
  readonly name: string;
  readonly text: string;
  /** It was recalled: its words are not here any more. */
  readonly gone?: true;
}

/** What somebody has begun to write, and what it answers. */
export interface Draft {
  readonly text: string;
  readonly quote?: DraftQuote;
  readonly mentions?: readonly DraftMention[];
}

/** One draft for each room and person; the oldest go when there are too many. */
export interface DraftService {
  /** What was begun in `room`; null when nothing was. */
  draft(room: RoomId): Draft | null;
  /** A draft without text and quote is removed. Is in `draft` at once and on the phone soon after. */
  save(room: RoomId, draft: Draft): void;
  /** Messages may have been taken back: no draft keeps their words, neither here nor on the phone. */
  emptyQuotes(): void;
}

/** Announcements that people have put away on this phone. */
export interface AnnouncementService {
  /** The text that was put away last in `room`; '' when none was. */
  closed(room: RoomId): string;
  close(room: RoomId, text: string): void;
}

/** For this phone, whoever is signed in. */
export interface RecentEmojiService {
  /** The last used one first. */
  readonly current: readonly string[];
  use(emoji: string): void;
}

/** WeChat's privacy authorisation: asked by the platform or by `ensure`, answered by the popup of the page on top. */
interface PrivacyService {
  /** Somebody waits for the person's answer. */
  readonly isAsking: boolean;
  /** Name of the privacy guide, as WeChat writes it; '' when unknown. */
  readonly contract: string;
  onChange(listener: (isAsking: boolean) => void): Undo;
  /** Before recording or anything else that must not be interrupted. False when the person refused. */
  ensure(): Promise<boolean>;
  /** `buttonId` is of the button that was tapped; null refuses. */
  answer(buttonId: string | null): void;
  openContract(): void;
}

/** "Remind me": one message by WeChat for what is missed while away. */
interface ReminderService {
  /** Whether there is anything to ask for. */
  readonly isOffered: boolean;
  /** Within a tap. */
  ask(): Promise<'accepted' | 'refused' | 'failed'>;
}

/** A voice that was recorded and is not sent yet. */
export interface Recording {
  /** Temporary. */
  readonly path: string;
  readonly durationMs: number;
  readonly bytes: number;
}

/** The microphone: one recording at a time, a minute at most. */
export interface RecorderService {
  readonly isAvailable: boolean;
  /** `refused`: people, or the phone, do not allow the microphone. */
  start(): Promise<'recording' | 'refused' | 'failed'>;
  /** Ends it. Null when nothing was recorded. */
  stop(): Promise<Recording | null>;
  /** Ends it and forgets what was recorded. */
  cancel(): void;
}

/** One voice at a time. */
export interface PlayerService {
  /** Whatever was playing stops. Resolves when this one is over. */
  play(src: string): Promise<'ended' | 'stopped' | 'failed'>;
  stop(): void;
}

/** What pages, behaviors and components get; there is one for the whole app. */
export interface Client {
  readonly chat: ChatClient;
  readonly account: AccountService;
  readonly settings: SettingsService;
  readonly drafts: DraftService;
  readonly recentEmoji: RecentEmojiService;
  readonly announcements: AnnouncementService;
  readonly privacy: PrivacyService;
  readonly reminders: ReminderService;
  readonly recorder: RecorderService;
  readonly player: PlayerService;
  /** A file of the server as an address that can be loaded, or '' for what is none: a colour, an avatar that is absent. */
  fileUrl(path: string): string;
  /** Files have other addresses from now on. */
  onFileUrls(listener: () => void): Undo;
  /** A file did not load: its address may be one that does not hold any more. */
  renewFileUrls(): void;
  /** Server time in ms, as far as the server has told: what has a time of the server is compared with this. */
  now(): number;
  /** The phone's own time, which may be another one: for what this phone alone counts, such as the next attempt to connect. */
  phoneNow(): number;
  /** Starts after `ms`; returns its undo. For what pages show as time passes (countdown, "just now"). */
  after(ms: number, fn: () => void): Undo;
  /** A call of the phone that answers by a callback; without one in time, or when it throws, `otherwise` holds. */
  answerWithin<T>(ms: number, ask: (resolve: (value: T) => void) => void, otherwise: T): Promise<T>;
  close(): void;
}
