import { assert } from '../../../miniprogram/core/base/assert';
import { describeError, silentLogger } from '../../../miniprogram/core/base/logger';
import { err, ok, type Result } from '../../../miniprogram/core/base/result';

describe('asserts, results and logs', () => {
  test('[BA7] a broken assertion throws its sentence, a kept one nothing', () => {
    expect(() => assert(0, 'two is more than one')).toThrow('assertion failed: two is more than one');
    expect(() => assert('0', 'fine')).not.toThrow();
  });

  test('[BA8] a result is a value or an error, told apart by ok, falsy values included', () => {
    const results: Result<number, string>[] = [ok(0), err('')];
    expect(results.map((result) => (result.ok ? result.value : result.error))).toEqual([0, '']);
  });

  test('[BA9] whatever was thrown is described in one line, and the silent logger says nothing', () => {
    expect([new RangeError('far'), 'text', undefined, null, 7].map(describeError)).toEqual([
      'RangeError: far',
      'text',
      'undefined',
      'null',
      '7',
    ]);
    for (const level of ['debug', 'info', 'warn', 'error'] as const) {
      expect(silentLogger[level]('event', { n: 1 })).toBeUndefined();
    }
  });
});
