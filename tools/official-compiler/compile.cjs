/**
 * Runs the official compiler over `miniprogram/` and reports what it says and what the package weighs. Needs neither an
 * AppID nor the network: the project attributes that it would ask the vendor for are answered here.
 */
'use strict';
const path = require('node:path');
const ci = require('miniprogram-ci');

const root = path.join(__dirname, '..', '..');
/** The platform's limit for the main package, in bytes (2 MB). */
const MAX_PACKAGE_BYTES = 2 * 1024 * 1024;

/** The shape of the vendor's answer for an ordinary mini program without plugins. */
const attributes = {
  platform: false,
  appType: 0,
  isSandbox: false,
  released: false,
  setting: {
    MaxCodeSize: 2,
    MaxSubpackageSubCodeSize: 2,
    MaxSubpackageFullCodeSize: 20,
    NavigateMiniprogramLimit: 10,
  },
};

async function main() {
  const project = new ci.Project({
    appid: 'touristappid',
    type: 'miniProgram',
    projectPath: root,
    privateKey: 'not used: nothing is uploaded',
    ignores: [
      'node_modules/**/*',
      '.git/**/*',
      'data/**/*',
      'dist/**/*',
      'tools/**/*',
      'test/**/*',
      'server/**/*',
      'simulator/**/*',
      '.cache/**/*',
    ],
    attr: () => Promise.resolve(attributes),
  });
  const files = await ci.getCompiledResult({
    project,
    version: '0.0.0',
    setting: { useProjectConfig: true, minify: true },
    onProgressUpdate: () => undefined,
  });
  const names = Object.keys(files);
  const bytes = names.reduce((sum, name) => sum + Buffer.byteLength(files[name]), 0);
  if (names.length === 0) throw new Error('the compiler produced no files');
  if (bytes > MAX_PACKAGE_BYTES)
    throw new Error(`the package has ${bytes} bytes, the limit is ${MAX_PACKAGE_BYTES}`);
  console.log(
    `official compiler: ok, ${names.length} files, ${(bytes / 1024).toFixed(0)} KiB of ${MAX_PACKAGE_BYTES / 1024} KiB`,
  );
}

main().then(
  () => process.exit(0),
  (thrown) => {
    console.error(`official compiler: FAILED\n${thrown instanceof Error ? thrown.message : String(thrown)}`);
    process.exit(1);
  },
);
