/** Which questions were answered already, kept in a file, so that a process which a mutant ended does not ask them twice. */
import fs from 'node:fs';
import { fileIn, type Question } from './job';

const keyOf = (id: number, { test, name }: Question): string => JSON.stringify([id, test, name]);

export function noteAsked(folder: string, id: number, question: Question): void {
  fs.appendFileSync(fileIn(folder, 'asked'), `${keyOf(id, question)}\n`);
}

export function asked(folder: string): (id: number, question: Question) => boolean {
  const file = fileIn(folder, 'asked');
  const lines = new Set(fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : []);
  return (id, question) => lines.has(keyOf(id, question));
}
