/**
 * A phone that tells the ends of two sockets in a row which go on living, in every way and order, over both transports:
 * a third one is not opened beside them, and honest phones do not wait longer for that.
 */
import { createSocketService } from '../../miniprogram/core/socket/socket-service';
import type { Transport } from '../../miniprogram/core/socket/transport';
import { createGlobalTransport } from '../../miniprogram/platform/global-socket';
import { createTaskTransport } from '../../miniprogram/platform/task-socket';
import type { WxGlobalSocketApi } from '../../miniprogram/platform/wx-socket-api';
import { createManualClock } from '../support/manual-clock';
import { createFakeWx, type FakeSocket, type FakeWxOptions } from '../support/transport-fake-wx';

type Task = NonNullable<FakeWxOptions['task']>;
type Way = readonly [name: string, task: Task, create: (wx: WxGlobalSocketApi) => Transport];
/** How long a phone takes to end a socket whose other side is silent; and the server, who says nothing. */
const CLOSING_MS = 30_000;
const HELLO_MS = 10_000;

const TASK_WAYS: readonly Way[] = [
  ['global, task', 'value', createGlobalTransport],
  ['global, task behind a promise', 'promise', createGlobalTransport],
  ['task', 'value', createTaskTransport],
];
const WAYS: readonly Way[] = [['global, no task', 'none', createGlobalTransport], ...TASK_WAYS];

function createPhone(task: Task, create: (wx: WxGlobalSocketApi) => Transport) {
  const clock = createManualClock();
  const fake = createFakeWx({ task });
  const living = new Set<FakeSocket>();
  let most = 0;
  fake.onConnect = (created) => {
    living.add(created);
    most = Math.max(most, living.size);
  };
  const socket = createSocketService({
    transport: create(fake.wx),
    url: 'wss://chat.example/ws',
    clock,
    random: () => 0.5,
  });
  /** From the first call that it takes on, a socket is closed for as long as a close may take. */
  const closesSlowly = (one: FakeSocket, answers = true): void => {
    const answer: FakeSocket['onClose'] = ({ success }) => void (answers && success?.());
    one.onClose = (option) => {
      clock.after(CLOSING_MS, () => living.delete(one));
      one.onClose = answer;
      answer(option);
    };
  };
  return { clock, fake, socket, living, closesSlowly, most: () => most };
}
type Phone = ReturnType<typeof createPhone>;

/** How the newest socket is told to be over. */
const LIES: Readonly<Record<string, (phone: Phone) => Promise<void> | void>> = {
  'an open one by a close': async ({ clock, fake }) => {
    fake.newest.open();
    await clock.advance(1);
    fake.newest.close();
  },
  'a pending one by a close': ({ fake }) => fake.newest.close(),
  'a pending one by an error': ({ fake }) => fake.newest.error(),
  'a pending one by a fail': ({ fake }) => fake.newest.fail(),
};
const THROWS = 'a call that throws';
const ENDS = [...Object.keys(LIES), THROWS];

/** Nobody can close what a call that throws has opened, but its server does. */
function throwInCall({ clock, fake, living }: Phone): void {
  const { onConnect } = fake;
  fake.onConnect = (created) => {
    fake.onConnect = onConnect;
    onConnect(created);
    clock.after(HELLO_MS, () => living.delete(created));
    throw new Error('connectSocket:fail on purpose');
  };
}

describe.each(WAYS)('two ends in a row of sockets that live (%s)', (_name, task, create) => {
  const pairs = ENDS.flatMap((first) => [true, false].map((answers) => [first, answers] as const));
  test.each(pairs)(
    '[SS163, SS165, DL7] {H5} %s, then each other, the calls to close answered %s: no third one, and it goes on',
    async (first, answers) => {
      for (const second of ENDS) {
        const phone = createPhone(task, create);
        const { clock, fake, socket, closesSlowly } = phone;
        for (const [at, end] of [first, second].entries()) {
          if (end === THROWS) throwInCall(phone);
          if (at === 0) socket.connect();
          while (fake.sockets.length <= at) await clock.advance(50);
          await clock.advance(1);
          closesSlowly(fake.newest, answers);
          await LIES[end]?.(phone);
          await clock.advance(0);
        }
        await clock.advance(2 * CLOSING_MS);
        const found = { second, isFew: phone.most() <= 2, hasGoneOn: fake.sockets.length > 2 };
        expect(found).toEqual({ second, isFew: true, hasGoneOn: true });
        socket.close();
        await clock.advance(3 * CLOSING_MS);
        const left = { state: socket.state.state, timers: clock.pending };
        expect({ second, ...left }).toEqual({ second, state: 'idle', timers: 0 });
      }
    },
  );

  // Without a task a close after another one may be the same one told again (SK66).
  const honest = Object.keys(LIES).filter((end) => task !== 'none' || !end.includes('close'));
  test.each(honest)(
    '[SS165] {H5} an honest phone that refuses to close is asked for five attempts in ten seconds: %s',
    async (end) => {
      const phone = createPhone(task, create);
      const { clock, fake, socket } = phone;
      socket.connect();
      const tell = async (): Promise<void> => {
        const { newest } = fake;
        newest.onClose = ({ fail }) => fail?.({ errMsg: 'closeSocket:fail WebSocket is not connected' });
        await LIES[end]?.(phone);
      };
      for (let at = 0; at < 4; at += 1) {
        await clock.advance(1);
        await tell();
        await clock.advance(0);
        while (fake.sockets.length <= at + 1) await clock.advance(50);
      }
      expect(clock.now()).toBeLessThan(createManualClock().now() + 10_000);
    },
  );
});

const refuses = (one: FakeSocket): void =>
  void (one.onClose = ({ fail }) => fail?.({ errMsg: 'closeSocket:fail WebSocket is not connected' }));

describe.each(TASK_WAYS)('a socket that opens although it was over (%s)', (_name, task, create) => {
  test('[SS164, SS165] {H5} counts from then on, and refusals to close say nothing any more', async () => {
    const { clock, fake, socket, closesSlowly, most } = createPhone(task, create);
    socket.connect();
    await clock.advance(1);
    const first = fake.newest;
    refuses(first);
    first.error();
    while (fake.sockets.length < 2) await clock.advance(50);
    await clock.advance(1);
    closesSlowly(first);
    first.own.open?.();
    await clock.advance(1);
    const second = fake.newest;
    refuses(second);
    second.error();
    await clock.advance(CLOSING_MS - 1_000);
    expect([fake.sockets.length, most()]).toEqual([2, 2]);
    await clock.advance(CLOSING_MS);
    expect(fake.sockets.length).toBeGreaterThan(2);
  });

  test('[SS164] {H5} one that was given up and opens much later counts from then on', async () => {
    const { clock, fake, socket, living, closesSlowly, most } = createPhone(task, create);
    socket.connect();
    await clock.advance(1);
    const first = fake.newest;
    refuses(first);
    // Not heard of for 13 s, given up 5 s later, and counted for 40 s from then on.
    while (fake.sockets.length < 2) await clock.advance(50);
    fake.newest.open();
    await clock.advance(38_000);
    closesSlowly(first);
    first.own.open?.();
    await clock.advance(5_000);
    expect(living.size).toBe(2);
    closesSlowly(fake.newest);
    fake.newest.close();
    await clock.advance(20_000);
    expect([fake.sockets.length, most()]).toEqual([2, 2]);
    await clock.advance(2 * CLOSING_MS);
    expect(fake.sockets.length).toBeGreaterThan(2);
  });
});
