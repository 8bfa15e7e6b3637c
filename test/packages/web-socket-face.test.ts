import {
  createSocket,
  createWebSocketClass,
  fromWebSocket,
  toWebSocket,
  type SocketFace,
} from '../../packages/minichat-socket/src/index';
import { WebSocket } from 'ws';
import { startEchoServer, type EchoServer } from '../support/echo-server';
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { until } from '../support/transport-rig';

interface Told {
  readonly type: string;
  readonly data?: unknown;
  readonly code?: number;
  readonly wasClean?: boolean;
}

let server: EchoServer;
let clock: ManualClock;
const api = fromWebSocket(WebSocket);

beforeEach(async () => {
  server = await startEchoServer();
  clock = createManualClock();
});
afterEach(async () => {
  await clock.advance(200_000);
  await server.close();
});

const make = (protocols?: string): SocketFace =>
  new (createWebSocketClass({ api, clock, random: () => 0.5 }))(server.url, protocols);

function record(face: SocketFace): Told[] {
  const told: Told[] = [];
  for (const type of ['open', 'message', 'error', 'close'])
    face.addEventListener(type, (event: Told) => told.push(event));
  return told;
}

describe('a socket as a WebSocket', () => {
  test('[PL30] has the constants, the states and the events of one, in both ways to listen', async () => {
    const Face = createWebSocketClass({ api, clock });
    expect([Face.CONNECTING, Face.OPEN, Face.CLOSING, Face.CLOSED]).toEqual([0, 1, 2, 3]);
    const face = make('mqtt');
    const told = record(face);
    const own: string[] = [];
    face.onopen = () => own.push('open');
    face.onmessage = ({ data }: Told) => own.push(String(data));
    face.onclose = () => own.push('close');
    expect([face.readyState, face.CONNECTING, face.url, face.protocol]).toEqual([0, 0, server.url, 'mqtt']);
    await until(() => face.readyState === face.OPEN);
    face.send('plain "text", no JSON');
    await until(() => own.length === 2);
    face.close(3001, 'done');
    expect(face.readyState).toBe(face.CLOSING);
    await until(() => face.readyState === face.CLOSED);
    expect(own).toEqual(['open', 'plain "text", no JSON', 'close']);
    expect(told.map(({ type }) => type)).toEqual(['open', 'message', 'close']);
    expect(told[2]).toMatchObject({ code: 3001, reason: 'done', wasClean: true, target: face });
    expect(await server.peers[0]?.ended).toBe(3001);
  });

  test('[PL31] bytes of a buffer or of a part of one go out, and come in as an ArrayBuffer', async () => {
    const face = make();
    const told = record(face);
    face.binaryType = 'blob';
    await until(() => face.readyState === 1);
    face.send(Uint8Array.of(1, 2, 3, 4).subarray(1, 3));
    face.send(Uint8Array.of(9).buffer);
    expect(face.bufferedAmount).toBe(3);
    await until(() => told.length === 3);
    const bytes = told.slice(1).map(({ data }) => [...new Uint8Array(data as ArrayBuffer)]);
    expect(bytes).toEqual([[2, 3], [9]]);
    expect(face.bufferedAmount).toBe(0);
    face.close();
    await until(() => face.readyState === 3);
  });

  test('[PL32] is over for good when its connection is, and never tries again by itself', async () => {
    const face = make();
    const told = record(face);
    await until(() => face.readyState === 1);
    server.peers[0]?.close(4001, 'kicked');
    await until(() => face.readyState === 3);
    await clock.advance(600_000);
    expect(told.map(({ type }) => type)).toEqual(['open', 'close']);
    expect(told[1]).toMatchObject({ code: 4001, reason: 'kicked', wasClean: true });
    expect(server.peers).toHaveLength(1);
    face.send('late');
    face.close();
    expect(face.bufferedAmount).toBe(4);
    expect([told.length, clock.pending]).toEqual([2, 0]);
  });

  test('[PL32] a line that is cut is 1006, and a server that is not there is an error before', async () => {
    const face = make();
    const told = record(face);
    await until(() => face.readyState === 1);
    server.peers[0]?.terminate();
    await until(() => face.readyState === 3);
    await server.close();
    const refused = make();
    const heard = record(refused);
    await until(() => refused.readyState === 3);
    expect(told.map(({ type }) => type)).toEqual(['open', 'close']);
    expect(heard.map(({ type }) => type)).toEqual(['error', 'close']);
    for (const { code, wasClean } of [told[1], heard[1]] as Told[])
      expect([code, wasClean]).toEqual([1006, false]);
    server = await startEchoServer();
  });

  test('[PL33] what a browser refuses is refused', async () => {
    const face = make();
    expect(() => face.send('early')).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
    for (const code of [999, 1001, 1006, 2999, 5000]) {
      expect(() => face.close(code)).toThrow(expect.objectContaining({ name: 'InvalidAccessError' }));
    }
    expect(face.readyState).toBe(0);
    face.close();
    await clock.advance(20_000);
    await until(() => face.readyState === 3);
    const json = createSocket({ url: server.url, api });
    expect(() => toWebSocket(json)).toThrow("codec: 'text'");
  });

  test('[PL34] listeners are told once each, in order, until they are removed, whatever one of them throws', async () => {
    const face = make();
    const order: string[] = [];
    const first = (): void => void order.push('first');
    const object = { handleEvent: () => order.push('object') };
    face.addEventListener('message', () => {
      order.push('throws');
      throw new Error('mine');
    });
    face.addEventListener('message', first);
    face.addEventListener('message', first);
    face.addEventListener('message', object, { once: true });
    await until(() => face.readyState === 1);
    face.send('1');
    await until(() => order.length === 3);
    face.removeEventListener('message', first);
    face.send('2');
    await until(() => order.length === 4);
    expect(order).toEqual(['throws', 'first', 'object', 'throws']);
    face.close();
    await until(() => face.readyState === 3);
  });
});
