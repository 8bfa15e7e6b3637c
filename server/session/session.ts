/**
 * One connection from its first byte to its last: waits for `hello`, lets frames through that are well formed, tagged and
 * not too many, and cleans up. What a frame means is decided by the handlers; a bad one harms this connection only.
 */
import { describeError } from '../../miniprogram/core/base/logger';
import { toWellFormed } from '../../miniprogram/core/base/text';
import { decodeUp, type BadFrame } from '../../miniprogram/core/protocol/codec';
import { CloseCode } from '../../miniprogram/core/protocol/close-codes';
import type { ErrorCode } from '../../miniprogram/core/protocol/error-codes';
import type { RequestId } from '../../miniprogram/core/protocol/fields';
import { MAX_BAD_FRAMES, MAX_FRAME_BYTES } from '../../miniprogram/core/protocol/limits';
import type { UpFrame, UpFrameOf } from '../../miniprogram/core/protocol/up';
import type { ClientAddress } from '../client-address';
import type { Budget } from '../cost/budget';
import { BROKEN_CONNECTION, FRAME_PRICES, JUNK_FRAME } from '../cost/prices';
import { encodeDown } from '../text-frame';
import type { ServerContext } from './context';
import { dispatch } from './dispatch';
import { createHeartbeat, type Heartbeat } from './heartbeat';
import { greet } from './hello';
import { createInbox, type Inbox } from './inbox';
import { createIntake, type Intake } from './intake';
import { publishLaneOf } from './publish-lanes';
import type { Peer } from './peer';
import {
  closeWithBye,
  closeWithError,
  reconnectRangeAfter,
  type CloseNotice,
  type ReconnectRange,
  type Wire,
} from './wire';

/** When to come back after the server ended a connection for a reason that passes. */
export const RETURN_SOON: ReconnectRange = { minMs: 1_000, maxMs: 5_000 };
const RETURN_LATER: ReconnectRange = { minMs: 5_000, maxMs: 60_000 };
/** Reasons may quote what came in. */
const MAX_REASON_UNITS = 400;
const FIRST_MUST_BE_HELLO = 'The first frame of a connection must be hello.';

type Phase = 'waiting' | 'greeting' | 'ready' | 'ended';

export interface SessionOptions {
  /** Pays for what comes before a good ticket was shown. */
  readonly budget: Budget;
  /** The network that it comes from; connections of one that is not told count together. */
  readonly address?: ClientAddress;
  /** Called once, when a good ticket was shown. */
  readonly onSignedIn?: () => void;
}

/** Its connection tells it what comes in; it answers over the wire. */
export class Session {
  private phase: Phase = 'waiting';
  private peer: Peer | null = null;
  private heartbeat: Heartbeat | null = null;
  private badInRow = 0;
  private readonly intake: Intake;
  private readonly inbox: Inbox;
  private readonly cancelDeadline: () => void;

  constructor(
    private readonly context: ServerContext,
    private readonly wire: Wire,
    private readonly options: SessionOptions,
  ) {
    const { clock, limits } = context;
    this.intake = createIntake(context, options.budget);
    this.inbox = createInbox({
      turns: context.turns,
      payer: () => this.intake.payer.payer,
      pause: () => wire.pause(),
      resume: () => wire.resume(),
    });
    this.cancelDeadline = clock.after(limits.helloTimeoutMs, () => {
      this.end(closeWithBye('hello_timeout', RETURN_SOON));
    });
  }

  /** So many bytes were read of the connection, whatever they are: also of what is not listened to any more. */
  read(bytes: number): void {
    this.pay(() => this.intake.receive(bytes));
    this.inbox.read();
  }

  /** A WebSocket ping or pong. */
  receiveControl(): void {
    this.pay(() => this.intake.payer.charge(JUNK_FRAME));
  }

  /** What came is no WebSocket message of ours, and its connection ends for that. */
  receiveBroken(): void {
    if (this.phase !== 'ended') this.intake.payer.charge(BROKEN_CONNECTION);
  }

