/**
 * Work bounded in total, in its turn.
 */
import { createWorkQueue } from '../../../server/media/work-queue';

function createJobs() {
  const queue = createWorkQueue({ capacity: 10, maxRunning: 2, maxWaiting: 2 });
  const running: string[] = [];
  const ends = new Map<string, () => void>();
  const start = (name: string, cost: number): Promise<void> | null =>
    queue.run(cost, () => {
      running.push(name);
      return new Promise<void>((end) => ends.set(name, end));
    });
  const finish = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await new Promise((resolve) => void setImmediate(resolve));
  };
  return { start, finish, running };
}

test('[SV280] {S19} work runs while it fits together, and none overtakes a large one', async () => {
  const { start, finish, running } = createJobs();
  void start('a', 6);
  void start('large', 9);
  void start('small', 1);
  await finish('');
  expect(running).toEqual(['a']);
  expect(start('no place in the line', 1)).toBeNull();
  expect(start('larger than everything', 11)).toBeNull();
  await finish('a');
  expect(running).toEqual(['a', 'large', 'small']);
});

test('[SV280] {S19} work that fails gives its place back', async () => {
  const queue = createWorkQueue({ capacity: 1, maxRunning: 1, maxWaiting: 1 });
  await expect(queue.run(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await queue.run(1, () => Promise.resolve('yes'))).toBe('yes');
});
