/* One jest project per kind of test; `tools/run-tests.ts` picks them by name. */
const transform = { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.jest.json' }] };

/* `tools/run-tests.ts` says so when there is no database to test with. */
const withoutDatabase = process.env.TEST_DATABASE_URL ? [] : ['<rootDir>/test/server/postgres/'];

/** What people do with each other, from sign-in to a room that is taken away. */
const ON_POSTGRES = [
  ...['http', 'conversation', 'message-kinds', 'governance'],
  ...['media', 'rooms', 'signing-out', 'readers'],
];

/** @param {string} name @param {string[]} folders @param {object} [more] */
const project = (name, folders, more = {}) => ({
  displayName: name,
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch: folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
  testPathIgnorePatterns: ['/node_modules/', ...withoutDatabase],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/'],
  transform,
  ...more,
});

module.exports = {
  // How long a test that hangs may take. Nothing that a test states depends on it, and a busy machine stays below it.
  testTimeout: 30_000,
  projects: [
    project('unit', ['core', 'platform', 'services', 'miniprogram', 'simulator', 'tools', 'packages']),
    project('pages', ['pages'], {
      testEnvironment: 'jsdom',
      // Components of npm packages are ES modules too.
      transform: { '^.+\\.(ts|js)$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.jest.json' }] },
      transformIgnorePatterns: ['/node_modules/'],
      moduleDirectories: ['node_modules', 'miniprogram/miniprogram_npm/tdesign-miniprogram/miniprogram_npm'],
    }),
    project('server', ['server', 'integration']),
    // Tests of the server once more, on a database that is not the embedded one: see `test/support/test-server.ts`.
    project('postgres', [], {
      testMatch: ON_POSTGRES.map((name) => `<rootDir>/test/server/${name}.test.ts`),
      globals: { testsOnPostgres: true },
      setupFilesAfterEnv: ['<rootDir>/test/support/postgres.ts'],
    }),
    project('e2e', ['e2e']),
    project('architecture', [], {
      testMatch: ['architecture', 'papers', 'spec'].map((name) => `<rootDir>/test/${name}.test.ts`),
    }),
  ],
};
