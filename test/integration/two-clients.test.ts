/**
 * Two whole clients against the real server, over real sockets and a real database file: nothing is lost, doubled or out of
 * order, whatever happens to the connections in between.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ServerLimits } from '../../server/limits';
import { startServer, type RunningServer } from '../../server/server';
import { createClientPhone, room, type ClientPhone, type ClientPhoneOptions } from '../support/client-phone';

const LOBBY = room('lobby');
/** Tests write faster than people; one of them is about the limit. */
const FAST = { publishBurst: 500, publishPerSecond: 500 };

jest.setTimeout(30_000);

describe.each(['global', 'task'] as const)('two people over the %s transport', (transport) => {
  let dataDir: string;
  let server: RunningServer;
  let phones: ClientPhone[];

  const startAt = (port: number, limits: Partial<ServerLimits> = FAST): Promise<RunningServer> =>
    startServer({ port, host: '127.0.0.1', dataDir, bot: false, limits });
  const phone = (user: string, more: Partial<ClientPhoneOptions> = {}): ClientPhone => {
    const serverUrl = `http://127.0.0.1:${server.port}`;
    const made = createClientPhone({ user, serverUrl, transport, ...more });
    phones.push(made);
    return made;
  };
  const pair = async (): Promise<[ClientPhone, ClientPhone]> => {
    const both: [ClientPhone, ClientPhone] = [phone('ming'), phone('ann')];
    await Promise.all(both.map((one) => one.online()));
    return both;
  };
  const isSettled = (who: ClientPhone): boolean =>
    who.messages('lobby').every((message) => message.delivery.status === 'sent') &&
    (who.client.chat.state.timelines['lobby']?.pending.length ?? 0) === 0;
  const have = (who: ClientPhone, texts: readonly string[]): Promise<void> =>
    who.until(() => isSettled(who) && texts.every((text) => who.texts('lobby').includes(text)), texts.join());

  beforeEach(async () => {
    phones = [];
    dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-two-'));
    server = await startAt(0);
  });

  afterEach(async () => {
    await Promise.all(phones.map((one) => one.close()));
    await server.close();
    fs.rmSync(dataDir, { recursive: true, force: true });
  });

  test('[SS30] what one writes the other reads, and both see the same order', async () => {
    const [ming, ann] = await pair();
    for (let i = 0; i < 10; i += 1) {
      ming.client.chat.sendText(LOBBY, `m${i}`);
      ann.client.chat.sendText(LOBBY, `a${i}`);
    }
    const all = [...Array(10).keys()].flatMap((i) => [`m${i}`, `a${i}`]);
    await Promise.all([have(ming, all), have(ann, all)]);
    const seen = ming.texts('lobby').filter((text) => all.includes(text));
    expect(seen).toHaveLength(20);
    expect(ann.texts('lobby').filter((text) => all.includes(text))).toEqual(seen);
    expect(seen.filter((text) => text.startsWith('m'))).toEqual([...Array(10).keys()].map((i) => `m${i}`));
  });

  test('[OB30] a server that slows the writer down gets every message once and in order', async () => {
    const { port } = server;
    await server.close();
    server = await startAt(port, { publishBurst: 3, publishPerSecond: 20 });
    const [ming, ann] = await pair();
    const lines = [...Array(25).keys()].map((i) => `line ${i}`);
    for (const line of lines) ming.client.chat.sendText(LOBBY, line);
    await Promise.all([have(ming, lines), have(ann, lines)]);
    for (const who of [ming, ann]) {
      expect(who.texts('lobby').filter((text) => lines.includes(text))).toEqual(lines);
    }
  });

  test('[SS31] after a cut each gets what was missed, once', async () => {
    const [ming, ann] = await pair();
    ann.node.control.sockets.breakAll();
    await ann.until(() => ann.client.chat.connection.state !== 'online', 'noticing the cut');
    ming.client.chat.sendText(LOBBY, 'while you were away');
    ann.client.chat.sendText(LOBBY, 'typed without a connection');
    const both = ['while you were away', 'typed without a connection'];
    await Promise.all([have(ming, both), have(ann, both)]);
    for (const who of [ming, ann]) {
      expect(who.texts('lobby').filter((text) => both.includes(text))).toHaveLength(2);
    }
  });

  test('[SS32, SY114] messages survive a server that is restarted, and each is there once', async () => {
    const [ming, ann] = await pair();
    ming.client.chat.sendText(LOBBY, 'before');
    await have(ann, ['before']);
    const { port } = server;
    await server.close();
    await ming.until(() => ming.client.chat.connection.state !== 'online', 'noticing');
    ming.client.chat.sendText(LOBBY, 'during');
    server = await startAt(port);
    ming.client.chat.retryNow();
    ann.client.chat.retryNow();
    await Promise.all([have(ming, ['before', 'during']), have(ann, ['before', 'during'])]);
    expect(ann.texts('lobby').filter((text) => text === 'before' || text === 'during')).toEqual([
      'before',
      'during',
    ]);
  });

  test('[SS33, SY29, SY33] {P13} a text typed without a server is sent after the app was killed and started again', async () => {
    const [ming, ann] = await pair();
    const { port } = server;
    await server.close();
    await ming.until(() => ming.client.chat.connection.state !== 'online', 'noticing');
    ming.client.chat.sendText(LOBBY, 'from the outbox');
    await ming.kill();
    server = await startAt(port);
    const again = phone('ming', { storage: ming.node.storage });
    ann.client.chat.retryNow();
    await Promise.all([have(again, ['from the outbox']), have(ann, ['from the outbox'])]);
    expect(ann.texts('lobby').filter((text) => text === 'from the outbox')).toHaveLength(1);
  });

  test('[LC1] [LC2] an app started again without a server shows the room as it was left, then what was missed', async () => {
    const [ming, ann] = await pair();
    ming.client.chat.sendText(LOBBY, 'before the end');
    await have(ming, ['before the end']);
    ming.node.control.hide();
    await ming.kill();
    const { port } = server;
    ann.client.chat.sendText(LOBBY, 'while the app was gone');
    await have(ann, ['while the app was gone']);
    await server.close();
    const again = phone('ming', { storage: ming.node.storage, start: false });
    expect(again.texts('lobby')).toEqual(ming.texts('lobby'));
    expect(again.client.chat.state.rooms.ids).toContain('lobby');
    server = await startAt(port);
    again.client.chat.start();
    await have(again, ['before the end', 'while the app was gone']);
    const told = ['before the end', 'while the app was gone'];
    expect(again.texts('lobby').filter((text) => told.includes(text))).toEqual(told);
  });

  test('[SS34, SY34] history loads page by page up to the first message of the room', async () => {
    const [ming, ann] = await pair();
    const created = await ming.client.chat.createRoom('Long talk');
    for (let i = 1; i <= 70; i += 1) ming.client.chat.sendText(created, `line ${i}`);
    await ming.until(() => ming.texts(created).length === 70 && isSettled(ming), '70 lines');
    await ming.until(() => ming.client.chat.state.timelines[created]?.pending.length === 0, 'all acks');
    expect(await ann.client.chat.joinRoom(` ${created.toUpperCase()} `)).toBe(created);
    while (ann.client.chat.state.timelines[created]?.older.state !== 'complete') {
      await ann.client.chat.loadOlder(created);
    }
    expect(ann.texts(created)).toEqual([...Array(70).keys()].map((i) => `line ${i + 1}`));
  });
});
