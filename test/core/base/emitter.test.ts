import { createEmitter } from '../../../miniprogram/core/base/emitter';
import { silentLogger, type LogFields } from '../../../miniprogram/core/base/logger';

describe('an emitter', () => {
  test('[BA3] a listener that throws is logged with its emitter’s name, the others still run', () => {
    const errors: [string, LogFields | undefined][] = [];
    const logger = {
      ...silentLogger,
      error: (event: string, fields?: LogFields) => errors.push([event, fields]),
    };
    const emitter = createEmitter<number>('numbers', logger as typeof silentLogger);
    const seen: number[] = [];
    emitter.on(() => {
      throw new TypeError('boom');
    });
    emitter.on((n) => seen.push(n));
    emitter.emit(1);
    expect(seen).toEqual([1]);
    expect(errors).toEqual([['listener_threw', { emitter: 'numbers', error: 'TypeError: boom' }]]);
  });

  test('[BA4] one added during an emit hears from the next one on, one removed hears nothing more', () => {
    const emitter = createEmitter<string>('words', silentLogger);
    const seen: string[] = [];
    const undoLast: { undo?: () => void } = {};
    const undoFirst = emitter.on((word) => {
      seen.push(`first ${word}`);
      undoFirst();
      undoLast.undo?.();
      emitter.on((later) => seen.push(`added ${later}`));
    });
    undoLast.undo = emitter.on((word) => seen.push(`last ${word}`));
    emitter.emit('a');
    emitter.emit('b');
    expect(seen).toEqual(['first a', 'added b']);
    expect(emitter.size).toBe(1);
  });

  test('[BA4] the same function registered twice is two listeners, each with its own undo', () => {
    const emitter = createEmitter<void>('ticks', silentLogger);
    let count = 0;
    const listener = (): void => void (count += 1);
    const undo = emitter.on(listener);
    emitter.on(listener);
    undo();
    undo();
    emitter.emit();
    expect([count, emitter.size]).toEqual([1, 1]);
  });
});
