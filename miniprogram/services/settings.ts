/**
 * What people set on this phone. Kept over restarts; only what differs from the defaults is stored.
 */
import type { Clock } from '../core/base/clock';
import { createEmitter, type Undo } from '../core/base/emitter';
import { describeError, type Logger } from '../core/base/logger';
import type { KeyValueStorage } from '../core/chat/ports';
import { createReadAgain, type ReadAgain } from '../core/chat/read-again';
import { SETTINGS_KEY } from '../core/chat/storage-keys';
import { systemClock } from '../platform/clock';
import type { SystemSettings } from '../platform/system';
import { LANGUAGE_CODES, languageOf } from '../i18n/languages';
import type { Language, Settings, SettingsService, Theme } from './client-types';
import { parseServerUrl } from './server-url';

export interface SettingsOptions {
  readonly storage: KeyValueStorage;
  readonly clock?: Clock;
  readonly system: SystemSettings;
  readonly logger: Logger;
  readonly defaultServerUrl: string;
}

const LANGUAGES: readonly unknown[] = [...LANGUAGE_CODES, 'auto'];
const THEMES: readonly unknown[] = ['light', 'dark', 'auto'];

function orDefault<T>(read: () => T, fallback: T): T {
  try {
    return read();
  } catch {
    // The phone cannot be read at the moment: a setting is no reason not to start.
    return fallback;
  }
}

function readStored(value: unknown, defaults: Settings): Settings {
  const stored = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const { serverUrl, language, theme } = stored;
  return {
    serverUrl:
      typeof serverUrl === 'string'
        ? orDefault(() => parseServerUrl(serverUrl), defaults.serverUrl)
        : defaults.serverUrl,
    language: LANGUAGES.includes(language) ? (language as Settings['language']) : defaults.language,
    theme: THEMES.includes(theme) ? (theme as Settings['theme']) : defaults.theme,
  };
}

/** Reads when it is made; a value that makes no sense counts as not set. */
export class StoredSettings implements SettingsService {
  current: Settings;
  private isDark: boolean;
  /** What was set while the rest could not be read. */
  private pending: Partial<Settings> = {};
  private readonly reading: ReadAgain;
  private readonly defaults: Settings;
  private readonly changes;
  private readonly undo: Undo;

  constructor(private readonly options: SettingsOptions) {
    const { system, clock = systemClock, logger, defaultServerUrl } = options;
    this.changes = createEmitter<Settings>('settings', logger);
    this.defaults = { serverUrl: defaultServerUrl, language: 'auto', theme: 'auto' };
    this.current = this.defaults;
    this.reading = createReadAgain(clock, () => this.read());
    this.reading.begin();
    this.isDark = system.isDark;
    this.undo = system.onDark((isDark) => {
      this.isDark = isDark;
      if (this.current.theme === 'auto') this.changes.emit(this.current);
    });
  }

  /** Which server people have set cannot be read yet. */
  get isWaiting(): boolean {
    return this.reading.isWaiting && this.pending.serverUrl === undefined;
  }

  get language(): Language {
    const { language } = this.current;
    if (language !== 'auto') return language;
    return languageOf(this.options.system.language);
  }

  get theme(): Theme {
    const { theme } = this.current;
    if (theme !== 'auto') return theme;
    return this.isDark ? 'dark' : 'light';
  }

  onChange(listener: (settings: Settings) => void): Undo {
    return this.changes.on(listener);
  }

  update(change: Partial<Settings>): void {
    const { serverUrl } = change;
    const next = { ...this.current, ...change };
    const checked = serverUrl === undefined ? next : { ...next, serverUrl: parseServerUrl(serverUrl) };
    if (JSON.stringify(checked) === JSON.stringify(this.current)) return;
    const given = serverUrl === undefined ? change : { ...change, serverUrl: checked.serverUrl };
    if (this.reading.isUnread) this.pending = { ...this.pending, ...given };
    this.current = checked;
    if (!this.reading.isUnread) this.store();
    this.changes.emit(checked);
  }

  close(): void {
    this.reading.close();
    this.undo();
  }

  /** What was set meanwhile stays; nothing is written over what cannot be read. */
  private read(): boolean {
    try {
      const stored = this.options.storage.get(SETTINGS_KEY);
      const known = stored === undefined ? this.defaults : readStored(stored, this.defaults);
      const before = JSON.stringify(this.current);
      this.current = { ...known, ...this.pending };
      if (Object.keys(this.pending).length > 0) this.store();
      this.pending = {};
      if (JSON.stringify(this.current) !== before) this.changes.emit(this.current);
      return true;
    } catch (thrown) {
      this.options.logger.warn('settings_unreadable', { error: describeError(thrown) });
      return false;
    }
  }

  private store(): void {
    const names = Object.keys(this.current) as (keyof Settings)[];
    const changed = names.filter((name) => this.current[name] !== this.defaults[name]);
    const value = Object.fromEntries(changed.map((name) => [name, this.current[name]]));
    try {
      this.options.storage.set(SETTINGS_KEY, value);
    } catch (thrown) {
      // They hold until the app ends.
      this.options.logger.warn('settings_not_stored', { error: describeError(thrown) });
    }
  }
}
