/**
 * A text on the page: what can be tapped in it, how large its emoji are, and whether it can be folded.
 */
import type { TextBody } from '../../../../core/protocol/fields';
import { makeText } from '../../../../core/protocol/kinds/text';
import { readToday } from '../../../../core/store/mention-spans';
import { t, type Language } from '../../../../i18n/translate';
import { countBigEmoji } from '../../../../utils/big-emoji';
import { FEWEST_COLUMNS, isLongText } from '../../../../utils/text-fold';
import { tokenize, tokenizeCalling, type TextToken } from '../../../../utils/text-tokens';
import type { AnyView, PageKind } from '../page-kind';

/** `id` tells the parts of one text apart. */
type PartView = TextToken & { readonly id: number };

interface TextView extends AnyView {
  readonly kind: 'text';
  readonly isWords: true;
  /** Only when something in the text can be tapped; else the row's text is shown as it is. */
  readonly parts: readonly PartView[] | null;
  /** The text is ours, not the sender's. */
  readonly muted: boolean;
  /** 1 to 3 when the text is nothing but so many emoji, else 0. */
  readonly emoji: number;
  /** What opens and folds it, when it may be too long for the list. */
  readonly fold?: { readonly open: string; readonly close: string };
}

/** Of a message that is not shown, which its text says instead. */
export const PLACEHOLDER: TextView = {
  ...{ kind: 'text', isWords: true },
  ...{ parts: null, muted: true, emoji: 0 },
};

function tokensView(language: Language, text: string, tokens: readonly TextToken[]): TextView {
  const parts = tokens.map((token, id) => ({ ...token, id }));
  const isPlain = parts.every((part) => part.kind === 'text');
  const view = {
    isWords: true,
    parts: isPlain ? null : parts,
    muted: false,
    emoji: countBigEmoji(text),
  } as const;
  if (!isLongText(text, FEWEST_COLUMNS)) return { kind: 'text', ...view };
  const fold = { open: t(language, 'message.unfold'), close: t(language, 'message.fold') };
  return { kind: 'text', ...view, fold };
}

/** Words as view data. `names`: of people who are called in it. */
export const wordsView = (language: Language, text: string, names: readonly string[]): TextView =>
  tokensView(language, text, tokenize(text, names));

export const textOnPage: PageKind<TextBody, TextView> = {
  view({ language, state }, body, { names }) {
    const { text, spans } = readToday(state, body);
    // Older clients tell no places: the text is searched for the names.
    const tokens = body.mentions?.ranges ? tokenizeCalling(text, spans) : tokenize(text, names);
    return tokensView(language, text, tokens);
  },
  copied: (state, body) => readToday(state, body).text,
  // Without whom it answered and called: those are of another room.
  forwarded: (state, body) => makeText(readToday(state, body).text),
};
