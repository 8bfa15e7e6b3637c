/** The phone's recorder, as its documentation says that it behaves. */
import { Recorder } from '../../miniprogram/platform/recorder';
import { createManualClock, flushPromises } from '../support/manual-clock';

interface Stop {
  readonly tempFilePath: string;
  readonly duration: number;
  readonly fileSize: number;
}

const SAID: Stop = { tempFilePath: 'wxfile://tmp/v.mp3', duration: 2_345, fileSize: 900 };
const RECORDING = { path: 'wxfile://tmp/v.mp3', durationMs: 2_345, bytes: 900 };

/** Moved by the test: starting and stopping take their time, as on a phone. */
function phone() {
  const clock = createManualClock();
  const listeners = new Map<string, (value: never) => void>();
  const calls: unknown[] = [];
  const on = (name: string) => (listener: (value: never) => void) => void listeners.set(name, listener);
  const manager = {
    start: (option: object) => calls.push(['start', option]),
    stop: () => calls.push('stop'),
    onStart: on('start'),
    onStop: on('stop'),
    onError: on('error'),
    onInterruptionBegin: on('interruption'),
  };
  return {
    recorder: new Recorder({ getRecorderManager: () => manager }, clock),
    clock,
    calls,
    async tell(name: string, value: unknown = {}) {
      listeners.get(name)?.(value as never);
      await flushPromises();
    },
  };
}

test('[SS81] {C11} records for a minute at most in a format that plays everywhere, and gives what was said', async () => {
  const { recorder, calls, tell } = phone();
  const started = recorder.start();
  await tell('start');
  expect(await started).toBe('recording');
  expect(calls).toEqual([['start', expect.objectContaining({ duration: 60_000, format: 'mp3' })]]);
  const stopped = recorder.stop();
  expect(calls).toHaveLength(2);
  await tell('stop', SAID);
  expect(await stopped).toEqual(RECORDING);
});

test('[SS82] {C11} people who let go before it started get nothing recorded behind their back', async () => {
  const { recorder, calls, tell } = phone();
  const started = recorder.start();
  recorder.cancel();
  expect(calls).not.toContain('stop');
  await tell('start');
  expect(await started).toBe('recording');
  expect(calls).toContain('stop');
  await tell('stop', SAID);
  const again = recorder.start();
  await tell('start');
  expect(await again).toBe('recording');
});

test('[SS82] {C11} people who press again while the former recording ends are heard', async () => {
  const { recorder, calls, tell } = phone();
  void recorder.start();
  await tell('start');
  recorder.cancel();
  const again = recorder.start();
  await tell('stop', SAID);
  expect(calls.map((call) => (Array.isArray(call) ? 'start' : call))).toEqual(['start', 'stop', 'start']);
  await tell('start');
  expect(await again).toBe('recording');
});

test('[SS82] {C11} what is called off is not given; what ends by itself, or by a call, is', async () => {
  const { recorder, calls, tell } = phone();
  for (const end of ['minute', 'call'] as const) {
    void recorder.start();
    await tell('start');
    if (end === 'call') {
      await tell('interruption');
      expect(calls[calls.length - 1]).toBe('stop');
    }
    const stopped = recorder.stop();
    await tell('stop', SAID);
    expect(await stopped).toEqual(RECORDING);
  }
  void recorder.start();
  await tell('start');
  const stopped = recorder.stop();
  recorder.cancel();
  await tell('stop', SAID);
  expect(await stopped).toBeNull();
});

test.each([
  ['operateRecorder:fail auth deny', 'refused'],
  ['operateRecorder:fail system permission denied', 'refused'],
  ['operateRecorder:fail start record fail', 'failed'],
])(
  '[SS83] {C11, P4} a recorder that ends with "%s" is %s, and the next try begins anew',
  async (errMsg, outcome) => {
    const { recorder, calls, tell } = phone();
    const started = recorder.start();
    await tell('error', { errMsg });
    expect(await started).toBe(outcome);
    expect(await recorder.stop()).toBeNull();
    void recorder.start();
    expect(calls).toHaveLength(2);
  },
);

test('[SS83] {C11} one recording at a time; without a recorder there is none', async () => {
  const { recorder, calls, tell } = phone();
  void recorder.start();
  await tell('start');
  expect(await recorder.start()).toBe('failed');
  expect(calls).toHaveLength(1);
  const none = new Recorder({}, createManualClock());
  expect([none.isAvailable, await none.start(), await none.stop()]).toEqual([false, 'failed', null]);
});

test('[SS83] {C11} a recorder that never says how it ended holds up nothing, and a late word changes nothing', async () => {
  const { recorder, clock, tell } = phone();
  void recorder.start();
  await tell('start');
  const stopped = recorder.stop();
  const again = recorder.start();
  await clock.advance(2_999);
  let isSettled = false;
  void stopped.then(() => (isSettled = true));
  await clock.advance(0);
  expect(isSettled).toBe(false);
  await clock.advance(1);
  expect(await stopped).toBeNull();
  await tell('stop', { ...SAID, tempFilePath: 'wxfile://tmp/late.mp3' });
  await tell('start');
  expect(await again).toBe('recording');
  await clock.advance(60_000);
  const second = recorder.stop();
  await tell('stop', SAID);
  expect(await second).toEqual(RECORDING);
});

test('[SS83] {S14, C11} a recorder that never says that it started is given up after three seconds, and the next try begins anew', async () => {
  const { recorder, calls, clock, tell } = phone();
  const started = recorder.start();
  const stopped = recorder.stop();
  await clock.advance(2_999);

  await clock.advance(1);
  expect([await started, await stopped]).toEqual(['failed', null]);
  // Late: nothing is recorded behind anybody's back.
  await tell('start');
  expect(calls[calls.length - 1]).toBe('stop');
  const again = recorder.start();
  await tell('start');
  expect(await again).toBe('recording');
  const ended = recorder.stop();
  await tell('stop', SAID);
  expect(await ended).toEqual(RECORDING);
  expect(clock.pending).toBe(0);
});

test('[SS83] {S14, C11} a start that is heard late, for another one that is then refused, records nothing any more', async () => {
  const { recorder, calls, clock, tell } = phone();
  void recorder.start();
  await clock.advance(3_000);
  const again = recorder.start();
  await tell('start');
  await tell('error', { errMsg: 'operateRecorder:fail is recording' });
  expect(await again).toBe('recording');
  expect(calls[calls.length - 1]).toBe('stop');
  expect(clock.pending).toBe(0);
});
