/**
 * A file with a name, kept as it is. What the server cannot keep as what it was sent as goes as one.
 */
import { ok, type Result } from '../../base/result';
import { cutToLine } from '../../base/one-line';
import { countCodePoints } from '../../base/text';
import { MAX_FILE_BYTES, MAX_FILE_NAME_CODE_POINTS } from '../limits';
import { mediaPath } from '../media-path';
import type { Refusal } from '../refusal';
import { integer, literal, object, text, type Infer } from '../schema';
import { checkLabel } from '../text-rules';
import { NO_ADDRESS_YET, type MediaKind } from './kind';

const kind = 'file';
const schema = object({
  kind: literal(kind),
  url: mediaPath,
  name: text({ min: 1, max: MAX_FILE_NAME_CODE_POINTS }),
  bytes: integer(1),
});
export type FileBody = Infer<typeof schema>;

/** Also of a body that was only begun. */
export const isFile = (body: { readonly kind: string }): body is FileBody => body.kind === kind;

/** What goes as a file, whatever it is. */
export const asFile = (name: string): { readonly kind: typeof kind; readonly name: string } => ({
  kind,
  name,
});

interface GivenFile {
  readonly name: string;
}

/** The ending says what a file is, so it stays. */
function truncateName(name: string): string {
  const ending = /\.[^.]{1,12}$/.exec(name)?.[0] ?? '';
  const stem = name.slice(0, name.length - ending.length);
  const room = MAX_FILE_NAME_CODE_POINTS - countCodePoints(ending);
  return `${cutToLine(stem, room) || '-'}${ending}`;
}

/** Without an address, which the server gives; a long name is cut and keeps its ending. */
export const makeFile = ({ name, bytes }: GivenFile & { readonly bytes: number }): FileBody => ({
  ...{ kind, url: NO_ADDRESS_YET },
  ...{ name: truncateName(name), bytes },
});

function check(body: FileBody): Result<FileBody, Refusal> {
  const name = checkLabel(body.name, 'The name of the file');
  return name.ok ? ok({ ...body, name: name.value }) : name;
}

/** The entry of `file`. */
export const fileKind: MediaKind<FileBody, GivenFile> = {
  role: 'content',
  schema,
  check,
  preview: ({ name }) => name,
  previewValues: ({ name }) => ({ name }),
  files: ({ url }) => [url],
  album: 'files',
  named: 'name',
  maxBytes: MAX_FILE_BYTES,
  make: makeFile,
  uploaded: (body, { url, bytes }) => ({ ...body, url, bytes }),
};