  /** The text of one WebSocket message, which is decoded when its turn has come. */
  receiveText(decode: () => string, bytes: number): void {
    if (this.phase !== 'ended') this.inbox.push(() => this.readText(decode, bytes));
  }

  /** minichat.v1 has no binary frames. */
  receiveBinary(): void {
    if (this.phase === 'ended') return;
    this.inbox.push(() => this.refuseFrame('bad_frame', 'Binary frames are not part of minichat.v1.'));
  }

  private readText(decode: () => string, bytes: number): void {
    if (this.phase === 'ended') return;
    this.heartbeat?.seen();
    if (bytes > MAX_FRAME_BYTES) {
      this.refuseFrame('too_large', `The frame has ${bytes} bytes, the limit is ${MAX_FRAME_BYTES}.`);
      return;
    }
    const { frames, bad, unknown } = decodeUp(decode());
    if (frames.length > 0) this.badInRow = 0;
    // What a newer peer may say is ignored, and what says nothing, but neither is free.
    const silent = unknown.length + Number(frames.length + bad.length + unknown.length === 0);
    for (let i = 0; i < silent; i += 1) this.take(JUNK_FRAME);
    for (const frame of frames) this.receiveFrame(frame);
    for (const each of bad) this.refuseBad(each);
  }

  /** For what has no answer by which it could be refused. */
  private pay(charge: () => void): void {
    charge();
    if (this.intake.isFlooding) this.end(closeWithBye('overload', RETURN_LATER));
  }

  /** Ms to wait, 0 to go on; whoever floods on is put out. */
  private take(price: number): number {
    const waitMs = this.intake.take(price);
    if (waitMs > 0 && this.intake.isFlooding) this.end(closeWithBye('overload', RETURN_LATER));
    return waitMs;
  }

  /** The connection is gone, however it ended. Idempotent. */
  closed(): void {
    this.phase = 'ended';
    this.cancelDeadline();
    this.heartbeat?.close();
    const { peer } = this;
    this.peer = null;
    if (!peer) return;
    this.context.hub.remove(peer);
    for (const { room } of peer.seats.values()) this.context.rooms.unsubscribe(room, peer);
    peer.seats.clear();
  }

  /** Says why and closes. Idempotent. */
  end({ frame, closeCode }: CloseNotice): void {
    if (this.phase === 'ended') return;
    const { peer } = this;
    const isOwn = peer !== null && (frame.type === 'bye' || frame.type === 'error');
    const reason = frame.type === 'bye' || frame.type === 'error' ? frame.code : '';
    this.context.logger.debug('session_ended', { reason, session: peer?.session ?? null });
    this.wire.release([]);
    this.wire.send(encodeDown(isOwn ? { ...frame, tag: peer.tag } : frame));
    this.closed();
    this.wire.close(closeCode, reason);
  }

  private receiveFrame(frame: UpFrame): void {
    if (this.phase === 'ended') return;
    if (!this.takeTurn(frame)) return;
    if (frame.type === 'hello') this.receiveHello(frame);
    else if (!this.peer || this.phase !== 'ready') this.refuseFrame('bad_frame', FIRST_MUST_BE_HELLO, frame);
    else if (frame.tag !== this.peer.tag) this.endStale(`The tag "${frame.tag}" is not this connection's.`);
    else if (frame.type === 'bye') this.leaveQuietly();
    else if (frame.type !== 'pong') dispatch(this.context, this.peer, frame);
  }

