import { privacyGate } from '../../behaviors/privacy-gate';
import { bindView } from '../../behaviors/view-binding';
import { MAX_NAME_CODE_POINTS } from '../../core/protocol/limits';
import { errorKind, errorText, refusedCharacter, type ErrorSubject } from '../../i18n/error-text';
import { t } from '../../i18n/translate';
import { getClient } from '../../services/app-client';
import type { Profile } from '../../services/client-types';
import { showNote } from '../../utils/dialogs';
import { openSettings } from '../../utils/navigation';
import { profileView } from './profile-view';

Component({
  behaviors: [bindView(profileView), privacyGate],
  data: {
    isKnown: false,
    savedName: '',
    /** What the field is told to show; what people type is in `typed`. */
    fieldName: '',
    typed: '',
    limit: MAX_NAME_CODE_POINTS,
    nameError: '',
    /** A free name, offered when the wanted one is taken. */
    suggestion: '',
    suggestionText: '',
    avatarError: '',
    isSaving: false,
    isUploading: false,
  },
  observers: {
    /** The server's name arrived or changed: show it, unless people are writing another one. */
    savedName(savedName: string) {
      const { fieldName, typed } = this.data;
      if (typed === fieldName) this.showName(savedName);
    },
  },
  methods: {
    onName(event: WechatMiniprogram.Input) {
      this.setData({ typed: event.detail.value, nameError: '', suggestion: '' });
    },
    onSuggestion() {
      this.showName(this.data.suggestion);
      this.setData({ nameError: '', suggestion: '' });
    },
    showName(name: string) {
      // A value that equals the last one told is not sent to the field, so it is told what it shows first.
      this.setData({ fieldName: this.data.typed });
      this.setData({ fieldName: name, typed: name });
    },
    async onSave() {
      const { isSaving, isKnown, typed: name, savedName } = this.data;
      if (isSaving || !isKnown || name === savedName) return;
      this.setData({ isSaving: true, nameError: '', suggestion: '' });
      try {
        await getClient().account.updateProfile({ name });
        showNote(t(getClient().settings.language, 'common.saved'));
      } catch (thrown) {
        this.refuseName(name, thrown);
      }
      this.setData({ isSaving: false });
    },
    refuseName(name: string, thrown: unknown) {
      const { language } = getClient().settings;
      const suggestion = (thrown as { suggestion?: string }).suggestion ?? '';
      this.setData({
        nameError:
          suggestion === ''
            ? this.sentence(thrown, 'name', MAX_NAME_CODE_POINTS)
            : t(language, 'error.name.suggested', { name: name.trim() }),
        suggestion,
        suggestionText: t(language, 'profile.suggestion', { name: suggestion }),
      });
    },

    async onChooseAvatar(event: WechatMiniprogram.CustomEvent<{ avatarUrl: string }>) {
      await this.changeAvatar(() => getClient().account.uploadAvatar(event.detail.avatarUrl));
    },
    async onTint(event: WechatMiniprogram.TouchEvent) {
      const { avatar } = event.currentTarget.dataset as Pick<Profile, 'avatar'>;
      await this.changeAvatar(() => getClient().account.updateProfile({ avatar }));
    },
    async changeAvatar(change: () => Promise<void>) {
      if (this.data.isUploading) return;
      this.setData({ isUploading: true, avatarError: '' });
      try {
        await change();
      } catch (thrown) {
        this.setData({ avatarError: this.sentence(thrown, 'avatar') });
      }
      this.setData({ isUploading: false });
    },
    sentence(thrown: unknown, subject: ErrorSubject, limit = 0): string {
      return errorText(getClient().settings.language, errorKind(thrown), subject, {
        limit,
        ...refusedCharacter(thrown),
      });
    },

    onRetry() {
      getClient().chat.retryNow();
    },
    onSettings() {
      openSettings();
    },
  },
});
