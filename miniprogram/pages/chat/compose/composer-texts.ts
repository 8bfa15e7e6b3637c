/**
 * What is written on the composer and its panels, in one language.
 */
import { pickTexts, type Language } from '../../../i18n/translate';

const TEXTS = {
  hint: 'composer.hint',
  send: 'composer.send',
  label: 'composer.label',
  keyboard: 'composer.keyboard',
  emoji: 'composer.emoji',
  more: 'composer.more',
  voice: 'composer.voice',
  members: 'composer.members',
  unquote: 'composer.unquote',
  colon: 'composer.colon',
  quoteGone: 'quote.gone',
  erase: 'emoji.erase',
  recent: 'emoji.recent',
  faces: 'emoji.faces',
  hands: 'emoji.hands',
  hearts: 'emoji.hearts',
  nature: 'emoji.nature',
  food: 'emoji.food',
  things: 'emoji.things',
  voiceHold: 'voice.hold',
  voiceRelease: 'voice.release',
  voiceLeave: 'voice.leave',
  voiceSlide: 'voice.slide',
  voiceShort: 'voice.short',
  voiceRefused: 'voice.refused',
  voiceAllow: 'voice.allow',
} as const;

export function composerTexts(language: Language): Readonly<Record<string, string>> {
  return pickTexts(language, TEXTS);
}
