/**
 * For pages whose doings may need the person's agreement to the privacy guide: shows the popup while somebody waits for
 * it, answers, and says in a sentence what a refusal means. WeChat asks again at the next try.
 */
import type { Undo } from '../core/base/emitter';
import { pickTexts, t } from '../i18n/translate';
import { getClient } from '../services/app-client';
import { showNote } from '../utils/dialogs';
import { visitPart } from '../utils/visit';
import { isViewShown, type BoundPage } from './view-binding';

/** wx: agreeing counts only with the id of the button that was tapped. */
const AGREE_BUTTON = 'privacy-agree';

const TEXTS = {
  title: 'privacy.title',
  what: 'privacy.what',
  agree: 'privacy.agree',
  refuse: 'privacy.refuse',
} as const;

const visitOf = visitPart('privacy', (): { undo: Undo } => ({ undo: () => undefined }));

function show(page: BoundPage): void {
  const { privacy, settings } = getClient();
  const isAsked = privacy.isAsking && isViewShown(page);
  if (!isAsked && page.data['isPrivacyAsked'] !== true) return;
  const { language } = settings;
  const read = t(language, 'privacy.read', { name: privacy.contract || t(language, 'privacy.contract') });
  page.setData({ isPrivacyAsked: isAsked, privacyText: { ...pickTexts(language, TEXTS), read } });
}

export const privacyGate = Behavior({
  data: { isPrivacyAsked: false, privacyText: {} },
  lifetimes: {
    attached(this: BoundPage) {
      visitOf(this).undo = getClient().privacy.onChange(() => show(this));
    },
    detached(this: BoundPage) {
      visitOf(this).undo();
    },
  },
  methods: {
    onPrivacyAgree() {
      getClient().privacy.answer(AGREE_BUTTON);
    },
    onPrivacyRefuse() {
      const { privacy, settings } = getClient();
      privacy.answer(null);
      showNote(t(settings.language, 'privacy.refused'));
    },
    onPrivacyRead() {
      getClient().privacy.openContract();
    },
  },
});
