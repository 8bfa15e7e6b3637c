/** What is told at the end of a run of mutants: the survivors, by place, and one line of figures. It runs nothing. */
import path from 'node:path';
import type { Mutant } from './instrument';
import type { Followed, Verdict } from './supervise';

const root = path.join(__dirname, '..', '..');
const MAX_SHOWN = 100;

export interface Finding extends Mutant {
  readonly verdict: Verdict['kind'];
}

const short = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
};

/** Those that were tried before the time was over. */
export const findingsOf = (mutants: readonly Mutant[], { verdicts }: Followed): readonly Finding[] =>
  mutants.flatMap((mutant) => {
    const verdict = verdicts.get(mutant.id)?.kind;
    return verdict === undefined ? [] : [{ ...mutant, verdict }];
  });

export function survivorLine({ file, line, kind, original, mutation, verdict }: Finding): string {
  const note = verdict === 'unreached' ? ' (no test comes here)' : '';
  return `${file}:${line} ${kind}${note}\n    ${short(original)}\n  → ${short(mutation)}`;
}

/** Of nothing there is no share. */
function shareOf(noticed: number, tried: number): string {
  return tried === 0 ? 'nothing was tried' : `${((100 * noticed) / tried).toFixed(1)} % noticed`;
}

export function summaryOf(findings: readonly Finding[], total: number, { first }: Followed): string {
  if (!first) return `0 of ${total} mutants: the time was over before the first of them had a verdict`;
  const count = (kind: Verdict['kind']): number => findings.filter(({ verdict }) => verdict === kind).length;
  const [killed, timeout] = [count('killed'), count('timeout')];
  const [survived, unreached] = [count('survived'), count('unreached')];
  const share = shareOf(killed + timeout, findings.length);
  const tried = `${findings.length} of ${total} mutants: ${killed} killed, ${timeout} without an end`;
  const left = `${survived} survived, ${unreached} unreached; ${share}`;
  const notes = first.failing.map(
    (test) => `\nleft out, fails without any change: ${path.relative(root, test)}`,
  );
  return `${tried}, ${left}${notes.join('')}`;
}