  private receiveHello(hello: UpFrameOf<'hello'>): void {
    if (this.phase !== 'waiting') {
      this.endStale('This connection had its hello already.');
      return;
    }
    this.phase = 'greeting';
    this.cancelDeadline();
    const line = {
      wire: this.wire,
      address: this.options.address ?? 'unknown',
      isGone: () => this.phase === 'ended',
      end: (notice: CloseNotice) => this.end(notice),
    };
    const onPeer = (peer: Peer): void => {
      this.peer = peer;
      this.intake.signIn(peer.budget);
    };
    greet(this.context, hello, line, onPeer).then(
      (greeted) => {
        if (!greeted.ok) this.end(greeted.error);
        else if (this.phase === 'greeting') this.becomeReady(greeted.value);
      },
      (thrown: unknown) => {
        this.context.logger.error('hello_failed', { error: describeError(thrown) });
        this.end(closeWithBye('overload', RETURN_LATER));
      },
    );
  }

  private becomeReady(peer: Peer): void {
    this.phase = 'ready';
    this.options.onSignedIn?.();
    this.heartbeat = createHeartbeat(this.context, peer, () => this.wire.terminate());
    this.context.welcomed.emit(peer.user);
  }

  private leaveQuietly(): void {
    this.closed();
    this.wire.close(CloseCode.normal, 'bye');
  }

  private endStale(reason: string): void {
    const frame = { type: 'error', code: 'stale_connection', reason, fatal: false } as const;
    this.end({ frame, closeCode: CloseCode.staleConnection });
  }

  /** False when the frame is refused, because the connection or the person asks for more than they may. */
  private takeTurn(frame: UpFrame): boolean {
    const afterMs = this.take(FRAME_PRICES[frame.type]);
    if (afterMs === 0 || this.intake.isFlooding) return afterMs === 0;
    if (frame.type === 'publish' && this.peer) {
      const { id, room, clientId } = frame;
      const reason = 'More than this connection or this person may ask for.';
      const seat = this.peer.seats.get(room);
      if (seat) publishLaneOf(seat.lanes, frame.body).blockedUntil = this.context.clock.now() + afterMs;
      this.peer.send({ type: 'nack', tag: this.peer.tag, id, room, clientId, code: 'rate', reason, afterMs });
    } else if ('id' in frame) {
      this.tellError('rate', `Too much at once; try again in ${afterMs} ms.`, { id: frame.id, afterMs });
    } else if (frame.type === 'hello') this.end(closeWithBye('overload', reconnectRangeAfter(afterMs)));
    return false;
  }

  private refuseBad({ id, message, path, problem }: BadFrame): void {
    // The message learns of it: an error alone would leave it waiting for its answer.
    if (id !== undefined && message && this.peer && this.phase === 'ready') {
      const reason = toWellFormed(`${path} ${problem}`.slice(0, MAX_REASON_UNITS));
      this.peer.send({ type: 'nack', tag: this.peer.tag, id, ...message, code: 'bad_field', reason });
    }
    const isWhole = path === 'frame' || path === 'type' || path === 'batch';
    this.refuseFrame(
      isWhole ? 'bad_frame' : 'bad_field',
      `${path} ${problem}`,
      id === undefined ? {} : { id },
    );
  }

  private refuseFrame(
    code: ErrorCode,
    reason: string,
    frame: { readonly id?: RequestId } | object = {},
  ): void {
    if (this.phase === 'ended') return;
    this.take(JUNK_FRAME);
    this.badInRow += 1;
    this.tellError(code, reason, 'id' in frame ? { id: frame.id } : {});
    if (this.badInRow < MAX_BAD_FRAMES) return;
    this.receiveBroken();
    const last = `${MAX_BAD_FRAMES} frames in a row were not minichat.v1.`;
    this.end(closeWithError('bad_frame', last));
  }

  private tellError(
    code: ErrorCode,
    reason: string,
    answer: { readonly id?: RequestId; readonly afterMs?: number },
  ): void {
    if (this.phase === 'ended') return;
    const tag = this.peer ? { tag: this.peer.tag } : {};
    const cut = toWellFormed(reason.slice(0, MAX_REASON_UNITS));
    this.wire.send(encodeDown({ type: 'error', ...tag, ...answer, code, reason: cut, fatal: false }));
  }
}
