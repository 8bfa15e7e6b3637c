/**
 * A WebSocket that is refused: the answer arrives, and the connection ends whatever the other side does.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { createManualClock } from '../../support/manual-clock';
import { startTestServer } from '../../support/test-server';

test('[SV290] a refused WebSocket is closed within 2 s, also when the other side does not close', async () => {
  const clock = createManualClock();
  const server = await startTestServer({ clock });
  const socket = connect({ port: server.running.port, host: '127.0.0.1', allowHalfOpen: true });
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString()));
  const head = ['GET /elsewhere HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket'];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  await once(socket, 'end');
  expect(answer).toMatch(/^HTTP\/1.1 404 .*WebSockets are at \/ws/s);
  await clock.advance(2_000);
  // What is written to a connection that is gone ends it here too; one that is half open would take it for ever.
  const failure = new Promise<string>((resolve) => {
    socket.once('error', ({ code = '' }: NodeJS.ErrnoException) => resolve(code));
  });
  socket.write('x', () => socket.write('x'));
  expect(['EPIPE', 'ECONNRESET']).toContain(await failure);
  socket.destroy();
  await server.close();
});
