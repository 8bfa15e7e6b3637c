/**
 * The file in a multipart body, written to the disk as it comes, a piece in each turn of its sender, so that a file on its way
 * takes no memory and holds nobody up. Knows neither who sends it nor what it is.
 */
import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { err, ok, type Result } from '../../miniprogram/core/base/result';
import { PRIVATE_FILE } from '../private-files';
import { refuseWith, type Refusal } from '../../miniprogram/core/protocol/refusal';

export interface ReceiveOptions {
  /** Where it is written; nothing is there yet. */
  readonly to: string;
  readonly maxBytes: number;
  /** Ends it, with the answer that the server is busy. */
  readonly lost: AbortSignal;
  readonly onBytes: (bytes: number) => void;
  /** What the disk refused. */
  readonly onUnwritten: (thrown: unknown) => void;
  /** Resolves when it is its sender's turn. */
  readonly turn: () => Promise<void>;
}

/** What came, once all of it is on the disk. */
export interface ReceivedFile {
  readonly bytes: number;
  /** What its sender calls it: the field `kind`, or ''. */
  readonly kind: string;
}

type Parser = InstanceType<typeof Busboy>;

/** What a multipart body has around the file. */
const EXTRA_BYTES = 16 * 1_024;
const LIMITS = { files: 1, fields: 4, fieldSize: 64, fieldNameSize: 64, parts: 8, headerPairs: 16 };

const NO_FILE: Refusal = {
  code: 'bad_field',
  reason: 'The body is not multipart/form-data with a field "file".',
};
const GONE: Refusal = { code: 'bad_frame', reason: 'The body ended before the file did.' };
const BUSY: Refusal = {
  code: 'overload',
  reason: 'The file came so slowly that another one took its place; try again.',
};

function createParser(request: IncomingMessage, maxBytes: number): Parser | null {
  try {
    // It checks itself that the header is there.
    const headers = request.headers as BusboyHeaders;
    return new Busboy({ headers, limits: { ...LIMITS, fileSize: maxBytes } });
  } catch {
    // Its one complaint is a header that says no boundary.
    return null;
  }
}

class Receiver {
  private kind = '';
  private bytes = 0;
  private total = 0;
  private writing: Promise<void> | null = null;
  private readonly stopWriting = new AbortController();
  private readonly pieces: Transform;
  private give: (result: Result<ReceivedFile, Refusal>) => void = () => undefined;

  constructor(
    private readonly request: IncomingMessage,
    private readonly parser: Parser,
    private readonly options: ReceiveOptions,
  ) {
    this.pieces = new Transform({
      transform: (piece: Buffer, _encoding, done) => {
        this.count(piece);
        void options.turn().then(() => done(null, piece));
      },
    });
  }

  async run(): Promise<Result<ReceivedFile, Refusal>> {
    const { request, parser, options } = this;
    const onLost = (): void => this.give(err(BUSY));
    const result = new Promise<Result<ReceivedFile, Refusal>>((resolve) => (this.give = resolve));
    parser.on('file', (name, file) => this.onFile(name, file));
    parser.on('field', (name, value) => (this.kind = name === 'kind' ? value : this.kind));
    parser.on('error', () => this.give(err(NO_FILE)));
    parser.on('finish', () => void this.finish());
    request.once('close', () => {
      if (!request.readableEnded) this.give(err(GONE));
    });
    options.lost.addEventListener('abort', onLost);
    request.pipe(this.pieces).pipe(parser);
    const given = await result;
    options.lost.removeEventListener('abort', onLost);
    request.unpipe(this.pieces);
    this.pieces.unpipe(parser);
    if (!given.ok) this.stopWriting.abort();
    // Nothing writes there any more when this returns.
    await this.writing?.catch(() => undefined);
    return given;
  }

  private count({ length }: Buffer): void {
    const { maxBytes, onBytes } = this.options;
    this.total += length;
    onBytes(length);
    if (this.total > maxBytes + EXTRA_BYTES) this.give(err(tooLarge(maxBytes)));
  }

  private onFile(name: string, file: Readable): void {
    if (name !== 'file' || this.writing) {
      file.resume();
      return;
    }
    file.on('limit', () => this.give(err(tooLarge(this.options.maxBytes))));
    file.on('data', ({ length }: Buffer) => (this.bytes += length));
    const out = createWriteStream(this.options.to, { flags: 'wx', mode: PRIVATE_FILE });
    this.writing = pipeline(file, out, { signal: this.stopWriting.signal });
    // Told by `finish`, or of no interest any more.
    this.writing.catch(() => undefined);
  }

  private async finish(): Promise<void> {
    if (!this.writing) return this.give(err(NO_FILE));
    try {
      await this.writing;
      this.give(ok({ bytes: this.bytes, kind: this.kind }));
    } catch (thrown) {
      if (!this.stopWriting.signal.aborted) this.options.onUnwritten(thrown);
      this.give(refuseWith('storage', 'The file could not be stored; try again.'));
    }
  }
}

const tooLarge = (maxBytes: number): Refusal => ({
  code: 'too_large',
  reason: `The file has more than ${maxBytes} bytes.`,
});

/** What is left of a refused body stands unread. */
export async function receiveFile(
  request: IncomingMessage,
  options: ReceiveOptions,
): Promise<Result<ReceivedFile, Refusal>> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > options.maxBytes + EXTRA_BYTES) return err(tooLarge(options.maxBytes));
  const parser = createParser(request, options.maxBytes);
  return parser ? new Receiver(request, parser, options).run() : err(NO_FILE);
}
