/**
 * Files as the check of the mini program sees them, each in a folder of its own for a moment. For tests of its rules.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CheckedProject } from '../../tools/wechat/check-project';
import type { Fault } from '../../tools/wechat/fault';

export type Files = Readonly<Record<string, string>>;

export function inFolder<T>(files: Files, use: (folder: string) => T): T {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'minichat-checked-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const faultsOf = (files: Files): readonly Fault[] =>
  inFolder(files, (folder) => {
    const project = new CheckedProject(folder);
    return project.faultsIn(new Set(project.files));
  });

/** `a.wxml:2 \`??\``, one for each. */
export const saidOf = (files: Files): readonly string[] =>
  faultsOf(files).map(({ file, line, construct }) => `${file}:${line} ${construct}`);
