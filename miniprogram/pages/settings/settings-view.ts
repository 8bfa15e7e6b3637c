/**
 * What is set on this phone, as view data. Pure; the address that is being typed belongs to the page.
 */
import type { TimedView, ViewContext } from '../../behaviors/view-context';
import { LANGUAGE_CODES, LANGUAGES } from '../../i18n/languages';
import { pickTexts, t } from '../../i18n/translate';
import type { TextKey } from '../../i18n/text-key';
import type { Settings } from '../../services/client-types';
import { connectionLine, connectionStatus } from '../../utils/connection-line-view';

interface ChoiceView {
  readonly value: string;
  readonly name: string;
  readonly isChosen: boolean;
  readonly label: string;
}

export interface SettingsView {
  readonly title: string;
  readonly text: Readonly<Record<string, string>>;
  /** As it is set. */
  readonly savedUrl: string;
  readonly status: string;
  readonly isOnline: boolean;
  readonly account: string;
  readonly languages: readonly ChoiceView[];
  readonly themes: readonly ChoiceView[];
}

const TEXTS = {
  server: 'settings.server',
  serverLabel: 'settings.server_label',
  serverHint: 'settings.server_hint',
  serverPlaceholder: 'settings.server_placeholder',
  serverSave: 'settings.server_save',
  language: 'settings.language',
  theme: 'settings.theme',
  about: 'settings.about',
  status: 'settings.status',
  version: 'settings.version',
  account: 'settings.account',
  remind: 'settings.remind',
  remindHint: 'settings.remind_hint',
  privacy: 'settings.privacy',
} as const;

const LANGUAGE_NAMES = LANGUAGE_CODES.map((code) => [code, LANGUAGES[code].name] as const);

const THEMES: readonly (readonly [Settings['theme'], TextKey])[] = [
  ['light', 'settings.theme_light'],
  ['dark', 'settings.theme_dark'],
];

export function settingsView(context: ViewContext): TimedView<SettingsView> {
  const { language, settings, connection, phoneNow } = context;
  const auto = ['auto', t(language, 'settings.auto')] as const;
  const choices = (named: readonly (readonly [string, string])[], chosen: string): readonly ChoiceView[] =>
    [auto, ...named].map(([value, name]) => {
      const isChosen = value === chosen;
      return { value, name, isChosen, label: isChosen ? t(language, 'settings.selected', { name }) : name };
    });
  const view: SettingsView = {
    title: t(language, 'settings.title'),
    text: pickTexts(language, TEXTS),
    savedUrl: settings.serverUrl,
    status: connectionStatus(connection, language, phoneNow),
    isOnline: connection.state === 'online',
    account: context.state.self?.name ?? context.profile?.name ?? '–',
    languages: choices(LANGUAGE_NAMES, settings.language),
    themes: choices(
      THEMES.map(([theme, key]) => [theme, t(language, key)]),
      settings.theme,
    ),
  };
  return { view, refreshInMs: connectionLine(connection, language, phoneNow).refreshInMs };
}
