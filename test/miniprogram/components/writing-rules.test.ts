import {
  erased,
  inserted,
  prepended,
  restored,
} from '../../../miniprogram/components/composer/writing-rules';
import { insertMention, NOTHING_WRITTEN, type Writing } from '../../../miniprogram/utils/mentions';

const ANN = { user: 'ann', name: 'Ann' };
const plain = (text: string, cursor = text.length): Writing => ({ ...NOTHING_WRITTEN, text, cursor });

test('[UI62] {C9} an emoji goes where the cursor is, and the next one behind it', () => {
  const one = inserted(plain('ab', 1), '😀');
  expect(one).toMatchObject({ text: 'a😀b', cursor: 3 });
  expect(inserted(one, '👍')).toMatchObject({ text: 'a😀👍b', cursor: 5 });
});

test('[UI63] {C9} the delete key takes what is before the cursor, and nothing at the beginning', () => {
  expect(erased(plain('a👨‍👩‍👧b', 9))).toMatchObject({ text: 'ab', cursor: 1 });
  expect(erased(plain('ab', 0))).toMatchObject({ text: 'ab', cursor: 0 });
});

test('[UI67] {C8} the delete key takes a mention as a whole', () => {
  const writing = insertMention(plain('hi '), { start: 3, end: 3 }, ANN);
  expect(erased(writing)).toEqual({ text: 'hi ', cursor: 3, mentions: [] });
});

test('[UI15] a text that is put in front moves the mentions and the cursor behind it', () => {
  const writing = prepended(insertMention(plain(''), { start: 0, end: 0 }, ANN), 'old');
  expect(writing).toMatchObject({ text: 'old\n@Ann ', cursor: 9 });
  expect(writing.mentions).toMatchObject([{ start: 4, end: 9 }]);
  expect(prepended(NOTHING_WRITTEN, 'old')).toEqual({ text: 'old', cursor: 3, mentions: [] });
});

test('[UI65] {C18} a draft comes back with the mentions that stand in its text', () => {
  const mention = { ...ANN, start: 3, end: 8 };
  expect(restored('hi @Ann ', [mention]).mentions).toEqual([mention]);
  expect(restored('hi @Bob ', [mention]).mentions).toEqual([]);
});
