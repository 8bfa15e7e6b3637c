/** Requests that are sent before the earlier ones of their connection were answered. */
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { createPipelineGuard, MAX_PIPELINED } from '../../../server/http/pipeline-guard';
import { startTestServer } from '../../support/test-server';

const REQUEST = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';

/** All that comes back, until the connection ends or `isEnough`. */
function exchange(port: number, sent: string, isEnough: (text: string) => boolean): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (isEnough(text)) socket.destroy();
    });
    socket.write(sent);
  });
}
const answers = (text: string): number => text.split('HTTP/1.1 200').length - 1;
const portOf = (url: string): number => Number(new URL(url).port);

test('[SV374] {S16} some requests behind each other on one connection are answered in order', async () => {
  const server = await startTestServer();
  const text = await exchange(
    portOf(server.url),
    REQUEST.repeat(MAX_PIPELINED),
    (all) => answers(all) === MAX_PIPELINED,
  );
  expect(answers(text)).toBe(MAX_PIPELINED);
  await server.close();
});

test('[SV374] {S16} thousands in one write end their connection, and nothing is done for those behind', async () => {
  let begun = 0;
  const isTaken = createPipelineGuard();
  const http: Server = createServer((request, response) => {
    if (!isTaken(request, response)) return;
    begun += 1;
    setImmediate(() => response.end('ok'));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  await exchange(port, REQUEST.repeat(3_000), () => false);
  expect(begun).toBe(MAX_PIPELINED);
  // One after the other there may be as many as wanted.
  const one = (): Promise<string> => exchange(port, REQUEST, (all) => all.endsWith('ok'));
  for (let i = 0; i < MAX_PIPELINED + 2; i += 1) expect(answers(await one())).toBe(1);
  http.close();
});

test('[SV374] {S16} the whole server ends such a connection too', async () => {
  const server = await startTestServer();
  const text = await exchange(portOf(server.url), REQUEST.repeat(3_000), () => false);
  expect(answers(text)).toBeLessThanOrEqual(MAX_PIPELINED);
  expect((await server.request('/healthz')).status).toBe(200);
  await server.close();
});
