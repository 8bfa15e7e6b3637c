/**
 * Copies what pages show but nobody compiles: pictures, fonts, sounds. Knows endings, not contents.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';

const ENDINGS = new Set(
  '.png .jpg .jpeg .gif .svg .webp .ico .ttf .woff .woff2 .mp3 .m4a .aac .wav .mp4'.split(' '),
);

/** Copies every asset below `root` to the same place below `outDir`; returns how many. */
export function copyAssets(root: string, outDir: string): number {
  const names = fs.readdirSync(root, { recursive: true, encoding: 'utf8' });
  const assets = names.filter((name) => ENDINGS.has(path.extname(name).toLowerCase()));
  for (const name of assets) {
    const target = path.join(outDir, name);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.copyFileSync(path.join(root, name), target);
  }
  return assets.length;
}
