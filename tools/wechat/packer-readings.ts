/**
 * How the official packer reads constructs: what it makes of each, or that it refuses it. They are packed together, because
 * it takes seconds to begin; what it refuses is taken out, and the others are packed again. Judges nothing.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { packerFault } from './packer-faults';
import { runPacker, type PackAnswer, type PackJob } from './packer';
import { REFUSED } from './readings';

const FOLDER = 'm';
const ENDING = { '.ts': '.js' } as Readonly<Record<string, string>>;

type Run = (jobs: readonly PackJob[]) => readonly PackAnswer[];

/** Files that samples name, and an app. */
const SURROUNDINGS: Readonly<Record<string, string>> = {
  'app.json': '{"pages":["p/p"]}',
  'app.ts': 'App({});',
  'p/p.ts': 'Page({});',
  'p/p.wxml': '<view/>',
  'b.ts': 'export interface B { x: 1 } export const x = 1;',
  'd.json': '{}',
};

function write(project: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(project, FOLDER, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/**
 * @param settings `setting` of project.config.json
 * @param sources by the names of files
 * @returns what was made of each, or REFUSED, in the same order
 */
export function readByPacker(
  settings: object,
  sources: ReadonlyMap<string, string>,
  run: Run = runPacker,
): string[] {
  const refused = new Set<string>();
  for (;;) {
    const made = packOnce(settings, sources, refused, run);
    if (made !== null) return [...sources.keys()].map((name) => made.get(name) ?? REFUSED);
  }
}

function packOnce(
  settings: object,
  sources: ReadonlyMap<string, string>,
  refused: Set<string>,
  run: Run,
): ReadonlyMap<string, string> | null {
  const project = mkdtempSync(path.join(os.tmpdir(), 'minichat-packed-samples-'));
  const outDir = path.join(project, 'out');
  const config = { appid: 'touristappid', compileType: 'miniprogram', miniprogramRoot: `${FOLDER}/` };
  const setting = { ...settings, ignoreUploadUnusedFiles: false };
  try {
    const kept = [...sources].filter(([name]) => !refused.has(name));
    write(project, { ...SURROUNDINGS, ...Object.fromEntries(kept) });
    writeFileSync(path.join(project, 'project.config.json'), JSON.stringify({ ...config, setting }));
    const [answer] = run([{ project, outDir }]);
    if (answer?.isOk === true) return new Map(kept.map(([name]) => [name, textOf(outDir, name)]));
    const file = packerFault(answer?.message ?? '', FOLDER, answer?.path).file;
    if (!sources.has(file) || refused.has(file))
      throw new Error(`the packer says of ${file}: ${answer?.message}`);
    refused.add(file);
    return null;
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

function textOf(outDir: string, name: string): string {
  const ending = path.extname(name);
  const file = name.slice(0, -ending.length) + (ENDING[ending] ?? ending);
  return readFileSync(path.join(outDir, file), 'utf8').replace(/^"use strict";/, '');
}
