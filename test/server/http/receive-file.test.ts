/**
 * A file on its way is read a piece in each turn of its sender.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { receiveFile } from '../../../server/http/receive-file';
import { makeTempFolder } from '../../support/test-server';

const BOUNDARY = 'xxBOUNDARYxx';
const HEAD = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n`;
const HEADERS = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
const requestOf = (pieces: readonly string[]): IncomingMessage =>
  Object.assign(Readable.from(pieces.map((piece) => Buffer.from(piece))), {
    headers: HEADERS,
  }) as unknown as IncomingMessage;
const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('[SV381] {S16} a piece of a file waits for the turn of its sender, and the file comes whole', async () => {
  const pieces = [HEAD, ...Array<string>(8).fill('7'.repeat(64 * 1_024)), `\r\n--${BOUNDARY}--\r\n`];
  const to = join(makeTempFolder(), 'file');
  const turns: (() => void)[] = [];
  let seen = 0;
  const receiving = receiveFile(requestOf(pieces), {
    ...{ to, maxBytes: 1_000_000, lost: new AbortController().signal },
    onBytes: () => (seen += 1),
    onUnwritten: () => undefined,
    turn: () => new Promise((resolve) => turns.push(resolve)),
  });
  for (let i = 1; i <= pieces.length; i += 1) {
    while (turns.length === 0) await nextTurn();
    for (let rest = 0; rest < 10; rest += 1) await nextTurn();
    expect(turns).toHaveLength(1);
    expect(seen).toBe(i);
    turns.shift()?.();
  }
  expect(await receiving).toMatchObject({ ok: true, value: { bytes: 8 * 64 * 1_024 } });
  expect(readFileSync(to).length).toBe(8 * 64 * 1_024);
});

test('[BA38] what the disk refuses is told as it says it, and to the sender as a reason to try again', async () => {
  const to = join(makeTempFolder(), 'there already');
  writeFileSync(to, '');
  const told: unknown[] = [];
  const received = await receiveFile(requestOf([HEAD, '7', `\r\n--${BOUNDARY}--\r\n`]), {
    ...{ to, maxBytes: 1_000_000, lost: new AbortController().signal },
    onBytes: () => undefined,
    onUnwritten: (thrown) => told.push(thrown),
    turn: () => Promise.resolve(),
  });
  expect(received).toMatchObject({ ok: false, error: { code: 'storage' } });
  expect(told).toEqual([expect.objectContaining({ code: 'EEXIST' })]);
});
