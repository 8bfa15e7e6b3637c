/**
 * How the browser preview reads a construct: the steps of its build over a mini program of one page, and what the code then
 * shows. What the check refuses is no matter of this: `npm start` does not build it at all.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BuildError } from '../../simulator/view/build/problem';
import { scanApp } from '../../simulator/view/build/scan';
import { compileStyles } from '../../simulator/view/build/styles';
import { compileTemplates } from '../../simulator/view/build/templates';
import { REFUSED, shownByGlassEasel, type Data } from './readings';

const APP = '{ "pages": ["pages/a/a"], "usingComponents": { "x-c": "c/c" } }';

/** Files beside those of the page, by their paths. */
export type Files = Readonly<Record<string, string>>;

function inProject(files: Files, use: (root: string) => string): string {
  const root = mkdtempSync(path.join(os.tmpdir(), 'minichat-preview-'));
  const all: Files = {
    'app.json': APP,
    'pages/a/a.wxml': '<view />',
    'pages/a/a.js': 'Page({})',
    'c/c.json': '{ "component": true }',
    'c/c.wxml': '<view />',
    'c/c.js': 'Component({})',
    ...files,
  };
  try {
    for (const [name, text] of Object.entries(all)) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), text);
    }
    return use(root);
  } catch (thrown) {
    if (thrown instanceof BuildError) return REFUSED;
    throw thrown;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** What a page with this template shows. */
export const readByPreview = (source: string, data: Data, others: Files = {}): string =>
  inProject({ ...others, 'pages/a/a.wxml': source }, (root) => {
    const { code } = compileTemplates(root, scanApp(root));
    return shownByGlassEasel(code, 'pages/a/a', data).replace(/，/g, ',').replace(/．/g, '.');
  });

/** The stylesheet that the preview has of that of a component. */
export const stylesOfPreview = (source: string, others: Files = {}): string =>
  inProject({ ...others, 'c/c.wxss': source }, (root) => compileStyles(root, scanApp(root)).css)
    .replace(/\s+/g, ' ')
    .trim();

const AMOUNT = String.raw`round\(down, calc\(([-.\d]+) \* var\(--rpx\) \+ 0\.0001px\), 1px\)`;
const LENGTH = new RegExp(`max\\(1px, ${AMOUNT}\\)|${AMOUNT}`, 'g');

/** The same in the words of wcsc, which calls the same things otherwise. */
export const readStylesByPreview = (source: string): string =>
  stylesOfPreview(source)
    .replace(LENGTH, (_, positive?: string, negative?: string) => `rpx(${positive ?? negative ?? ''})`)
    .replace(/\[wx-host="c"\] \{ ([^}]*?) \}/g, '[is="a"]{$1}')
    .replace(/:is\(#_,\[wx-id="([^"]+)"\]\)/g, '#$1')
    .replace(/\bwx-page\b/g, 'body')
    .replace(/:where\(\[mp-theme="(\w+)"\]\) ([^{]*\{[^}]*\})/g, '@media (prefers-color-scheme: $1) { $2 }')
    .replace(/var\(--(safe-area)-(\w+)\)/g, 'env($1-inset-$2)')
    .replace(/([\d.])cq([wh])\b/g, '$1v$2');
