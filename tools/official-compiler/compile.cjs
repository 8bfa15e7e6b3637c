/**
 * Runs the official packer over the projects that are named, one after the other, and writes what it makes of each. Needs
 * neither an AppID nor the network: what the packer would ask the vendor for is answered here. Judges nothing: its caller
 * (`tools/wechat/packer.ts`) gives `{ project, outDir }` as arguments and reads an answer for each, as JSON, on channel 3.
 */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const endings = require('miniprogram-ci/dist/utils/white_ext_list');
const ci = require('miniprogram-ci');

const ANSWERS = 3;

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

// It takes this list when the vendor cannot be reached, after minutes.
endings.getWhiteExtList = () =>
  Promise.resolve({
    GameWhiteList: new Set(endings.GameWhiteList),
    MiniProgramWhiteList: new Set(endings.MiniProgramWhiteList),
  });

/** Of a project of ours; a sample has only what it needs. */
const ignores = ['.git', '.cache', 'data', 'dist', 'node_modules', 'server', 'simulator', 'test', 'tools'];

async function compile(folder) {
  const project = new ci.Project({
    appid: 'touristappid',
    type: 'miniProgram',
    projectPath: folder,
    privateKey: 'not used: nothing is uploaded',
    ignores: ignores.map((name) => `${name}/**/*`),
    attr: () => Promise.resolve(attributes),
  });
  const setting = { useProjectConfig: true, minify: true };
  return ci.getCompiledResult({ project, version: '0.0.0', setting, onProgressUpdate: () => undefined });
}

async function pack({ project, outDir }) {
  try {
    const files = Object.entries(await compile(project));
    for (const [name, content] of files) {
      const target = path.join(outDir, name);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.writeFileSync(target, content);
    }
    const bytes = files.reduce((sum, [, content]) => sum + Buffer.byteLength(content), 0);
    return { isOk: true, files: files.length, bytes };
  } catch (thrown) {
    return {
      isOk: false,
      message: thrown instanceof Error ? thrown.message : String(thrown),
      path: thrown?.path,
    };
  }
}

async function main() {
  for (const job of process.argv.slice(2)) {
    fs.writeSync(ANSWERS, `${JSON.stringify(await pack(JSON.parse(job)))}\n`);
  }
}

main().then(() => process.exit(0));
