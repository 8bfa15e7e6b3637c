/**
 * Pictures are decoded in a process of its own: what decoding takes is given back when that one ends, and a decoder that dies
 * or hangs takes nobody with it. Whoever asks always gets an answer, within a bounded time. Knows nothing of pictures.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants, getPriority, setPriority } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../miniprogram/core/base/clock';
import type { Logger } from '../../miniprogram/core/base/logger';
import type { Result } from '../../miniprogram/core/base/result';
import { refuseWith, type Refusal } from '../../miniprogram/core/protocol/refusal';
import type { ChildTask, ChildWord } from './picture-child';
import type { MadePicture, Pictures, PictureTask } from './pictures';
import { createWorkQueue } from './work-queue';

type Answer = Result<MadePicture, Refusal>;

const BUSY = refuseWith('overload', 'Too many pictures at once; try again.');
const NO_DECODER = refuseWith('overload', 'Pictures cannot be read at the moment; try again.');
const tooLong = (ms: number): Answer =>
  refuseWith('too_large', `The picture takes more than ${ms / 1_000} s to decode.`);
const KILLER = refuseWith('bad_kind', 'The picture cannot be read here.');

const PROGRAM = join(__dirname, 'picture-child.ts');
/** Memory that was given back goes back to the system at once, not to a heap that only grows. */
const MALLOC = { MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_ARENA_MAX: '2' };
/** Whoever finds a hole in a decoder finds no key of ours in the environment. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LD_LIBRARY_PATH'];
const NODE_OPTIONS = ['--max-old-space-size=64', '--max-semi-space-size=1'];
/** A process that did not give its memory back after a picture is replaced. */
const MAX_REST_BYTES = 160 * 1_024 * 1_024;

interface PictureLimits {
  /** Bytes that decoding one picture takes; it is one at a time. */
  readonly decodeBytes: number;
  readonly maxWaitingPictures: number;
  /** Of one picture, from its turn to its answer. */
  readonly pictureMs: number;
  /** After which the process ends when there is nothing to do. */
  readonly pictureIdleMs: number;
}

export interface PictureProcessOptions {
  readonly limits: PictureLimits;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Other than our own, for tests. */
  readonly program?: string;
}

/** Whoever talks goes before whoever waits for a picture. Where the system does not want that it goes without. */
function goBehind({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined)
      setPriority(pid, Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
  } catch {
    // It may have ended already, or priorities are not ours to set.
  }
}

function startProcess(program: string): ChildProcess {
  const env = Object.fromEntries(INHERITED.map((name) => [name, process.env[name]]));
  const child = fork(program, [], {
    execArgv: [...NODE_OPTIONS, '--require', createRequire(__filename).resolve('tsx/cjs')],
    env: { ...env, ...MALLOC },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'json',
  });
  goBehind(child);
  return child;
}

/** One process, from its start to its end. */
class Decoder {
  wasReady = false;
  /** False: it has ended, or is about to. */
  isUsable = true;
  private hasEnded = false;
  private readonly child: ChildProcess;
  private settle: (answer: Answer | null) => void = () => undefined;

  constructor(program: string, logger: Logger) {
    this.child = startProcess(program);
    this.child.on('message', (word: ChildWord) => this.hear(word));
    const end = (how: string): void => {
      if (!this.hasEnded && this.isUsable) logger.warn('picture_process_ended', { how });
      this.hasEnded = true;
      this.isUsable = false;
      this.settle(null);
    };
    this.child.once('exit', (code, signal) => end(signal ?? `code ${code}`));
    this.child.on('error', ({ message }) => end(message));
  }

  /** One at a time. Resolves to null when the process ended instead; nothing is written any more then. */
  make(task: ChildTask): Promise<Answer | null> {
    return new Promise((settle) => {
      this.settle = settle;
      if (this.hasEnded) {
        settle(null);
        return;
      }
      this.hold(true);
      // A pipe that broke says so here; the end of the process follows.
      this.child.send(task, () => undefined);
    });
  }

  kill(): void {
    this.isUsable = false;
    this.child.kill('SIGKILL');
  }

  private hear(word: ChildWord): void {
    if (word.type === 'ready') {
      this.wasReady = true;
      return;
    }
    this.hold(false);
    if (word.rssBytes > MAX_REST_BYTES) this.kill();
    this.settle(word.result);
  }

  /** Only a process that works keeps ours alive. */
  private hold(isHeld: boolean): void {
    for (const handle of [this.child, this.child.channel]) {
      if (isHeld) handle?.ref();
      else handle?.unref();
    }
  }
}

class PictureProcess implements Pictures {
  private readonly queue;
  private decoder: Decoder | null = null;
  private cancelIdle: () => void = () => undefined;
  private isClosed = false;

  constructor(private readonly options: PictureProcessOptions) {
    this.queue = createWorkQueue({ maxRunning: 1, maxWaiting: options.limits.maxWaitingPictures });
  }

  async make(task: PictureTask): Promise<Answer> {
    return this.isClosed ? NO_DECODER : ((await this.queue.run(() => this.turn(task))) ?? BUSY);
  }

  close(): void {
    this.isClosed = true;
    this.rest();
  }

  private rest(): void {
    this.cancelIdle();
    this.decoder?.kill();
    this.decoder = null;
  }

  private async turn(task: PictureTask): Promise<Answer> {
    this.cancelIdle();
    const answer = (await this.attempt(task)) ?? (await this.attempt(task));
    if (!this.isClosed)
      this.cancelIdle = this.options.clock.after(this.options.limits.pictureIdleMs, () => this.rest());
    if (answer) return answer;
    return this.decoder?.wasReady ? KILLER : NO_DECODER;
  }

  /** Null: the process ended, which may have been the fault of something else. */
  private async attempt(task: PictureTask): Promise<Answer | null> {
    if (this.isClosed) return NO_DECODER;
    const { limits, clock, logger, program = PROGRAM } = this.options;
    if (!this.decoder?.isUsable) this.decoder = new Decoder(program, logger);
    const { decoder } = this;
    let isLate = false;
    const cancel = clock.after(limits.pictureMs, () => {
      isLate = true;
      decoder.kill();
    });
    const answer = await decoder.make({ task, decodeBytes: limits.decodeBytes });
    cancel();
    return isLate ? tooLong(limits.pictureMs) : answer;
  }
}

/** Never rejects: a decoder that dies is a refusal. */
export interface DecodingPictures extends Pictures {
  /** Ends the process; who waits is told to try again. Idempotent. */
  close(): void;
}

/** The process starts with the first picture. */
export const createPictures = (options: PictureProcessOptions): DecodingPictures =>
  new PictureProcess(options);
