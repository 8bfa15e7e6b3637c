/**
 * What pages show but nobody compiles: pictures, fonts, sounds. Finds and copies it; knows endings, not contents.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';

const PICTURES = '.png .jpg .jpeg .gif .svg .webp .ico'.split(' ');
const ENDINGS = [...PICTURES, ...'.ttf .woff .woff2 .mp3 .m4a .aac .wav .mp4'.split(' ')];

/** Paths below `root` of the files with one of these endings. */
function find(root: string, endings: readonly string[]): readonly string[] {
  const names = fs.readdirSync(root, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => endings.includes(path.extname(name).toLowerCase()));
}

/** Paths of the pictures below `root`, with slashes. */
export const findPictures = (root: string): readonly string[] =>
  find(root, PICTURES).map((name) => name.split(path.sep).join('/'));

/** Copies every asset below `root` to the same place below `outDir`; returns how many. */
export function copyAssets(root: string, outDir: string): number {
  const assets = find(root, ENDINGS);
  for (const name of assets) {
    const target = path.join(outDir, name);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.copyFileSync(path.join(root, name), target);
  }
  return assets.length;
}
