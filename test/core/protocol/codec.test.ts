import { decodeDown, decodeUp, encodeFrame } from '../../../miniprogram/core/protocol/codec';
import type { DownFrame } from '../../../miniprogram/core/protocol/down';

const bad = (text: string): string =>
  decodeUp(text)
    .bad.map((b) => `${b.path} ${b.problem}`)
    .join('; ');

describe('decoding frames', () => {
  test('[PR1] a frame that is not JSON is reported, not thrown', () => {
    expect(bad('{nonsense')).toBe('frame is not JSON');
  });

  test('[PR2, FM35] unknown fields are left behind and an unknown type is told apart from a bad frame', () => {
    expect(decodeUp('{"type":"ping","tag":"t","id":"p1","extra":1}').frames).toEqual([
      { type: 'ping', tag: 't', id: 'p1' },
    ]);
    const decoded = decodeUp('{"type":"teleport"}');
    expect(decoded).toEqual({ frames: [], bad: [], unknown: ['teleport'] });
  });

  test('[PR3, FM34] a bad element of a batch is reported and the rest is kept', () => {
    const decoded = decodeUp('[{"type":"pong","tag":"t"},7,{"type":"ping","tag":"t","id":"p1"}]');
    expect(decoded.frames.map((frame) => frame.type)).toEqual(['pong', 'ping']);
    expect(decoded.bad).toHaveLength(1);
  });

  test('[PR4] a frame above 32 KiB is refused with its size and the limit', () => {
    expect(bad(JSON.stringify({ type: 'ping', pad: '€'.repeat(20_000) }))).toMatch(
      /has 600\d\d bytes, the limit is 32768/,
    );
  });

  test('[PR5, FM36] names of Object.prototype are no ids, and no frame changes Object.prototype', () => {
    expect(bad('{"type":"leave","tag":"t","id":"x","room":"__proto__"}')).toContain('room is not an id');
    decodeUp('{"type":"pong","tag":"t","__proto__":{"polluted":true}}');
    decodeUp('{"type":"pong","tag":"t","constructor":{"prototype":{"polluted":true}}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('[PR6] a bad publish still names its request, so that the answer can', () => {
    const decoded = decodeUp('{"type":"publish","tag":"t","id":"f9","room":"lobby","clientId":7,"body":{}}');
    expect(decoded.bad[0]).toMatchObject({ id: 'f9', path: 'clientId' });
  });

  test('[PR7] a message costs at most 160 bytes beside its text', () => {
    const text = '你好';
    const frame = {
      type: 'msg',
      room: 'lobby123',
      epoch: 'k3f9',
      seq: 123_456,
      user: 'u7f3k2m',
      clientId: 'q8ZkP0aL-9fKd-128',
      at: 1_790_000_000_123,
      body: { kind: 'text', text },
    } as unknown as DownFrame;
    const bytes = Buffer.byteLength(encodeFrame(frame)) - Buffer.byteLength(text);
    expect(bytes).toBeLessThanOrEqual(160);
  });

  test('[PR8] a message of a kind that this version does not know is kept, so that the sequence stays whole', () => {
    const decoded = decodeDown({
      type: 'msg',
      room: 'r',
      epoch: 'e',
      seq: 1,
      user: 'u',
      clientId: 'c',
      at: 1,
      body: { kind: 'hologram' },
    });
    expect(decoded.frames[0]).toMatchObject({ body: { kind: 'unknown', name: 'hologram' } });
  });
});
