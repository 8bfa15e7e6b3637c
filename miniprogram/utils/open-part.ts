/**
 * What can be done with a link or a phone number that stands in a text.
 */
import { t, type Language } from '../i18n/translate';
import { copyText } from './clipboard';
import { chooseAction } from './dialogs';
import { dialled, type TextToken } from './text-tokens';

type IsThere = () => boolean;

async function openLink(language: Language, text: string, isThere: IsThere): Promise<void> {
  // wx: a mini program opens no addresses but those of its own domains, so a link can only be taken along.
  const copy = { label: t(language, 'message.copy_link'), value: 'copy' } as const;
  if ((await chooseAction([copy])) === 'copy' && isThere()) copyText(language, text);
}

async function openPhone(language: Language, text: string, isThere: IsThere): Promise<void> {
  const choice = await chooseAction([
    { label: t(language, 'message.call', { phone: text }), value: 'call' },
    { label: t(language, 'message.copy_phone'), value: 'copy' },
  ] as const);
  if (choice === null || !isThere()) return;
  if (choice === 'copy') copyText(language, dialled(text));
  if (choice === 'call') wx.makePhoneCall({ phoneNumber: dialled(text), fail: () => undefined });
}

/**
 * Resolves when the question is answered; does nothing for other parts.
 * @param isThere whether the text still stands when something was chosen
 */
export async function openPart(
  language: Language,
  { kind, text }: TextToken,
  isThere: IsThere = () => true,
): Promise<void> {
  if (kind === 'phone') await openPhone(language, text, isThere);
  if (kind === 'link') await openLink(language, text, isThere);
}
