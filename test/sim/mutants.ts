/**
 * The rules of delivery, each broken in one place. The simulation must notice every one of them: by something wrong, or by
 * measurably more work. A snippet must occur exactly once in its file; when code moves, its mutant must follow.
 */
import type { SimMode } from './results';

interface MutantPatch {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export interface Mutant {
  readonly name: string;
  /** What is not done any more. */
  readonly breaks: string;
  /** `wrong`: people would see it. `worse`: measurably more work than without it, see `compare.ts`. */
  readonly expect: 'wrong' | 'worse';
  /** Where it shows. */
  readonly modes: readonly SimMode[];
  readonly patches: readonly MutantPatch[];
}

const GLOBAL: readonly SimMode[] = ['global-first', 'global-latest', 'global-all'];
const ALL: readonly SimMode[] = [...GLOBAL, 'task'];

const APPENDER = 'server/storage/sqlite/appender.ts';
const SCHEMA = 'server/storage/sqlite/migrations/initial-tables.ts';
const PUBLISH = 'server/session/publish.ts';
const SEND_WINDOW = 'miniprogram/core/chat/outbox/send-window.ts';
const LINE = 'server/session/publish-lanes.ts';
const OUTBOX = 'miniprogram/core/chat/outbox/outbox.ts';
const OUTBOX_SENDER = 'miniprogram/core/chat/outbox/outbox-sender.ts';
const OUTBOX_STORAGE = 'miniprogram/core/chat/outbox/outbox-storage.ts';
const CACHE_FORMAT = 'miniprogram/core/chat/cache/cache-format.ts';
const TIMELINE = 'miniprogram/core/store/timeline.ts';
const STATE_BOX = 'miniprogram/core/chat/state-box.ts';
const ENDS = 'miniprogram/core/socket/connection/ends.ts';
const GLOBAL_LINE = 'miniprogram/platform/global-socket-line.ts';
const AUTH = 'miniprogram/platform/auth.ts';
const ANSWER_WITHIN = 'miniprogram/platform/answer-within.ts';
const STORAGE = 'miniprogram/platform/storage.ts';
const SESSION = 'miniprogram/core/chat/session/session.ts';
const GLOBAL_LISTENERS = 'miniprogram/platform/global-listeners.ts';

const ABANDON_GUARD = 'if (abandoned.count() > 0) return endAgain(state);';

/** The rules that the design names. */
const NAMED: readonly Mutant[] = [
  {
    name: 'dedupe',
    breaks: 'the server recognises a retransmission by (user, client id)',
    expect: 'wrong',
    modes: ALL,
    patches: [
      { file: APPENDER, find: ' ON CONFLICT (user, client_id) DO NOTHING', replace: '' },
      { file: SCHEMA, find: 'CREATE UNIQUE INDEX messages_by', replace: 'CREATE INDEX messages_by' },
    ],
  },
  {
    name: 'order',
    breaks: 'after a refusal the server lets nothing overtake until a head comes',
    expect: 'wrong',
    modes: ALL,
    patches: [
      {
        file: PUBLISH,
        find: 'lane.blockedUntil !== null && frame.head !== true ?',
        replace: 'null ?',
      },
    ],
  },
  {
    name: 'resend',
    breaks: 'what was on its way when a connection ended is sent again on the next one',
    expect: 'wrong',
    modes: ALL,
    patches: [
      {
        file: SEND_WINDOW,
        find: 'this.flights.clear();\n    this.watchOldest();\n    // Waits and restarts',
        replace: '// Waits and restarts',
      },
      {
        file: SEND_WINDOW,
        find: 'this.flights.clear();\n    this.watchOldest();\n    for (const lane of this.lanes.values()) if',
        replace: 'for (const lane of this.lanes.values()) if',
      },
    ],
  },
  {
    name: 'seen-filter',
    breaks: 'a message that its author publishes again after a lost epoch is not shown twice',
    expect: 'wrong',
    modes: ALL,
    patches: [
      {
        file: TIMELINE,
        find: 'hasItem(timeline.items, item.key) ? timeline.items : [...timeline.items, item]',
        replace: '[...timeline.items, item]',
      },
    ],
  },
  {
    name: 'persistence',
    breaks: 'a message is stored before it is sent',
    expect: 'wrong',
    modes: ALL,
    patches: [
      {
        file: OUTBOX_STORAGE,
        find: "attempt('write', () => storage.set(key, value))",
        replace: 'value !== null',
      },
    ],
  },
  {
    name: 'cursor-first',
    breaks: 'the state has moved on before any listener hears of it',
    expect: 'wrong',
    modes: ALL,
    patches: [
      {
        file: STATE_BOX,
        find: 'state = change(state);\n      tell();',
        replace: 'const next = change(state);\n      changes.emit(next);\n      state = next;\n      tell();',
      },
    ],
  },
  {
    name: 'cache-prefix',
    breaks: 'the cursor that is kept on the phone is that of the messages beside it',
    expect: 'wrong',
    modes: ALL,
    patches: [
      {
        file: CACHE_FORMAT,
        find: 'cursor, complete, messages, users:',
        replace: 'cursor, complete, messages: messages.slice(0, -1), users:',
      },
      { file: CACHE_FORMAT, find: 'if (!isWhole ||', replace: 'if (' },
    ],
  },
  {
    name: 'verify',
    breaks: 'news that may be an older socket’s is verified before a connection is given up',
    expect: 'worse',
    modes: GLOBAL,
    patches: [{ file: ENDS, find: "if (parts.healthyFrom === 'confirm')", replace: 'if (false)' }],
  },
  {
    name: 'wait-for-close',
    breaks: 'the next socket is opened only when the last one has ended, or had its time to',
    expect: 'worse',
    modes: ALL,
    patches: [
      { file: ENDS, find: 'const CLOSE_WAIT_MS = 5_000;', replace: 'const CLOSE_WAIT_MS = 0;' },
      { file: ENDS, find: ABANDON_GUARD, replace: '' },
    ],
  },
  {
    name: 'listen-once',
    breaks: 'global listeners are registered once',
    expect: 'worse',
    modes: GLOBAL,
    patches: [{ file: GLOBAL_LISTENERS, find: 'if (registered.has(name)) return;', replace: '' }],
  },
];

/** Rules that the simulation itself has found to be needed. */
const FOUND: readonly Mutant[] = [
  {
    name: 'head-waits',
    breaks: 'a head is sent only after earlier messages have their answer',
    expect: 'wrong',
    modes: ALL,
    patches: [
      { file: SEND_WINDOW, find: 'return !this.needsRestart(id) || !(', replace: 'return true || !(' },
    ],
  },
  {
    name: 'commit-order',
    breaks: 'a message is not committed after an earlier one whose commit failed',
    expect: 'wrong',
    modes: ALL,
    patches: [{ file: PUBLISH, find: 'lane.failures === failures', replace: 'true' }],
  },
  {
    name: 'lost-send',
    breaks: 'the server lets nothing overtake what was lost on its way',
    expect: 'wrong',
    modes: ALL,
    patches: [{ file: LINE, find: 'if (turn > next && head !== true) return next;', replace: '' }],
  },
  {
    name: 'untaken-send',
    breaks: 'what the phone refused to send goes again when the connection has answered',
    expect: 'worse',
    modes: ALL,
    patches: [
      {
        file: OUTBOX_SENDER,
        find: 'if (!this.window.dropped(clientId, id)) return;',
        replace: 'if (id) return;',
      },
    ],
  },
  {
    name: 'pace',
    breaks: 'a refusal because of the rate makes the phone send more slowly',
    expect: 'worse',
    modes: ALL,
    patches: [
      { file: SEND_WINDOW, find: 'if (isPace) this.pace.refused(flight.number, afterMs);', replace: '' },
    ],
  },
  {
    name: 'first-socket',
    breaks: 'closeSocket is asked before open too, for the older socket that keeps the open back',
    expect: 'wrong',
    modes: ['global-first'],
    patches: [
      {
        file: GLOBAL_LINE,
        find: 'callClose((option) => this.wx.closeSocket(option), code, reason);',
        replace: 'if (own.isOpen) callClose((option) => this.wx.closeSocket(option), code, reason);',
      },
    ],
  },
  {
    name: 'close-again',
    breaks: 'a close that may be an earlier one told again does not end the next attempt',
    expect: 'worse',
    modes: GLOBAL,
    patches: [
      {
        file: GLOBAL_LINE,
        find: "const isEcho = this.aftermath.delete('close') || this.isCloseReported;",
        replace: 'const isEcho = this.isCloseReported;',
      },
    ],
  },
  {
    name: 'unreadable',
    breaks: 'what cannot be read now is not taken for absent',
    expect: 'wrong',
    modes: ALL,
    patches: [
      {
        file: STORAGE,
        find: "throw new ChatError('unreadable', `cannot read ${what}: ${describe(thrown)}`, thrown);",
        replace: "return (what === 'the keys' ? [] : thrown === 0 ? thrown : undefined) as T;",
      },
    ],
  },
  {
    name: 'no-sign-in',
    breaks: 'a sign-in that does not work makes nobody a guest',
    expect: 'wrong',
    modes: ALL,
    patches: [
      { file: AUTH, find: "reject(noCode(failure?.errMsg ?? 'it failed'))", replace: 'resolve(null)' },
    ],
  },
  {
    name: 'silence',
    breaks: 'a call of the phone that never answers is given up',
    expect: 'wrong',
    modes: ALL,
    patches: [
      {
        file: ANSWER_WITHIN,
        find: 'const cancel = clock.after(ms, () => giveUp());',
        replace: 'const cancel = (): void => undefined;',
      },
    ],
  },
  {
    name: 'signs-of-life',
    breaks: 'whoever does something wakes a connection that rests',
    expect: 'worse',
    modes: ALL,
    patches: [
      {
        file: SESSION,
        find: "if (this.is('paused') && !this.stopState.current) this.connect();",
        replace: '',
      },
    ],
  },
  {
    name: 'taken-out',
    breaks: 'what may have arrived is recalled when its author takes it out',
    expect: 'wrong',
    modes: ALL,
    patches: [{ file: OUTBOX, find: 'if (isUnsure) this.recall(entry);', replace: '' }],
  },
  {
    name: 'forsaken',
    breaks: 'what waits for a room that its author was sent away from fails for all to see',
    expect: 'wrong',
    modes: ALL,
    patches: [
      {
        file: OUTBOX,
        find: 'if (isMember(room) || failure?.room !== undefined) continue;',
        replace: 'if (room) continue;',
      },
    ],
  },
  {
    name: 'slow-wait',
    breaks: 'a room that asks for time between two messages is given it',
    expect: 'worse',
    modes: ALL,
    patches: [
      {
        file: SEND_WINDOW,
        find: 'this.block(lane, code, Math.min(Math.max(afterMs, MIN_RETRY_MS), MAX_RETRY_MS));',
        replace: 'this.block(lane, code, MIN_RETRY_MS);',
      },
    ],
  },
  {
    name: 'told-before',
    breaks: 'an end that may have been told before proves nothing about the connection that was asked to end',
    expect: 'wrong',
    modes: ['global-all'],
    patches: [
      {
        file: ENDS,
        find: 'if (isPresumed) abandoned.add(slot.abandon);\n      else if (',
        replace: 'if (',
      },
    ],
  },
  {
    name: 'two-sockets',
    breaks: 'a socket is not abandoned while another abandoned one may exist',
    expect: 'worse',
    modes: ALL,
    patches: [{ file: ENDS, find: ABANDON_GUARD, replace: '' }],
  },
];

export const MUTANTS: readonly Mutant[] = [...NAMED, ...FOUND];
