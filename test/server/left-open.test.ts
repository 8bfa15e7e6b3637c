/** What a test of the server that failed half way leaves behind does not keep the others from ending. */
import fs from 'node:fs';
import { connectPhone } from '../support/test-phone';
import { closeLeftOpen, startTestServer } from '../support/test-server';

test('a server that nobody closed is closed after the last test of its file, with its phones and its folder', async () => {
  const [left, closed] = [await startTestServer(), await startTestServer()];
  const phone = await connectPhone(left, 'Ann');
  await closed.close();
  await closeLeftOpen();
  await phone.closed;
  await expect(fetch(`${left.url}/healthz`)).rejects.toThrow();
  expect([left, closed].map(({ dataDir }) => fs.existsSync(dataDir))).toEqual([false, false]);
  await closeLeftOpen();
});
