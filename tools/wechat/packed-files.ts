/**
 * Files that the packer drops or prefers without a word, told by their names alone.
 */
import type { Advice } from './fault';

const PACKED: ReadonlySet<string> = new Set(
  (
    'wxml wxss wxs png jpg jpeg gif svg js json cer mp3 aac m4a mp4 wav ogg silk wasm br cur ico skel crt cert ' +
    // Sources and papers, which are not meant to be packed.
    'ts less sass scss md txt'
  ).split(' '),
);

const DROPPED: Advice = {
  construct: 'a file of an ending that is not packed',
  tool: 'the packer drops it without a word',
  instead: 'Convert it to png, jpg or another packed ending in small letters, or fetch it from https.',
};
const SHADOWED: Advice = {
  construct: 'a .js beside a .ts of the same name',
  tool: 'the packer takes the .ts without a word',
  instead: 'Leave one of them out.',
};

const endingOf = (file: string): string => file.slice(file.lastIndexOf('.') + 1);

export function fileAdvice(file: string, all: ReadonlySet<string>): Advice | undefined {
  if (!PACKED.has(endingOf(file))) return DROPPED;
  return file.endsWith('.js') && all.has(file.replace(/\.js$/, '.ts')) ? SHADOWED : undefined;
}
