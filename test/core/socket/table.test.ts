/**
 * Every event in every state, against the whole table written down here once more: what it does, or that it does nothing.
 */
import type { SocketState } from '../../../miniprogram/core/socket/socket-service';
import { createBench, type Bench } from './support';

type StateName = SocketState['state'];
const STATES: readonly StateName[] = ['idle', 'connecting', 'open', 'closing', 'waiting', 'paused', 'failed'];

/** Brings a fresh bench into the state. */
const REACH: Readonly<Record<StateName, (bench: Bench) => void>> = {
  idle: () => undefined,
  connecting: ({ socket }) => socket.connect(),
  open: ({ connectAndOpen }) => connectAndOpen(),
  closing: ({ socket, connectAndOpen }) => (connectAndOpen(), socket.drop('test')),
  waiting: ({ transport, connectAndOpen }) => (connectAndOpen(), transport.newest.close()),
  paused: ({ socket, transport, connectAndOpen }) => (
    connectAndOpen(),
    socket.pause('hidden'),
    transport.newest.close()
  ),
  failed: ({ transport, connectAndOpen }) => (connectAndOpen(), transport.newest.close(4400)),
};

const WHY = 'the test';
const EVENTS: Readonly<Record<string, (bench: Bench) => void>> = {
  connect: ({ socket }) => socket.connect(),
  close: ({ socket }) => socket.close(),
  pause: ({ socket }) => socket.pause(WHY),
  drop: ({ socket }) => socket.drop(WHY),
  'drop now': ({ socket }) => socket.drop(WHY, { now: true }),
  confirm: ({ socket }) => socket.confirm(),
  open: ({ transport }) => transport.connections.forEach((one) => one.open()),
  text: ({ transport }) => transport.connections.forEach((one) => one.text('1')),
  binary: ({ transport }) =>
    transport.connections.forEach((one) => one.emit({ kind: 'binary', data: new ArrayBuffer(1) })),
  ended: ({ transport }) => transport.connections.forEach((one) => one.close()),
  stray: ({ transport }) => transport.connections.forEach((one) => one.stray()),
  uncertain: ({ transport }) =>
    transport.connections.forEach((one) => one.emit({ kind: 'uncertain', why: WHY })),
  displaced: ({ transport }) =>
    transport.connections.forEach((one) => one.emit({ kind: 'displaced', goesOn: false, why: WHY })),
};

/** Where each event leads; what is missing stays where it is and is told to nobody. */
const LEADS: Readonly<Record<StateName, Readonly<Record<string, string>>>> = {
  idle: { connect: 'connecting' },
  connecting: {
    close: 'closing to idle',
    pause: 'closing to paused',
    drop: 'closing to waiting',
    'drop now': 'closing to connecting',
    open: 'open',
    ended: 'waiting',
    displaced: 'closing to waiting',
  },
  open: {
    close: 'closing to idle',
    pause: 'closing to paused',
    drop: 'closing to waiting',
    'drop now': 'closing to connecting',
    open: 'open, in doubt',
    text: 'open, heard',
    binary: 'open, heard',
    uncertain: 'open, in doubt',
    ended: 'waiting',
    stray: 'closing to waiting',
    displaced: 'closing to waiting',
  },
  closing: {
    connect: 'closing to connecting',
    close: 'closing to idle',
    pause: 'closing to paused',
    'drop now': 'closing to connecting',
    open: 'closing to waiting, asked again',
    ended: 'waiting',
    stray: 'waiting',
  },
  waiting: { connect: 'connecting', close: 'idle', pause: 'paused', 'drop now': 'connecting' },
  paused: { connect: 'connecting', close: 'idle' },
  failed: { connect: 'connecting', close: 'idle' },
};

function nameOf(state: SocketState): string {
  return state.state === 'closing' ? `closing to ${state.next}` : state.state;
}

function countNews({ socket }: Bench): { heard: number; uncertain: number } {
  const news = { heard: 0, uncertain: 0 };
  socket.onMessage(() => (news.heard += 1));
  socket.onBinary(() => (news.heard += 1));
  socket.onUncertain(() => (news.uncertain += 1));
  return news;
}

const CELLS = STATES.flatMap((state) => Object.keys(EVENTS).map((event) => [state, event] as const));

describe('every event in every state', () => {
  test.each(CELLS)('[SK27] %s: %s', async (state, event) => {
    const bench = createBench();
    REACH[state](bench);
    const before = bench.socket.state;
    expect(before.state).toBe(state);
    const news = countNews(bench);
    const { newest = null } = bench.transport.connections.length > 0 ? bench.transport : {};
    const ends = newest?.ends.length ?? 0;
    const timers = bench.clock.pending;
    EVENTS[event]?.(bench);
    const led = [
      nameOf(bench.socket.state),
      news.heard > 0 ? 'heard' : '',
      news.uncertain > 0 ? 'in doubt' : '',
      state === 'closing' && event === 'open' && (newest?.ends.length ?? 0) > ends ? 'asked again' : '',
    ];
    const expected = LEADS[state][event];
    expect(led.filter((part) => part !== '').join(', ')).toBe(expected ?? nameOf(before));
    expect(bench.transport.live).toBeLessThanOrEqual(1);
    if (expected !== undefined) return;
    // Nothing has happened: the same state, the same timer, nothing asked of the connection, no new one.
    expect(bench.socket.state).toBe(before);
    expect(bench.clock.pending).toBe(timers);
    expect(newest?.ends.length ?? 0).toBe(ends);
    bench.socket.close();
    await bench.clock.advance(60_000);
    expect(bench.clock.pending).toBe(0);
  });

  test('[SK27] the table here names every state and every event', () => {
    expect(Object.keys(LEADS).sort()).toEqual([...STATES].sort());
    for (const row of Object.values(LEADS)) {
      for (const event of Object.keys(row)) expect(EVENTS).toHaveProperty([event]);
    }
  });
});
