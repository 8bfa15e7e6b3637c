/**
 * What people wrote, inside the sentences of the app.
 */
import { isolate } from '../../../miniprogram/core/base/isolate';
import { en } from '../../../miniprogram/i18n/en';
import type { TextKey } from '../../../miniprogram/i18n/text-key';
import { t } from '../../../miniprogram/i18n/translate';
import { messageText, nameList } from '../../../miniprogram/utils/message-text';
import { fileMark, fileNameView, shownFileName } from '../../../miniprogram/utils/file-name';
import { ANN, chatState, message } from '../../support/chat-state';

const RLO = '\u202e';

test.each([
  ['Hebrew', 'דנה'],
  ['Arabic', 'زهرا 7'],
  ['Syriac', 'ܫ'],
  ['N’Ko', '\u07ca'],
  ['Adlam', '\u{1e900}'],
  ['an override', `Ann${RLO}nnA`],
  ['a mark', 'Ann\u200f'],
])('[UI309] {K18} a name in %s is isolated in every sentence that has one', (_what, name) => {
  expect(isolate(name)).toBe(`\u2068${name}\u2069`);
  const keys = (Object.keys(en) as TextKey[]).filter((key) => en[key].includes('{name}'));
  expect(keys.length).toBeGreaterThan(10);
  for (const key of keys) {
    for (const language of ['en', 'zh-CN'] as const)
      expect([key, t(language, key, { name })]).toEqual([
        key,
        expect.stringContaining(`\u2068${name}\u2069`),
      ]);
  }
  expect(nameList('en', ['Ann', name, 'Bob'])).toBe(`Ann, \u2068${name}\u2069, Bob`);
});

test('[UI309] {K18} nothing in a name ends the isolation, and names of this direction stay as they are', () => {
  expect(isolate(`\u2069${RLO}a\u2069\u2067b`)).toBe(`\u2068${RLO}ab\u2069`);
  for (const name of ['Ann', '小明', 'Ωmega', 'हिन्दी', '👩‍🍳', '', '7']) expect(isolate(name)).toBe(name);
  // The end of a line ends every isolation.
  expect(isolate(`a\n${RLO}b\r\nc`)).toBe(`a\n\u2068${RLO}b\u2069\r\nc`);
  expect(t('en', 'members.title', { n: 3 })).not.toContain('\u2068');
});

test.each([
  ['photo.jpg', 'photo', '.jpg', 'JPG'],
  [`photo${RLO}gpj.exe`, 'photogpj', '.exe', 'EXE'],
  [`${RLO}gpj.exe`, 'gpj', '.exe', 'EXE'],
  ['photo.jpg\u200b.exe\u200b', 'photo.jpg', '.exe', 'EXE'],
  [`photo.jpg${' '.repeat(60)}.exe`, 'photo.jpg ', '.exe', 'EXE'],
  ['photo.exe\u2066.jpg\u2069', 'photo.exe', '.jpg', 'JPG'],
  ['תמונה.exe', 'תמונה', '.exe', 'EXE'],
  ['archive.tar.gz', 'archive.tar', '.gz', 'GZ'],
  ['README', 'README', '', ''],
  ['a.ехе', 'a.ехе', '', ''],
  ['page.torrent', 'page', '.torrent', ''],
  ['x.\n exe', 'x. exe', '', ''],
])('[UI310] {K13} %j is %j and %j', (name, stem, ending, mark) => {
  expect([fileNameView(name), fileMark(name)]).toEqual([{ stem, ending }, mark]);
});

test('[UI310] {K13} a sentence names the file without its disguise', () => {
  const body = { kind: 'file', url: '/media/a.bin', name: `photo${RLO}gpj.exe`, bytes: 9 } as const;
  const said = message({ user: ANN, body });
  expect(messageText('en', chatState({ id: 'tea', items: [said] }), said)).toContain('photogpj.exe');
  expect(shownFileName('\u200b')).toBe('\u200b');
});
