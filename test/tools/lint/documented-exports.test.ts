/**
 * The rule of ours for ESLint: what it asks for, what it lets pass, and where it holds.
 */
import { createRequire } from 'node:module';
import { Linter, type Rule } from 'eslint';
import tseslint from 'typescript-eslint';
import { readText } from '../../support/source-files';

const rule = createRequire(__filename)('../../../tools/lint/documented-exports.cjs') as Rule.RuleModule;
const linter = new Linter();

const findMissing = (text: string): string[] =>
  linter
    .verify(
      text,
      {
        files: ['**/*.ts'],
        languageOptions: { parser: tseslint.parser as Linter.Parser },
        linterOptions: { reportUnusedDisableDirectives: 'off' },
        plugins: { ours: { rules: { 'documented-exports': rule } } },
        rules: { 'ours/documented-exports': 'error' },
      },
      'file.ts',
    )
    .map(({ message }) => message);

const HEAD = '/** What the file is responsible for. */\n';

test.each([
  ['a value', 'export const LIMIT = 4;'],
  ['a function', 'export function ask(): void {}'],
  ['a class', 'export class Box {}'],
  ['a shape', 'export interface Box { readonly a: number }'],
  ['a type with members', 'export type Box = { readonly a: number };'],
  ['words', "export type Word = 'a' | 'b';"],
  ['a type of which one part is new', 'export type Id = string & { readonly brand: 1 };'],
])('[BA35] %s without a comment of its own is found', (_what, text) => {
  expect(findMissing(HEAD + text)).toHaveLength(1);
  expect(findMissing(`${HEAD}// Of the box.\n${text}`)).toHaveLength(1);
  expect(findMissing(`${HEAD}/** Of something else. */\nconst a = 1;\n${text}`)).toHaveLength(1);
  expect(findMissing(`${HEAD}/** In centimetres. */\n\n${text}`)).toHaveLength(1);
  expect(findMissing(`${HEAD}/** In centimetres. */\n${text}`)).toEqual([]);
});

test.each([
  ['what is not exported', 'const LIMIT = 4;'],
  ['what is exported from elsewhere', "export { LIMIT } from './limits';"],
  ['a type that is another', 'export type Box = Partial<Case>;'],
  ['a type that is one of others', 'export type Any = Box | Case | null;'],
  ['a part of a type', "export type Id = Box['id'];"],
  ['the type of a value', 'export type Box = typeof box;'],
  ['options', 'export interface BoxOptions { readonly a: number }'],
])('[BA35] %s needs no comment', (_what, text) => {
  expect(findMissing(HEAD + text)).toEqual([]);
});

test('[BA35] ESLint asks it of the layers that others build on', () => {
  const config = readText('eslint.config.mjs');
  const [, files = ''] = /files: \[([^\]]*)\],\s*plugins: \{ minichat:/.exec(config) ?? [];
  expect(files).toBe("'miniprogram/{core,services,platform}/**/*.ts', 'server/**/*.ts', 'packages/**/*.ts'");
  expect(config).toContain("'minichat/documented-exports': 'error'");
});
