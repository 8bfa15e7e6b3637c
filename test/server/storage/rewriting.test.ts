/**
 * What SQLite leaves of rows that it moved is gone once the file was written anew.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Epoch } from '../../../miniprogram/core/protocol/fields';
import { silentLogger } from '../../../miniprogram/core/base/logger';
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store';
import { rewriteAtStart } from '../../../server/wiper';
import { createManualClock } from '../../support/manual-clock';
import { newMessage, room } from '../../support/store-contract';
import { makeTempFolder } from '../../support/test-server';

const folder = makeTempFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'large.db');
const ROOMS = 7;
const COUNT = 1_500;
const WORDS = 'xylophone-';
const countWords = (): number => readFileSync(path, 'latin1').split(WORDS).length - 1;

test('[SV409] {S25} a large database that something was taken out of is written anew at the next start, and once', async () => {
  // As if every database were a large one.
  const store = await openSqliteStore(path, 0);
  for (let i = 0; i < ROOMS; i += 1)
    await store.createRoom({ room: room(`r${i}`), name: `Room ${i}`, epoch: 'e1' as Epoch, at: 1 });
  const said = Array.from({ length: COUNT }, (_, i) => {
    const text = `${WORDS}${i} ${'long '.repeat((i * 37) % 90)}`;
    return newMessage(`r${(i * 5) % ROOMS}`, 'ann', `c${(i * 7_919) % COUNT}`, { kind: 'text', text });
  });
  await store.append(said);
  await store.append(
    said.map(({ room: where, clientId }, i) => {
      const of = { user: 'ann', clientId, seq: 0 } as never;
      return newMessage(where, 'ann', `x${i}`, { kind: 'recall', of });
    }),
  );
  await store.wipe();
  const left = countWords();
  expect(left).toBeGreaterThan(0);
  await store.close();

  const again = await openSqliteStore(path, 0);
  expect(countWords()).toBe(left);
  expect([await again.rewriteIfDue(), await again.rewriteIfDue()]).toEqual([true, false]);
  expect(countWords()).toBe(0);
  expect(await again.messagesAfter(room('r0'), 0, 1)).toMatchObject([{ body: { kind: 'recalled' } }]);
  await again.close();
});

test('[SV409] {S25} a rewriting that fails keeps no server from starting', async () => {
  const rewriteIfDue = (): Promise<boolean> => Promise.reject(new Error('the disk is full'));
  await expect(rewriteAtStart({ rewriteIfDue }, createManualClock(), silentLogger)).resolves.toBeUndefined();
});
