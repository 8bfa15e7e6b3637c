/**
 * What the global listeners are told and no socket of ours told: which of it shows that another library has the calls, and
 * which of it shows nothing. Over the global transport, each piece of news moved by hand.
 */
import { createGlobalTransport } from '../../miniprogram/platform/global-socket';
import { watchConnectCalls } from '../../miniprogram/platform/foreign-calls';
import { flushPromises } from '../support/manual-clock';
import { createFakeWx, type FakeSocket, type FakeWxOptions } from '../support/transport-fake-wx';
import { createRecorder } from '../support/transport-rig';

const OPTIONS = { url: 'ws://fake.example' };

function setUp(task: NonNullable<FakeWxOptions['task']>) {
  const fake = createFakeWx({ task });
  const transport = createGlobalTransport(fake.wx);
  const connect = () => {
    const record = createRecorder();
    const connection = transport.open(OPTIONS, record.sink);
    return { kinds: () => record.events.map(({ kind }) => kind), connection };
  };
  return { fake, connect };
}

/** Tells it to the global listeners alone. */
async function tellGlobally(socket: FakeSocket, name: 'message' | 'error', tell: () => void): Promise<void> {
  const own = socket.own[name];
  delete socket.own[name];
  tell();
  await flushPromises();
  Object.assign(socket.own, { [name]: own });
}

test('[SS174, SK68] an error that only the global listeners hear shows no other library; a frame does', async () => {
  const { fake, connect } = setUp('value');
  const { kinds } = connect();
  fake.newest.open();
  await flushPromises();
  await tellGlobally(fake.newest, 'error', () => fake.newest.error());
  expect(kinds()).toEqual(['open']);
  await tellGlobally(fake.newest, 'message', () => fake.newest.message('for somebody else'));
  expect(kinds()).toEqual(['open', 'displaced']);
});

test('[SS174, SK67] before the first word of a task the listeners alone show nothing: tasks may be mute there', async () => {
  const { fake, connect } = setUp('value');
  const { kinds } = connect();
  await tellGlobally(fake.newest, 'message', () => fake.newest.message('too early'));
  fake.newest.open();
  await flushPromises();
  expect(kinds()).toEqual(['open']);
});

test('[SK50] with a task as witness an error makes it uncertain after open, and the end before it', async () => {
  const { fake, connect } = setUp('value');
  const first = connect();
  fake.newest.open();
  fake.newest.error();
  await flushPromises();
  expect(first.kinds()).toEqual(['open', 'uncertain']);
  fake.newest.close();
  await flushPromises();
  const second = connect();
  fake.newest.error();
  await flushPromises();
  expect(second.kinds()).toEqual(['ended']);
});

test('[SS175] without a task another open makes it uncertain while an abandoned socket may still open, and then another library’s', async () => {
  const { fake, connect } = setUp('none');
  const first = connect();
  const release = first.connection.abandon(() => undefined);
  const { kinds } = connect();
  fake.newest.open();
  await flushPromises();
  fake.newest.open();
  await flushPromises();
  expect(kinds()).toEqual(['open', 'uncertain']);
  release();
  fake.newest.open();
  await flushPromises();
  expect(kinds()).toEqual(['open', 'uncertain', 'displaced']);
});

test.each([
  ['nothing', 2, () => undefined],
  ['a frame that came too early', 1, (socket: FakeSocket) => socket.message('early')],
])(
  '[SS176, SK70] an attempt that heard %s: the listeners are registered %d times',
  async (_, times, tell) => {
    const { fake, connect } = setUp('none');
    const { kinds, connection } = connect();
    tell(fake.newest);
    await flushPromises();
    connection.unheard?.();
    expect(kinds()).toEqual([]);
    expect(fake.registrations.open).toBe(times);
  },
);

describe('[SS173] the call that is watched', () => {
  test('others may define or assign it anew, and put back what was there', () => {
    const { wx } = createFakeWx();
    const foreign = jest.fn();
    const calls = watchConnectCalls(wx, foreign);
    const { connectSocket: watched } = wx;
    const theirs = jest.fn((option: Parameters<typeof watched>[0]) => watched(option));
    wx.connectSocket = theirs;
    Object.defineProperty(wx, 'connectSocket', { value: theirs, configurable: true, writable: true });
    calls.own(() => wx.connectSocket(OPTIONS));
    expect([theirs.mock.calls.length, foreign.mock.calls.length]).toEqual([1, 0]);
    wx.connectSocket(OPTIONS);
    expect(foreign).toHaveBeenCalledTimes(1);
    wx.connectSocket = watched;
    wx.connectSocket(OPTIONS);
    expect(foreign).toHaveBeenCalledTimes(2);
    expect(Object.keys(wx)).toContain('connectSocket');
  });
});
