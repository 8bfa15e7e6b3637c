/**
 * What is kept between two starts, and what a restored backup means.
 */
import { copyFileSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { connectPhone } from '../support/test-phone';
import { makeTempFolder, startTestServer } from '../support/test-server';

test('[SV106] the key of the tickets is private to the server and outlives it', async () => {
  const server = await startTestServer();
  const path = join(server.dataDir, 'ticket-secret');
  const secret = readFileSync(path, 'utf8');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(Buffer.from(secret.trim(), 'base64url')).toHaveLength(32);
  const { ticket } = await server.login('Ann');
  await server.restart();
  expect(readFileSync(path, 'utf8')).toBe(secret);
  expect(await server.post('/api/profile', { avatar: 'tint-1' }, ticket)).toMatchObject({ status: 200 });
  await server.close();
});

test('[SV107] epochs stay over a restart and change when an older database is put back', async () => {
  const dataDir = makeTempFolder();
  const database = join(dataDir, 'minichat.db');
  const backup = join(dataDir, 'backup.db');
  const epochOf = async (): Promise<string | undefined> => {
    const server = await startTestServer({ dataDir });
    const phone = await connectPhone(server, 'Ann');
    const epoch = phone.welcome.rooms.find(({ room }) => room === 'lobby')?.epoch;
    await server.running.close();
    return epoch;
  };
  const first = await epochOf();
  copyFileSync(database, backup);
  expect(await epochOf()).toBe(first);
  copyFileSync(backup, database);
  const renewed = await epochOf();
  expect(renewed).not.toBe(first);
  expect(await epochOf()).toBe(renewed);
  rmSync(dataDir, { recursive: true, force: true });
});
