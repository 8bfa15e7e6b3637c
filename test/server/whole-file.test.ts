/**
 * A file is there whole or not at all.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PART_ENDING, removeParts, writeWhole } from '../../server/whole-file';
import { makeTempFolder, startTestServer } from '../support/test-server';

let folder: string;
beforeEach(() => {
  folder = makeTempFolder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('[SV275] {S24} a write replaces what was there, for the own user only, and leaves nothing else', async () => {
  const path = join(folder, 'note');
  await writeWhole(path, 'first');
  await Promise.all([writeWhole(path, 'second'), writeWhole(path, 'second')]);
  expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['second', ['note']]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('[SV275] {S24} a write that fails leaves what was there, and nothing half', async () => {
  const path = join(folder, 'note');
  // A folder in its place: the last step of the write fails.
  mkdirSync(join(path, 'kept'), { recursive: true });
  await expect(writeWhole(path, 'new')).rejects.toThrow();
  expect([readdirSync(folder), readdirSync(path)]).toEqual([['note'], ['kept']]);
});

test('[SV276] {S24} half files are gone after the next start, in both folders; whole ones stay', async () => {
  const server = await startTestServer();
  try {
    const media = join(server.dataDir, 'media');
    mkdirSync(media, { recursive: true });
    const half = `${'a'.repeat(22)}.1-1${PART_ENDING}`;
    writeFileSync(join(media, half), 'half');
    writeFileSync(join(media, `${'b'.repeat(22)}.bin`), 'whole');
    writeFileSync(join(server.dataDir, `ticket-secret.9-1${PART_ENDING}`), 'half');
    expect((await server.request(`/media/${half}`)).status).toBe(404);
    await server.restart();
    expect(readdirSync(media)).toEqual([`${'b'.repeat(22)}.bin`]);
    expect(readdirSync(server.dataDir).filter((name) => name.endsWith(PART_ENDING))).toEqual([]);
  } finally {
    await server.close();
  }
});

test('[SV276] {S24} a folder that is not there has no half files', async () => {
  await expect(removeParts(join(folder, 'none'))).resolves.toBeUndefined();
});
