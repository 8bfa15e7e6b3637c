/**
 * Ends that a phone without tasks tells twice, at any two moments of what the next sockets go through, while each socket
 * takes its whole time to close: a third one is never opened beside two that exist, and the service goes on.
 */
import { createSocketService } from '../../miniprogram/core/socket/socket-service';
import { createGlobalTransport } from '../../miniprogram/platform/global-socket';
import { createManualClock } from '../support/manual-clock';
import { createFakeWx, type FakeSocket } from '../support/transport-fake-wx';

/** How long a phone takes to end a socket whose other side is silent. */
const CLOSING_MS = 30_000;
const OPENING_MS = 200;

/** `opens`: how many of its sockets open; the others stay silent. */
function createPhone(opens = Infinity) {
  const clock = createManualClock();
  const fake = createFakeWx({ task: 'none' });
  const living = new Set<FakeSocket>();
  let most = 0;
  fake.onConnect = (created) => {
    living.add(created);
    most = Math.max(most, living.size);
    const cancel = clock.after(
      OPENING_MS,
      () => fake.sockets.indexOf(created) < opens && living.has(created) && created.open(),
    );
    // It is closed from the first call on, and its own end is lost unless the test tells it.
    created.onClose = ({ success }) => {
      cancel();
      created.onClose = ({ fail }) => fail?.({ errMsg: 'closeSocket:fail WebSocket is not connected' });
      clock.after(CLOSING_MS, () => living.delete(created));
      success?.();
    };
  };
  const socket = createSocketService({
    transport: createGlobalTransport(fake.wx),
    url: 'wss://chat.example/ws',
    clock,
    random: () => 0.5,
    healthyFrom: 'confirm',
  });
  socket.onState(({ state }) => state === 'open' && socket.confirm());
  const tell = (at: number): void => {
    const one = fake.sockets[at];
    if (!one) return;
    living.delete(one);
    one.close();
  };
  return { clock, fake, socket, tell, most: () => most };
}
type Phone = ReturnType<typeof createPhone>;

const drop = ({ socket }: Phone): void => socket.drop('no answer');
const pass =
  (ms: number) =>
  ({ clock }: Phone): Promise<void> =>
    clock.advance(ms);

/** What three sockets go through; between any two steps an end may be told. */
const STEPS: readonly ((phone: Phone) => Promise<void> | void)[] = [
  ({ socket }) => socket.connect(),
  pass(11_000),
  drop,
  pass(1_000),
  // It is given up, and the next one follows at once.
  pass(4_500),
  pass(1_000),
  drop,
  pass(500),
  pass(600),
  pass(500),
  pass(11_000),
  drop,
  pass(500),
  pass(600),
  pass(500),
];
/** From the first `drop` on. */
const MOMENTS = STEPS.map((_, at) => at).slice(3);
const PAIRS = MOMENTS.flatMap((first) =>
  MOMENTS.filter((at) => at >= first).map((second) => [first, second] as const),
);

type Telling = readonly [socket: number, moments: readonly number[]];

async function live(tellings: readonly Telling[], opens?: number): Promise<Phone> {
  const phone = createPhone(opens);
  for (const [at, step] of STEPS.entries()) {
    for (const [socket, moments] of tellings)
      for (const moment of moments) if (moment === at) phone.tell(socket);
    await phone.clock.advance(0);
    await step(phone);
  }
  return phone;
}

/** The tellings that made more than two sockets, or after which the service stood still. */
async function findBad(all: readonly (readonly Telling[])[], opens?: number): Promise<string[]> {
  const bad: string[] = [];
  for (const tellings of all) {
    const phone = await live(tellings, opens);
    const before = phone.fake.sockets.length;
    for (let i = 0; i < 3; i += 1) {
      drop(phone);
      await phone.clock.advance(2 * CLOSING_MS);
    }
    const goesOn = phone.fake.sockets.length > before;
    if (phone.most() > 2 || !goesOn) bad.push(JSON.stringify({ tellings, most: phone.most(), goesOn }));
  }
  return bad;
}

test('[SS177, DL7] {H5} the end of a given up socket, told for the next one and again for the one after: no third', async () => {
  const phone = createPhone();
  const { clock, fake, tell } = phone;
  for (const step of STEPS.slice(0, 7)) await step(phone);
  tell(0);
  await clock.advance(13_000);
  drop(phone);
  tell(0);
  await clock.advance(10_000);
  expect([fake.sockets.length, phone.most()]).toEqual([3, 2]);
  await clock.advance(CLOSING_MS);
  expect(fake.sockets.length).toBeGreaterThan(3);
});

test.each([1, 2, 3, Infinity])(
  '[SS177, DL7] {H5} one end told twice, at any two moments, %s sockets open: never three, and it goes on',
  async (opens) => {
    const all = PAIRS.map((moments) => [[0, moments]] as const);
    expect(await findBad(all, opens)).toEqual([]);
  },
);

test('[SS177, DL7] {H5} the ends of two sockets, each told twice in any order: never three sockets', async () => {
  const some = PAIRS.filter((_, at) => at % 3 === 0);
  const all = some.flatMap((first) =>
    some.map(
      (second) =>
        [
          [0, first],
          [1, second],
        ] as const,
    ),
  );
  expect(await findBad(all)).toEqual([]);
});
