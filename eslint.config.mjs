/* Rules that the compiler cannot check; the reasons are in CONTRIBUTING.md. */
import tseslint from 'typescript-eslint';
import documentedExports from './tools/lint/documented-exports.cjs';

const forbidden = [
  { selector: 'ExportDefaultDeclaration', message: 'Export by name: a name can be searched.' },
  { selector: 'ExportAllDeclaration', message: 'Export by name: `export *` hides what a module offers.' },
  { selector: 'TSEnumDeclaration', message: 'Use an `as const` table or a union instead of an enum.' },
];

const impure = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'The core gets time from a Clock.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'The core gets time from a Clock.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'The core gets randomness handed in.',
  },
];

const looksOnce = [
  {
    selector:
      "CallExpression[callee.name='expect'] > AwaitExpression > CallExpression[callee.property.name=/^(all(InnerTexts|TextContents)|count|getAttribute|innerHTML|innerText|inputValue|is(Checked|Disabled|Enabled|Hidden|Visible)|textContent)$/]",
    message: 'A page shows it a moment later: use expectPage, which looks again.',
  },
];

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      'dist/',
      'packages/*/dist/',
      'packages/*/miniprogram_dist/',
      'data/',
      '.cache/',
      'coverage/',
      'miniprogram/miniprogram_npm/',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.core.json',
          './tsconfig.json',
          './tsconfig.server.json',
          './tsconfig.simulator.json',
          './tsconfig.tools.json',
          './tsconfig.bench.json',
          './tsconfig.packages.json',
          './tsconfig.test.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...forbidden],
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['miniprogram/core/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...forbidden, ...impure] },
  },
  {
    files: ['miniprogram/{core,services,platform}/**/*.ts', 'server/**/*.ts', 'packages/**/*.ts'],
    plugins: { minichat: { rules: { 'documented-exports': documentedExports } } },
    rules: { 'minichat/documented-exports': 'error' },
  },
  {
    // Ambient types describe packages as they are.
    files: ['typings/**/*.d.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // A factory's closure and a describe block are containers, not functions to be read in one go.
    files: ['test/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', 'no-console': 'off' },
  },
  {
    files: ['test/e2e/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...forbidden, ...looksOnce] },
  },
  {
    files: ['tools/**/*.ts', 'bench/**/*.ts', 'simulator/view/runtime/**/*.ts', 'server/main.ts'],
    rules: { 'no-console': 'off' },
  },
);
