/**
 * WeChat's dialogs as promises. Closing one in any way counts as "no"; one that the phone does not show is no answer, but a
 * mistake of ours, and rejects. Does not know what is asked.
 */
import { t, type Language } from '../i18n/translate';
import type { TextKey } from '../i18n/text-key';

/** wx: "at most 4 characters" (wx.showModal, confirmText); a longer one, and nothing is shown at all. */
export type ButtonKey = Extract<TextKey, `button.${string}`>;

export interface Question {
  readonly language: Language;
  readonly title: string;
  readonly content?: string;
  readonly confirm: ButtonKey;
}

const buttons = ({ language, confirm }: Pick<Question, 'language' | 'confirm'>) => ({
  confirmText: t(language, confirm),
  cancelText: t(language, 'button.cancel'),
});

/** What a phone says of a dialog that somebody closed ends with this; anything else says why it was never there. */
function endUnanswered(failure: { readonly errMsg: string }, close: () => void, reject: (e: Error) => void) {
  if (failure.errMsg.endsWith('cancel')) close();
  else reject(new Error(failure.errMsg));
}

/** Asks for a line of text, starting with `content`. Resolves to null when people changed their mind. */
export function askText(question: Question & { readonly placeholder: string }): Promise<string | null> {
  return new Promise((resolve, reject) => {
    wx.showModal({
      title: question.title,
      content: question.content ?? '',
      editable: true,
      placeholderText: question.placeholder,
      ...buttons(question),
      success: (answer) => resolve(answer.confirm ? (answer.content ?? '') : null),
      fail: (failure) => endUnanswered(failure, () => resolve(null), reject),
    });
  });
}

export function askYesNo(question: Question): Promise<boolean> {
  return new Promise((resolve, reject) => {
    wx.showModal({
      title: question.title,
      content: question.content ?? '',
      ...buttons(question),
      success: (answer) => resolve(answer.confirm),
      fail: (failure) => endUnanswered(failure, () => resolve(false), reject),
    });
  });
}

/** Something that is more than a note; resolves when people have read it. */
export function tell(news: Question): Promise<void> {
  return new Promise((resolve, reject) => {
    wx.showModal({
      title: news.title,
      content: news.content ?? '',
      confirmText: t(news.language, news.confirm),
      showCancel: false,
      success: () => resolve(),
      fail: (failure) => endUnanswered(failure, resolve, reject),
    });
  });
}

/** Resolves to the chosen value, or null. */
export function chooseAction<Value>(
  actions: readonly { readonly label: string; readonly value: Value }[],
): Promise<Value | null> {
  return new Promise((resolve, reject) => {
    wx.showActionSheet({
      itemList: actions.map((action) => action.label),
      success: ({ tapIndex }) => resolve(actions[tapIndex]?.value ?? null),
      fail: (failure) => endUnanswered(failure, () => resolve(null), reject),
    });
  });
}

const SHORTEST_NOTE_MS = 1_500;
const LONGEST_NOTE_MS = 6_000;
const READING_MS = 60;

/** A slow reader's time: a Chinese character takes as long as two Latin ones. wx: without a duration a note goes after 1.5 s. */
function readingMs(text: string): number {
  const latin = [...text].reduce((sum, character) => sum + (character > '\u2e7f' ? 2 : 1), 0);
  return Math.min(Math.max(SHORTEST_NOTE_MS, 500 + latin * READING_MS), LONGEST_NOTE_MS);
}

export function showNote(title: string): void {
  wx.showToast({ title, icon: 'none', duration: readingMs(title), fail: () => undefined });
}

/** What a phone on a good network needs: a sign that comes and goes at once is worse than none. */
export const BUSY_AFTER_MS = 400;

/** What a wait needs of the client. */
export interface WaitingClient {
  readonly settings: { readonly language: Language };
  /** Calls back after `ms`, and returns what prevents it. */
  after(ms: number, fn: () => void): () => void;
}

/** No overlay stands longer, whatever became of what it waits for: people must be able to go on. */
export const MAX_BUSY_MS = 10_000;

/**
 * Carries `work` out, and says so once it takes a moment. Nothing else can be touched meanwhile, for ten seconds at most: then it
 * rejects with the kind `timeout`, though the work itself may still be done later.
 */
export function whileBusy<T>(client: WaitingClient, work: () => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let hide = (): void => undefined;
    const cancelShow = client.after(BUSY_AFTER_MS, () => {
      hide = showBusy(client, t(client.settings.language, 'common.wait'));
    });
    const cancelLimit = client.after(MAX_BUSY_MS, () => {
      end();
      reject(Object.assign(new Error(`no end within ${MAX_BUSY_MS} ms`), { kind: 'timeout' }));
    });
    const end = (): void => {
      cancelShow();
      cancelLimit();
      hide();
    };
    // Inside of a promise also what `work` throws at once is a rejection.
    Promise.resolve().then(work).finally(end).then(resolve, reject);
  });
}

/** Something takes a moment: covers the page for ten seconds at most. Returns what ends it, once. */
export function showBusy({ after }: Pick<WaitingClient, 'after'>, title: string): () => void {
  let isShown = true;
  const hide = (): void => {
    if (isShown) wx.hideLoading({ fail: () => undefined });
    isShown = false;
    cancel();
  };
  const cancel = after(MAX_BUSY_MS, hide);
  wx.showLoading({ title, mask: true, fail: () => undefined });
  return hide;
}
