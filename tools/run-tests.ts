/**
 * `npm test` and its parts: runs the named jest projects, fetches the browser that `e2e` needs, starts the database that `server`
 * needs, and ends with one line `N passed, N failed`. Arguments after `--` go to jest. With
 * `--packed` the browser shows what the official packer made.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ensureBrowser } from '../test/support/browser';
import { ensureNpmComponents } from './npm-components';
import { startTestDatabase, type TestDatabase } from './test-database';
import { packMiniProgram } from './wechat/packed-project';

const PACKED = '--packed';
const PROJECTS = ['unit', 'pages', 'server', 'postgres', 'e2e', 'architecture'];
const DATABASE_TESTS = 'test/server/postgres';
const root = path.join(__dirname, '..');

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly numRuntimeErrorTestSuites: number;
}

function readReport(file: string): JestReport | null {
  if (!fs.existsSync(file)) return null;
  return JSON.parse(fs.readFileSync(file, 'utf8')) as JestReport;
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

function runJest(projects: readonly string[], more: readonly string[]): Counts {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-tests-'));
  const report = path.join(folder, 'report.json');
  const args = [
    createRequire(__filename).resolve('jest/bin/jest'),
    '--selectProjects',
    ...projects,
    '--json',
    `--outputFile=${report}`,
    ...more,
  ];
  // With --json jest prints the report to stdout too; people read stderr, which has the usual output.
  const run = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const result = readReport(report);
  fs.rmSync(folder, { recursive: true, force: true });
  if (!result) return { passed: 0, failed: 1 };
  const broken = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return { passed: result.numPassedTests, failed: run.status === 0 ? broken : Math.max(1, broken) };
}

/** Named paths that lead nowhere near a database need none. */
const needsDatabase = (projects: readonly string[], more: readonly string[]): boolean => {
  const paths = more.filter((each) => each.includes('/'));
  const isNear = (each: string): boolean =>
    `${DATABASE_TESTS}/`.startsWith(each) || each.startsWith(DATABASE_TESTS);
  if (projects.includes('postgres')) return true;
  return projects.includes('server') && (paths.length === 0 || paths.some(isNear));
};

/** Without one its tests do not run, which is said; where the result counts for others that is a failure. */
async function prepareDatabase(): Promise<TestDatabase | null> {
  const database = await startTestDatabase();
  if (typeof database !== 'string') {
    process.env.TEST_DATABASE_URL = database.url;
    return database;
  }
  const sentence = `${DATABASE_TESTS} did not run: ${database}.`;
  if (process.env.CI !== undefined && process.env.CI !== '') throw new Error(sentence);
  console.warn(sentence);
  return null;
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const cut = args.indexOf('--');
  const own = cut < 0 ? args : args.slice(0, cut);
  const projects = own.filter((word) => word !== PACKED);
  const more = cut < 0 ? [] : args.slice(cut + 1);
  const wrong = projects.find((name) => !PROJECTS.includes(name));
  if (wrong !== undefined || projects.length === 0) {
    console.error(`run-tests: "${wrong ?? ''}" is not one of ${PROJECTS.join(', ')}`);
    process.exit(2);
  }
  ensureNpmComponents();
  if (own.includes(PACKED)) process.env.PACKED_MINIPROGRAM = packMiniProgram(root);
  // Looked for once: each of the files would look again.
  if (projects.includes('e2e')) process.env.CHROMIUM_PATH = await ensureBrowser();
  const database = needsDatabase(projects, more) ? await prepareDatabase() : null;
  const { passed, failed } = runGroups(projects, more);
  await database?.close();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}

function runGroups(projects: readonly string[], more: readonly string[]): Counts {
  // One process for everything but the browser, whose real deadlines must not compete with a full worker pool.
  const groups = [projects.filter((name) => name !== 'e2e'), projects.filter((name) => name === 'e2e')];
  let passed = 0;
  let failed = 0;
  for (const group of groups) {
    if (group.length === 0) continue;
    const result = runJest(group, group[0] === 'e2e' ? ['--runInBand', ...more] : more);
    passed += result.passed;
    failed += result.failed;
  }
  return { passed, failed };
}

main().catch((thrown: unknown) => {
  console.error(thrown instanceof Error ? thrown.message : String(thrown));
  console.log('0 passed, 1 failed');
  process.exit(1);
});
