import fs from 'node:fs';
import path from 'node:path';
import { NATIVE_COLORS } from '../../../miniprogram/styles/native-colors';

const ROOT = path.resolve(__dirname, '../../../miniprogram');
const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');
const tokens = read('styles/tokens.wxss');

/** The declarations of the first block of `selector`. */
function block(selector: string): Map<string, string> {
  const start = tokens.indexOf(`\n${selector} {`);
  const body = tokens.slice(start, tokens.indexOf('}', start));
  return new Map([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map((match) => [match[1]!, match[2]!]));
}

const styleFiles = fs
  .readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.wxss') && !file.startsWith('miniprogram_npm'));

test('[UI10] {P5} light and dark define the same colours', () => {
  const names = [...block('.theme-light').keys()];
  expect(names.length).toBeGreaterThan(20);
  expect([...block('.theme-dark').keys()]).toEqual(names);
});

test('[UI10] {P5} each theme defines a token once', () => {
  for (const selector of ['.theme-light', '.theme-dark']) {
    const start = tokens.indexOf(`\n${selector} {`);
    const names = tokens.slice(start, tokens.indexOf('}', start)).match(/--[\w-]+(?=:)/g) ?? [];
    expect(names).toEqual([...new Set(names)]);
  }
});

test('[UI10] {P5} the bars that CSS does not reach have the colour of the page', () => {
  const theme = JSON.parse(read('theme.json')) as Record<
    string,
    { page: string; front: string; dots: string }
  >;
  for (const name of ['light', 'dark'] as const) {
    const page = block(`.theme-${name}`).get('--chat-color-page');
    expect(NATIVE_COLORS[name].page).toBe(page);
    expect(theme[name]).toMatchObject({ page, dots: NATIVE_COLORS[name].dots });
  }
  expect(theme['light']?.front).toBe('black');
  expect(NATIVE_COLORS.light.front).toBe('#000000');
});

test('[UI10] every token that a style asks for exists', () => {
  const defined = new Set([...tokens.matchAll(/(--[\w-]+):/g)].map((match) => match[1]));
  for (const file of styleFiles) {
    const used = [...read(file).matchAll(/var\((--[\w-]+)/g)].map((match) => match[1]!);
    expect({ file, missing: used.filter((name) => !defined.has(name)) }).toEqual({ file, missing: [] });
  }
});

test('[UI10] {P5} no style outside the tokens names a colour', () => {
  const literal = /#[0-9a-f]{3,8}\b|\b(rgba?|hsla?)\(|:\s*(white|black|red|green|blue|gray|grey)\b/i;
  for (const file of styleFiles.filter((name) => name !== 'styles/tokens.wxss')) {
    const found = read(file)
      .split('\n')
      .filter((one) => literal.test(one));
    expect({ file, found }).toEqual({ file, found: [] });
  }
});

test('[UI10] {P6} every size of type grows with the font size that is set in WeChat', () => {
  const sizes = [...block('.theme-light,\n.theme-dark').entries()].filter(([name]) =>
    name.startsWith('--chat-type-'),
  );
  expect(sizes.length).toBeGreaterThan(4);
  for (const [name, value] of sizes) expect(`${name}: ${value}`).toContain('var(--chat-font-scale)');
});
