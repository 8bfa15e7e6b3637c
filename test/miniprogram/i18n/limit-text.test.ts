/** Numbers in sentences: limits, each from its one home. */
import * as limits from '../../../miniprogram/core/protocol/limits';
import { LOCAL_ERROR_KINDS } from '../../../miniprogram/core/chat/chat-error';
import { ERROR_CODES, type ErrorCode } from '../../../miniprogram/core/protocol/error-codes';
import { byteText } from '../../../miniprogram/i18n/byte-text';
import { errorText } from '../../../miniprogram/i18n/error-text';
import { LANGUAGE_CODES } from '../../../miniprogram/i18n/languages';
import { spanText } from '../../../miniprogram/i18n/span-text';
import { TABLES } from '../../../miniprogram/i18n/translate';

const OWN_NUMBERS = /^(time\.month\.\d+|settings\.server_(placeholder|bad))$/;
/** Where it counts, "1" stands before the bar, and what is counted by `{n}` behind it. */
const withoutOne = (sentence: string): string =>
  /\|.*\{n\}/.test(sentence) ? sentence.replace(/\b1\b(?=.*\|)/, '') : sentence;
/** Of the kinds of numbers that people write out. */
const WRITTEN =
  /\b(two|three|five|ten|twenty|fifty|hundred) (minutes|hours|characters|people|rooms|pictures)\b/;

test.each(LANGUAGE_CODES)('[BA37] no sentence in %s has a number of its own', (language) => {
  const found = Object.entries(TABLES[language]).filter(
    ([key, sentence]) =>
      !OWN_NUMBERS.test(key) && (/\d/.test(withoutOne(sentence)) || WRITTEN.test(sentence)),
  );
  expect(found).toEqual([]);
});

test.each(LANGUAGE_CODES)(
  '[BA37] what went wrong is told in %s with the limits of the protocol',
  (language) => {
    const told = {
      late: errorText(language, 'too_late', 'text'),
      media: errorText(language, 'too_large', 'media'),
      avatar: errorText(language, 'too_large', 'avatar'),
    };
    expect(told).toEqual({
      late: expect.stringContaining(spanText(language, limits.RECALL_WINDOW_MS)) as string,
      media: expect.stringContaining(byteText(limits.MAX_PICTURE_BYTES)) as string,
      avatar: expect.stringContaining(byteText(limits.MAX_AVATAR_BYTES)) as string,
    });
    expect(told.media).toContain(byteText(limits.MAX_FILE_BYTES));
  },
);

test.each(LANGUAGE_CODES)(
  '[BA37] no place of a sentence in %s about what went wrong stays empty',
  (language) => {
    const kinds = [...(Object.keys(ERROR_CODES) as ErrorCode[]), ...LOCAL_ERROR_KINDS];
    const subjects = [undefined, 'text', 'name', 'avatar', 'media', 'announcement', 'room'] as const;
    const open = kinds.flatMap((kind) =>
      subjects.map((subject) => errorText(language, kind, subject)).filter((text) => /[{}]/.test(text)),
    );
    expect(open).toEqual([]);
  },
);
