/** Requests that are sent before the earlier ones of their connection were answered. */
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
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
  const guard = createPipelineGuard();
  const http: Server = createServer((request, response) => {
    if (!guard.take(request, response)) return;
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

const KINDS: readonly (readonly [string, string])[] = [
  ['requests', REQUEST],
  ['requests with a body', 'POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}'],
  [
    'requests to become something else',
    REQUEST.replace('\r\n\r\n', '\r\nConnection: x\r\nUpgrade: \r\n\r\n'),
  ],
];

test.each(KINDS)(
  '[SV521] {S16} of thousands of %s in one write those behind are not even made',
  async (_name, request) => {
    let made = 0;
    const ended: boolean[] = [];
    const guard = createPipelineGuard();
    class Counted extends guard.IncomingMessage {
      constructor(socket: Socket) {
        super(socket);
        made += 1;
      }
    }
    const http: Server = createServer({ IncomingMessage: Counted }, (asked, response) => {
      if (guard.take(asked, response)) setImmediate(() => response.end('ok'));
    });
    http.on('upgrade', (asked, socket) => {
      guard.end(asked);
      ended.push(socket.destroyed);
      socket.destroy();
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const { port } = http.address() as AddressInfo;
    await exchange(port, request.repeat(3_000), () => false);
    expect(made).toBe(MAX_PIPELINED + 1);
    expect(ended).toEqual([true]);
    http.close();
  },
);

test('[SV521] {S16} a WebSocket that is asked for behind some requests, but not too many, is still one', async () => {
  const server = await startTestServer();
  const upgrade = [
    ...[
      'GET /ws HTTP/1.1',
      'Host: x',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
    ],
    ...['Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==', 'Sec-WebSocket-Protocol: minichat.v1', '\r\n'],
  ].join('\r\n');
  const port = portOf(server.url);
  const text = await exchange(port, REQUEST + upgrade, (all) => all.includes('101 Switching'));
  expect(text).toContain('101 Switching');
  const behindMany = await exchange(port, REQUEST.repeat(MAX_PIPELINED) + upgrade, () => false);
  expect(behindMany).not.toContain('101 Switching');
  await server.close();
});
