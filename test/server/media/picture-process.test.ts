/**
 * The process that decodes pictures: whatever becomes of it, everybody gets an answer, and the next one is served.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { silentLogger } from '../../../miniprogram/core/base/logger';
import { createPictures, type DecodingPictures } from '../../../server/media/picture-process';
import { createManualClock, type ManualClock } from '../../support/manual-clock';

const SUPPORT = join(__dirname, '..', '..', 'support');
const SCRIPTED = join(SUPPORT, 'scripted-decoder.ts');
const LIMITS = {
  decodeBytes: 60 * 1_024 * 1_024,
  maxWaitingPictures: 2,
  pictureMs: 75_000,
  pictureIdleMs: 20_000,
};

let folder: string;
let clock: ManualClock;
let pictures: DecodingPictures;
const open = (program?: string): void => {
  const options = { limits: LIMITS, clock, logger: silentLogger };
  pictures = createPictures(program === undefined ? options : { ...options, program });
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'minichat-decoder-'));
  clock = createManualClock();
  open(SCRIPTED);
});
afterEach(() => {
  pictures.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The number of the process that made it, or why it was refused. */
async function ask(source: string): Promise<number | string> {
  const made = await pictures.make({ source, ending: 'png', target: join(folder, 'target') });
  return made.ok ? made.value.bytes : made.error.code;
}

test('[SV288] {S19} pictures are made in a process of its own, which ends when it has nothing to do', async () => {
  const first = await ask('good');
  expect(first).not.toBe(process.pid);
  expect(await ask('good')).toBe(first);
  await clock.advance(LIMITS.pictureIdleMs);
  expect(clock.pending).toBe(0);
  const second = await ask('good');
  expect([typeof second, second === first]).toEqual(['number', false]);
});

test('[SV390] {S16} {S19} whoever talks goes before the process that makes pictures', async () => {
  const made = await ask('good');
  expect(getPriority(Number(made))).toBeGreaterThanOrEqual(constants.priority.PRIORITY_BELOW_NORMAL);
});

test('[SV288] {S19} the program really makes pictures', async () => {
  open();
  const source = join(folder, 'source');
  await sharp({ create: { width: 600, height: 300, channels: 3, background: '#336699' } })
    .png({ progressive: true })
    .toFile(source);
  const [target, thumbnail] = [join(folder, 'made'), join(folder, 'small')];
  const made = await pictures.make({ source, ending: 'png', target, thumbnail });
  expect(made).toMatchObject({
    ok: true,
    value: { width: 600, height: 300, ending: 'png', thumbnail: 'jpg' },
  });
  expect(await sharp(thumbnail).metadata()).toMatchObject({ width: 480, height: 240 });
  writeFileSync(source, 'no picture');
  expect(await ask(source)).toBe('bad_kind');
});

test('[SV288] {S19} the process knows nothing of ours by its environment', async () => {
  process.env.MINICHAT_TEST_SECRET = 'secret';
  const made = await pictures.make({ source: 'good', ending: 'png', target: '' });
  delete process.env.MINICHAT_TEST_SECRET;
  expect(made.ok && made.value.ending).toContain('MALLOC_TRIM_THRESHOLD_');
  expect(made.ok && made.value.ending).not.toContain('SECRET');
});

test('[SV289] {S19} a picture that takes too long is refused, and the next one is served', async () => {
  const [late, next] = [ask('hang'), ask('good')];
  await clock.advance(LIMITS.pictureMs);
  expect([await late, typeof (await next)]).toEqual(['too_large', 'number']);
});

test('[SV289] {S19} a process that dies is tried once more; a picture that kills it twice is refused', async () => {
  const [once, twice, next] = [ask('die once'), ask('die'), ask('good')];
  expect([typeof (await once), await twice, typeof (await next)]).toEqual(['number', 'bad_kind', 'number']);
});

test('[SV289] {S19} a process that cannot begin asks to try again', async () => {
  open(join(SUPPORT, 'decoder-that-fails.ts'));
  expect(await ask('good')).toBe('overload');
  expect(await ask('good')).toBe('overload');
});

test('[SV288] {S19} a process that keeps its memory is replaced', async () => {
  const swollen = await ask('swollen');
  const next = await ask('good');
  expect([typeof next, next === swollen]).toEqual(['number', false]);
});

test('[SV280] {S19} pictures wait for each other, the line has an end, and so has the server', async () => {
  const asked = ['hang', 'good', 'good', 'good'].map(ask);
  expect(await asked[3]).toBe('overload');
  pictures.close();
  expect(await Promise.all(asked)).toEqual(['overload', 'overload', 'overload', 'overload']);
  expect(await ask('good')).toBe('overload');
  expect(clock.pending).toBe(0);
});
