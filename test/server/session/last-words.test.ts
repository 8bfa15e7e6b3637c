/** The last words of the server: whether to come back, when, and what the close says to whoever did not hear them. */
import { closeWithBye, reconnectRangeAfter } from '../../../server/session/wire';

test('[SV572] a bye says whether to come back, and when only if so', () => {
  const after = { minMs: 1, maxMs: 2 };
  expect(closeWithBye('draining', after).frame).toEqual({
    ...{ type: 'bye', code: 'draining', reconnect: true, after },
  });
  expect(closeWithBye('banned', null).frame).toEqual({ type: 'bye', code: 'banned', reconnect: false });
  const codes = (['draining', 'banned', 'superseded', 'overload'] as const).map(
    (code) => closeWithBye(code, null).closeCode,
  );
  expect(new Set(codes).size).toBe(4);
});

test('[SV572] who asked for too much comes back after the time they have to wait, a second at least, spread over five', () => {
  expect(reconnectRangeAfter(30_000)).toEqual({ minMs: 30_000, maxMs: 35_000 });
  expect(reconnectRangeAfter(10)).toEqual({ minMs: 1_000, maxMs: 6_000 });
});
