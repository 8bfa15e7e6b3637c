import { byteText } from '../../../miniprogram/i18n/byte-text';
import { countBigEmoji } from '../../../miniprogram/utils/big-emoji';
import { fileMark } from '../../../miniprogram/utils/file-name';
import { pictureSize, voiceWidth } from '../../../miniprogram/utils/media-size';

test('[UI48] {C10} a picture has its size before it is loaded: whole, not enlarged, never a thread', () => {
  expect(pictureSize(3_000, 2_000)).toEqual({ width: 180, height: 120 });
  expect(pictureSize(100, 80)).toEqual({ width: 100, height: 80 });
  expect(pictureSize(4_000, 40)).toEqual({ width: 180, height: 64 });
  expect(pictureSize(0, Number.NaN)).toEqual({ width: 120, height: 120 });
});

test('[UI48] {C11} a longer voice message is wider, up to a limit', () => {
  const widths = [1, 5, 20, 60].map(voiceWidth);
  expect([...widths].sort((a, b) => a - b)).toEqual(widths);
  expect(voiceWidth(600)).toBe(voiceWidth(60));
});

test('[UI48] {C12} a file tells its size and kind as people write them', () => {
  expect([0, 812, 1_536, 3_565_158, 125_829_120].map(byteText)).toEqual([
    '0 B',
    '812 B',
    '1.5 KB',
    '3.4 MB',
    '120 MB',
  ]);
  expect(['a.pdf', 'b.tar.gz', 'c', 'd.markdown', '路线.docx'].map(fileMark)).toEqual([
    'PDF',
    'GZ',
    '',
    '',
    'DOCX',
  ]);
});

test.each([
  ['👍', 1],
  ['👍🏽', 1],
  ['❤️', 1],
  ['👩‍🚀', 1],
  ['👨‍👩‍👧‍👦', 1],
  ['🇨🇳', 1],
  ['🇨🇳🇩🇪', 2],
  ['🎉 🚴', 0],
  [' 🎉🚴 ', 2],
  ['😀😀😀', 3],
  ['😀😀😀😀', 0],
  ['好👍', 0],
  ['1️⃣', 0],
  ['', 0],
  ['\u200d', 0],
  ['😀'.repeat(2_000), 0],
])('[UI51] %s is so many big emoji: %d', (text, count) => {
  expect(countBigEmoji(text)).toBe(count);
});
