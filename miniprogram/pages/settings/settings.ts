import { bindView } from '../../behaviors/view-binding';
import { throwMistake } from '../../core/chat/chat-error';
import { t } from '../../i18n/translate';
import { getClient } from '../../services/app-client';
import type { Settings } from '../../services/client-types';
import { showNote } from '../../utils/dialogs';
import { settingsView } from './settings-view';

type Chosen<Name extends keyof Settings> = { readonly value: Settings[Name] };

const REMINDER_ANSWERS = {
  accepted: 'settings.remind_accepted',
  refused: 'settings.remind_refused',
  failed: 'settings.remind_failed',
} as const;

Component({
  behaviors: [bindView(settingsView)],
  data: {
    savedUrl: '',
    typedUrl: '',
    isTyping: false,
    urlError: '',
    version: '0.1.0',
    offersReminder: false,
  },
  observers: {
    savedUrl(savedUrl: string) {
      if (!this.data.isTyping) this.setData({ typedUrl: savedUrl });
    },
  },
  lifetimes: {
    attached() {
      if (getClient().reminders.isOffered) this.setData({ offersReminder: true });
    },
  },
  methods: {
    async onRemind() {
      const { reminders, settings } = getClient();
      const answer = await reminders.ask();
      showNote(t(settings.language, REMINDER_ANSWERS[answer]));
    },
    onPrivacy() {
      getClient().privacy.openContract();
    },
    onUrl(event: WechatMiniprogram.Input) {
      this.setData({ typedUrl: event.detail.value, isTyping: true, urlError: '' });
    },
    onSaveUrl() {
      const { settings, chat } = getClient();
      if (!this.save({ serverUrl: this.data.typedUrl })) {
        this.setData({ urlError: t(settings.language, 'settings.server_bad') });
        return;
      }
      // The settings tidy what people type.
      this.setData({ urlError: '', isTyping: false, typedUrl: settings.current.serverUrl });
      chat.retryNow();
      showNote(t(settings.language, 'settings.server_saved'));
    },
    onLanguage(event: WechatMiniprogram.TouchEvent) {
      this.save({ language: (event.currentTarget.dataset as Chosen<'language'>).value });
    },
    onTheme(event: WechatMiniprogram.TouchEvent) {
      this.save({ theme: (event.currentTarget.dataset as Chosen<'theme'>).value });
    },
    /** False when the settings refuse the value. */
    save(change: Partial<Settings>): boolean {
      try {
        getClient().settings.update(change);
        return true;
      } catch (thrown) {
        throwMistake(thrown);
        return false;
      }
    },
  },
});
