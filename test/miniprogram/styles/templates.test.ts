import fs from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../../miniprogram');
const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');

const templates = fs
  .readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.wxml') && !file.startsWith('miniprogram_npm'));

test.each(templates)('[UI256] what can be selected in %s is a <text>', (file) => {
  const elsewhere = read(file).match(/<(?!text\b)[\w-]+[^>]*\suser-select\b[^>]*>/g) ?? [];
  expect(elsewhere).toEqual([]);
});

test.each(templates)('[UI256] no white space in %s means something and is removed', (file) => {
  const removed = read(file).match(/\}\} +<[^/]|<\/[\w-]+> +\{\{/g) ?? [];
  expect(removed).toEqual([]);
});

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

function colourOf(theme: string, token: string): Colour {
  const tokens = read('styles/tokens.wxss');
  const start = tokens.indexOf(`\n.theme-${theme} {`);
  const value = new RegExp(`${token}: ([^;]+);`).exec(tokens.slice(start))?.[1] ?? '';
  const hex = /^#(..)(..)(..)$/.exec(value);
  if (hex) return [1, 2, 3].map((i) => parseInt(hex[i] ?? '', 16)).concat(1) as unknown as Colour;
  return (value.match(/[\d.]+/g) ?? []).map(Number) as unknown as Colour;
}

function over(top: Colour, below: Colour): Colour {
  const mix = (i: 0 | 1 | 2): number => top[i] * top[3] + below[i] * (1 - top[3]);
  return [mix(0), mix(1), mix(2), 1];
}

/** Relative luminance, as WCAG 2 defines it. */
function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.slice(0, 3).map((value) => {
    const part = value / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test.each(['light', 'dark'])(
  '[UI255] {P5} the label of a button that does nothing can be read: %s',
  (theme) => {
    const rule = /\.main-button--off \{([^}]*)\}/.exec(read('styles/base.wxss'))?.[1] ?? '';
    expect(rule).not.toContain('opacity');
    const tokenOf = (name: string): string =>
      new RegExp(`[ \\n]${name}: var\\((.+)\\)`).exec(rule)?.[1] ?? '';
    const field = over(colourOf(theme, tokenOf('background-color')), colourOf(theme, '--chat-color-surface'));
    const label = over(colourOf(theme, tokenOf('color')), field);
    const [light, dark] = [luminance(field), luminance(label)].sort((a, b) => b - a) as [number, number];
    expect((light + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(4.5);
  },
);
