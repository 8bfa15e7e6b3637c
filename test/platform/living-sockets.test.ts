/**
 * A phone that tells the end of a socket which goes on living, or throws although it opened one: such a socket counts among
 * the two that may exist, for as long as a close may take, and the service still comes back. Each order is moved by hand.
 */
import { createSocketService } from '../../miniprogram/core/socket/socket-service';
import type { Transport } from '../../miniprogram/core/socket/transport';
import { createGlobalTransport } from '../../miniprogram/platform/global-socket';
import { createTaskTransport } from '../../miniprogram/platform/task-socket';
import type { WxGlobalSocketApi } from '../../miniprogram/platform/wx-socket-api';
import { createManualClock } from '../support/manual-clock';
import { createFakeWx, type FakeSocket, type FakeWxOptions } from '../support/transport-fake-wx';

type Task = NonNullable<FakeWxOptions['task']>;
/** How long a phone takes to end a socket whose other side is silent. */
const CLOSING_MS = 30_000;
/** A silent attempt is over after 10 s and 3 s more, and is abandoned 5 s later. */
const SILENT_ATTEMPT_MS = 18_000;

const WAYS: readonly (readonly [string, Task, (wx: WxGlobalSocketApi) => Transport])[] = [
  ['global, no task', 'none', createGlobalTransport],
  ['global, task', 'value', createGlobalTransport],
  ['global, task behind a promise', 'promise', createGlobalTransport],
  ['task', 'value', createTaskTransport],
];

/** A socket that goes on whatever it told: it takes a call to close it, and then nothing is heard of it. */
const goOn = (socket: FakeSocket): void => void (socket.onClose = (option) => option.success?.());

function createPhone(task: Task, create: (wx: WxGlobalSocketApi) => Transport) {
  const clock = createManualClock();
  const fake = createFakeWx({ task });
  const socket = createSocketService({
    transport: create(fake.wx),
    url: 'wss://chat.example/ws',
    clock,
    random: () => 0.5,
  });
  const open = async (): Promise<void> => {
    await clock.advance(1);
    fake.newest.open();
    await clock.advance(1);
  };
  return { clock, fake, socket, open };
}
type Phone = ReturnType<typeof createPhone>;

/** The service has one socket that lives on; now its attempts stay silent. */
async function expectOneMoreOnly({ clock, fake, socket }: Phone): Promise<void> {
  const before = fake.sockets.length;
  await clock.advance(CLOSING_MS);
  expect(fake.sockets.length - before).toBeLessThanOrEqual(1);
  // It goes on as soon as the older one is surely gone.
  await clock.advance(2 * CLOSING_MS + SILENT_ATTEMPT_MS);
  expect(fake.sockets.length - before).toBeGreaterThanOrEqual(2);
  socket.close();
  await clock.advance(2 * CLOSING_MS + SILENT_ATTEMPT_MS);
  expect(socket.state.state).toBe('idle');
}

describe.each(WAYS)('an end of a socket that lives (%s)', (_name, task, create) => {
  test.each([
    ['once', [0]],
    ['twice at once', [0, 0]],
    ['twice, the second time during the next attempt', [0, 2_000]],
  ])('[SS160] {H5} a close told too early, %s: one more socket and not two', async (_times, atMs) => {
    const phone = createPhone(task, create);
    phone.socket.connect();
    await phone.open();
    const lives = phone.fake.newest;
    goOn(lives);
    lives.close();
    await phone.clock.advance(0);
    for (const ms of atMs.slice(1)) phone.clock.after(ms, () => lives.close());
    await expectOneMoreOnly(phone);
  });

  test('[SS160] {H5} an attempt told to be over that goes on: one more socket and not two', async () => {
    const phone = createPhone(task, create);
    phone.socket.connect();
    await phone.clock.advance(1);
    const lives = phone.fake.newest;
    goOn(lives);
    lives.close();
    await phone.clock.advance(0);
    await expectOneMoreOnly(phone);
  });

  test('[SS161] {H5} a connectSocket that throws though it opened a socket: one more and not two', async () => {
    const phone = createPhone(task, create);
    phone.fake.onConnect = (created) => {
      phone.fake.onConnect = () => undefined;
      goOn(created);
      throw new Error('connectSocket:fail on purpose');
    };
    phone.socket.connect();
    await phone.clock.advance(0);
    await expectOneMoreOnly(phone);
  });

  test('[SS162, SK10] {H5} what lives on when the socket is closed leaves no timer', async () => {
    const phone = createPhone(task, create);
    phone.socket.connect();
    await phone.open();
    phone.socket.close();
    const lives = phone.fake.newest;
    lives.onClose = ({ success }) => void phone.clock.after(1_000, () => success?.());
    lives.close();
    await phone.clock.advance(1_000);
    expect(phone.socket.state.state).toBe('idle');
    expect(phone.clock.pending).toBe(0);
  });
});

test('[SS160] {H5} an older socket’s close, told again late, ends the next one, which counts as living', async () => {
  const phone = createPhone('none', createGlobalTransport);
  phone.socket.connect();
  await phone.open();
  const older = phone.fake.newest;
  older.close();
  await phone.clock.advance(1_000);
  await phone.open();
  // From ten seconds on a close is hardly an older socket's.
  await phone.clock.advance(11_000);
  expect(phone.socket.state.state).toBe('open');
  goOn(phone.fake.newest);
  older.close();
  await phone.clock.advance(0);
  await expectOneMoreOnly(phone);
});
