/**
 * Work bounded in number, in its turn.
 */
import { createWorkQueue } from '../../../server/media/work-queue';

function createJobs() {
  const queue = createWorkQueue({ maxRunning: 2, maxWaiting: 2 });
  const running: string[] = [];
  const ends = new Map<string, () => void>();
  const start = (name: string): Promise<void> | null =>
    queue.run(() => {
      running.push(name);
      return new Promise<void>((end) => ends.set(name, end));
    });
  const finish = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await new Promise((resolve) => void setImmediate(resolve));
  };
  return { start, finish, running };
}

test('[SV280] {S19} so much work runs at a time, in its turn, and the line has an end', async () => {
  const { start, finish, running } = createJobs();
  for (const name of ['a', 'b', 'c', 'd']) void start(name);
  await finish('');
  expect(running).toEqual(['a', 'b']);
  expect(start('no place in the line')).toBeNull();
  await finish('b');
  expect(running).toEqual(['a', 'b', 'c']);
  await finish('a');
  expect(running).toEqual(['a', 'b', 'c', 'd']);
});

test('[SV280] {S19} work that fails gives its place back', async () => {
  const queue = createWorkQueue({ maxRunning: 1, maxWaiting: 1 });
  await expect(queue.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await queue.run(() => Promise.resolve('yes'))).toBe('yes');
});
