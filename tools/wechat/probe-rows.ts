/**
 * One construct and how each tool and the preview read it, with what our own check says to write instead. Knows the tools, and
 * nothing of the table that is made of it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CheckedProject } from './check-project';
import { inOrder } from './fault';
import { readByPreview, readStylesByPreview } from './preview-reading';
import { DATA } from './probe-samples';
import { readByGlassEasel, readByWcc, readByWcsc, REFUSED } from './readings';
import { PLAINER } from './vendor-tools';

export interface ProbeRow {
  /** As people write it. */
  readonly written: string;
  /** By wcc and glass-easel, or by wcsc. */
  readonly readings: readonly string[];
  /** `npm start` builds nothing of what the check refuses. */
  readonly preview: string;
  /** What to write instead; undefined when the check takes it. */
  readonly instead: string | undefined;
}

/** What is said about it first by our own check, which ends with what a tool refuses, too. */
function adviceFor(name: string, source: string, readings: readonly string[]): string | undefined {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'minichat-probe-'));
  try {
    writeFileSync(path.join(folder, name), source);
    const project = new CheckedProject(folder);
    const [fault] = inOrder(project.ruledIn(new Set(project.files)));
    return fault?.instead ?? (readings.includes(REFUSED) ? PLAINER : undefined);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function templateRow(written: string, source: string): ProbeRow {
  const readings = [readByWcc(source, DATA), readByGlassEasel(source, DATA)];
  const instead = adviceFor('a.wxml', source, readings);
  return {
    written,
    readings,
    instead,
    preview: instead === undefined ? readByPreview(source, DATA) : REFUSED,
  };
}

export function styleRow(source: string): ProbeRow {
  const readings = [readByWcsc(source)];
  const instead = adviceFor('a.wxss', source, readings);
  const preview = instead === undefined ? readStylesByPreview(source) : REFUSED;
  return { written: source, readings, instead, preview };
}

export const rowOfTemplate = (source: string): ProbeRow => templateRow(source, source);

export const expressionRow = (expression: string): ProbeRow =>
  templateRow(`{{ ${expression} }}`, `<view>{{ ${expression} }}</view>`);

/** @param body of a function of `a`, `s`, `list` and `o` */
export const scriptRow = (body: string): ProbeRow =>
  templateRow(
    body,
    `<wxs module="m">module.exports = { f: function (a, s, list, o) { ${body} } };</wxs>{{ m.f(a, s, list, o) }}`,
  );
