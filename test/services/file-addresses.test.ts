/**
 * Addresses of files: signed on the phone, the same as long as they hold.
 */
import { createHmac } from 'node:crypto';
import { silentLogger } from '../../miniprogram/core/base/logger';
import { ChatError } from '../../miniprogram/core/chat/chat-error';
import type { MediaKey } from '../../miniprogram/services/api';
import { FileAddresses } from '../../miniprogram/services/file-addresses';
import { createManualClock } from '../support/manual-clock';

const HOUR_MS = 3_600_000;
const PATH = '/media/abc.png';

function rig() {
  const clock = createManualClock();
  let answer: () => Promise<MediaKey> = () => Promise.reject(new ChatError('network', 'none'));
  let asked = 0;
  let news = 0;
  let ticket = 't';
  const give = (key: string): void => {
    answer = () => Promise.resolve({ user: 'u1', key, until: 36, expiresInMs: HOUR_MS });
  };
  const files = new FileAddresses({
    api: {
      mediaKey: () => {
        asked += 1;
        return answer();
      },
    },
    tickets: { ticket: () => Promise.resolve(ticket) },
    clock,
    logger: silentLogger,
    serverUrl: () => 'https://c.test',
  });
  files.onChange(() => (news += 1));
  return {
    clock,
    files,
    give,
    fail: (kind: 'network' | 'not_found') => (answer = () => Promise.reject(new ChatError(kind, 'no'))),
    counts: () => [asked, news],
    signInAnew: () => (ticket = `${ticket}+`),
  };
}

test('[MD18] {S4} an address is signed, and the same until its key is another one', async () => {
  const { clock, files, give, counts } = rig();
  expect([files.url(PATH), files.url('tint-3')]).toEqual(['', '']);
  give('first');
  files.refresh();
  files.refresh();
  await clock.advance(0);
  const signature = createHmac('sha256', 'first').update('abc.png').digest('hex');
  expect(files.url(PATH)).toBe(`https://c.test${PATH}?u=u1&e=10&s=${signature}`);
  files.refresh();
  await clock.advance(HOUR_MS - 11 * 60_000);
  expect([files.url(PATH).endsWith(signature), counts()]).toEqual([true, [1, 1]]);
  // The same key again changes nothing.
  await clock.advance(60_000);
  expect(counts()).toEqual([2, 1]);
  give('second');
  await clock.advance(HOUR_MS);
  expect(counts()[1]).toBe(2);
  expect(files.url(PATH).endsWith(signature)).toBe(false);
  files.close();
});

test('[MD19] {S4} an older server gets plain addresses; a failure is none, and another person begins anew', async () => {
  const { clock, files, fail, give } = rig();
  fail('network');
  files.refresh();
  await clock.advance(0);
  expect(files.url(PATH)).toBe('');
  fail('not_found');
  files.refresh();
  await clock.advance(0);
  expect(files.url(PATH)).toBe(`https://c.test${PATH}`);
  files.forget();
  expect(files.url(PATH)).toBe('');
  give('k');
  files.refresh();
  await clock.advance(0);
  expect(files.url(PATH)).toContain('u=u1');
  files.close();
});

test('[SV373] {S8} who signed in anew asks for another key at the next connection, and once', async () => {
  const { clock, files, give, counts, signInAnew } = rig();
  give('first');
  files.refresh();
  await clock.advance(0);
  const before = files.url(PATH);
  signInAnew();
  give('second');
  for (let i = 0; i < 3; i += 1) {
    files.refresh();
    await clock.advance(0);
  }
  expect(counts()).toEqual([2, 2]);
  expect(files.url(PATH)).not.toBe(before);
  // Nothing was ended: the same key, nothing is loaded again.
  signInAnew();
  files.refresh();
  await clock.advance(0);
  expect(counts()).toEqual([3, 2]);
  files.close();
});

test('[MD20] {S4} when a file did not load a key is asked for at once, one question at a time', async () => {
  const { clock, files, give, counts } = rig();
  give('first');
  files.refresh();
  await clock.advance(0);
  give('second');
  files.renew();
  files.renew();
  await clock.advance(0);
  expect(counts()).toEqual([2, 2]);
  const signature = createHmac('sha256', 'second').update('abc.png').digest('hex');
  expect(files.url(PATH).endsWith(signature)).toBe(true);
  files.close();
});
