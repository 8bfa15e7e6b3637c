/**
 * Coming back: where a resume meets a commit that is still under way, a server that was restarted, one that forgot, and one
 * that has far more than fits.
 */
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Epoch } from '../../miniprogram/core/protocol/fields';
import { startServer, type RunningServer } from '../../server/server';
import { MemoryStore } from '../../server/storage/memory/memory-store';
import { createClientPhone, type ClientPhone } from '../support/client-phone';
import { newMessage, room } from '../support/store-contract';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { makeTempFolder, startTestServer } from '../support/test-server';

const LOBBY = room('lobby');
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
const seqsOf = (phone: TestPhone): number[] =>
  phone.frames.flatMap((frame) => (frame.type === 'msg' && frame.room === 'lobby' ? [frame.seq] : []));

/** A memory store whose next commit waits until it is let go, as on a slow disk. */
function createHeldStore() {
  const store = new MemoryStore();
  const append = store.append.bind(store);
  let letGo = (): void => undefined;
  let isReached = (): void => undefined;
  const held = {
    store,
    reached: Promise.resolve(),
    hold() {
      const gate = new Promise<void>((resolve) => (letGo = resolve));
      held.reached = new Promise<void>((resolve) => (isReached = resolve));
      store.append = async (batch) => {
        store.append = append;
        isReached();
        await gate;
        return append(batch);
      };
    },
    letGo: () => letGo(),
  };
  return held;
}

describe('a commit that outlives its connection', () => {
  test.each(['after the welcome', 'while the missed messages are read'] as const)(
    '[SV126] that lands %s is in the log once, comes in its place, and its repetition is a duplicate',
    async (when) => {
      const held = createHeldStore();
      const server = await startTestServer({ store: held.store });
      const first = await connectPhone(server, 'Ann', { device: 'a' });
      first.publish('lobby', 'before');
      const { seq, epoch } = await first.next('ack');
      held.hold();
      const clientId = first.publish('lobby', 'outlives');
      await held.reached;
      first.socket.terminate();
      await first.closed;
      if (when === 'while the missed messages are read') {
        const read = held.store.messagesBefore.bind(held.store);
        held.store.messagesBefore = async (...args) => {
          held.letGo();
          for (let i = 0; i < 20; i += 1) await new Promise((resolve) => void setImmediate(resolve));
          return read(...args);
        };
      }
      const rooms = [{ room: 'lobby', epoch, seq: seq - 1 }];
      const back = await connectPhone(server, 'Ann', { device: 'a', rooms });
      back.publish('lobby', 'outlives', { clientId, head: true });
      const last = back.publish('lobby', 'after');
      held.letGo();
      const answer = await back.next('ack', (ack) => ack.clientId === clientId);
      expect(answer).toMatchObject({ seq: seq + 1, duplicate: true });
      await back.next('msg', (msg) => msg.clientId === last);
      expect(seqsOf(back)).toEqual([seq, seq + 1, seq + 2]);
      const log = await held.store.messagesAfter(LOBBY, seq, 10);
      expect(log.map((message) => message.clientId)).toEqual([clientId, last]);
      await server.close();
    },
  );
});

describe('a server that starts again', () => {
  let dataDir: string;
  let server: RunningServer;
  let phones: ClientPhone[];

  const startAt = async (port: number): Promise<void> => {
    server = await startServer({ port, host: '127.0.0.1', dataDir, bot: false });
  };
  const phone = async (user: string): Promise<ClientPhone> => {
    const made = createClientPhone({ user, serverUrl: `http://127.0.0.1:${server.port}` });
    phones.push(made);
    await made.online();
    return made;
  };
  const sent = (who: ClientPhone, text: string): Promise<void> =>
    who.until(
      () =>
        who
          .messages('lobby')
          .some(({ body, delivery }) => 'text' in body && body.text === text && delivery.status === 'sent'),
      text,
    );
  const epochOf = (who: ClientPhone): Epoch | undefined => who.client.chat.state.timelines['lobby']?.epoch;
  /** The database and its log, as a backup of a running server has them. */
  const copyDatabase = (from: string, to: string): void => {
    for (const end of ['', '-wal']) {
      rmSync(join(dataDir, `${to}.db${end}`), { force: true });
      if (existsSync(join(dataDir, `${from}.db${end}`)))
        copyFileSync(join(dataDir, `${from}.db${end}`), join(dataDir, `${to}.db${end}`));
    }
  };

  beforeEach(async () => {
    phones = [];
    dataDir = makeTempFolder();
    await startAt(0);
  });
  afterEach(async () => {
    await Promise.all(phones.map((each) => each.close()));
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('[SV89, FM23] with its log: the phone comes back, resumes from its cursor and shows no gap', async () => {
    const [ann, bob] = [await phone('Ann'), await phone('Bob')];
    ann.client.chat.sendText(LOBBY, 'one');
    await Promise.all([sent(ann, 'one'), sent(bob, 'one')]);
    const epoch = epochOf(bob);
    const { port } = server;
    await server.close();
    ann.client.chat.sendText(LOBBY, 'typed meanwhile');
    await startAt(port);
    await Promise.all([sent(ann, 'typed meanwhile'), sent(bob, 'typed meanwhile')]);
    expect(epochOf(bob)).toBe(epoch);
    for (const who of [ann, bob]) {
      const items = who.client.chat.state.timelines['lobby']?.items ?? [];
      expect(items.filter(({ kind }) => kind === 'gap')).toEqual([]);
      expect(who.texts('lobby').slice(-2)).toEqual(['one', 'typed meanwhile']);
    }
  }, 30_000);

  test('[SV127, FM24] on a copy that was made while it ran: a new epoch, a divider, and what waited is sent once', async () => {
    const [ann, bob] = [await phone('Ann'), await phone('Bob')];
    ann.client.chat.sendText(LOBBY, 'kept');
    await Promise.all([sent(ann, 'kept'), sent(bob, 'kept')]);
    copyDatabase('minichat', 'backup');
    ann.client.chat.sendText(LOBBY, 'lost by the backup');
    await Promise.all([sent(ann, 'lost by the backup'), sent(bob, 'lost by the backup')]);
    const epoch = epochOf(bob);
    const { port } = server;
    await server.close();
    ann.client.chat.sendText(LOBBY, 'typed meanwhile');
    copyDatabase('backup', 'minichat');
    await startAt(port);
    await Promise.all([sent(ann, 'typed meanwhile'), sent(bob, 'typed meanwhile')]);
    expect(epochOf(bob)).not.toBe(epoch);
    for (const who of [ann, bob]) {
      const texts = who.texts('lobby');
      for (const text of ['kept', 'lost by the backup', 'typed meanwhile'])
        expect(texts.filter((each) => each === text)).toEqual([text]);
      const items = who.client.chat.state.timelines['lobby']?.items ?? [];
      expect(items.some((item) => item.kind === 'gap' && item.lost)).toBe(true);
    }
  }, 30_000);

  test('[SV127] on a database from elsewhere, without the number beside it: a new epoch', async () => {
    const before = epochOf(await phone('Ann'));
    await server.close();
    rmSync(join(dataDir, 'opened'));
    await startAt(0);
    const after = epochOf(await phone('Ann'));
    expect(after).not.toBe(before);
    await server.close();
    await startAt(0);
    expect(epochOf(await phone('Ann'))).toBe(after);
  });
});

test('[SV107, FM24] a memory store that starts anew has another epoch, and says so to an old cursor', async () => {
  const first = await startTestServer({ store: new MemoryStore() });
  const ann = await connectPhone(first, 'Ann');
  ann.publish('lobby', 'lost');
  const { epoch, seq } = await ann.next('ack');
  await first.close();
  const second = await startTestServer({ store: new MemoryStore() });
  const rooms = [{ room: 'lobby', epoch, seq }];
  const back = await connectPhone(second, 'Ann', { rooms });
  const lobby = back.welcome.rooms.find((each) => each.room === 'lobby');
  expect(lobby?.epoch).not.toBe(epoch);
  expect(lobby).toMatchObject({ from: 1, gap: { from: seq + 1, code: 'epoch' } });
  await second.close();
});

test('[SV64, FM62] who missed 10,000 messages gets the newest page and a gap, which pages fill', async () => {
  const store = new MemoryStore();
  const dataDir = makeTempFolder();
  const options = { host: '127.0.0.1', dataDir, bot: false, store };
  let server = await startServer({ ...options, port: 0 });
  const { port } = server;
  const bob = createClientPhone({ user: 'Bob', serverUrl: `http://127.0.0.1:${port}` });
  await bob.online();
  const seen = bob.client.chat.state.timelines['lobby']?.cursor ?? 0;
  await server.close();
  await store.append(range(1, 10_000).map((i) => newMessage('lobby', 'seed-lin', `flood-${i}`)));
  server = await startServer({ ...options, port });
  const head = seen + 10_000;
  const timeline = () => bob.client.chat.state.timelines['lobby'];
  let changes = 0;
  const undo = bob.client.chat.onChange(() => (changes += 1));
  await bob.until(() => timeline()?.cursor === head, 'the newest message');
  undo();
  // A hundred messages in batches of 32: the page is not told of each.
  expect(changes).toBeLessThan(30);
  const gap = () => timeline()?.items.find((item) => item.kind === 'gap');
  expect(gap()).toMatchObject({ from: seen + 1, to: head - 100, lost: false });
  for (let page = 0; page < 4; page += 1) await bob.client.chat.fillGap(LOBBY, gap()?.key ?? '');
  expect(gap()).toMatchObject({ from: seen + 1, to: head - 220, lost: false });
  const shown = bob.messages('lobby').map(({ delivery }) => (delivery.status === 'sent' ? delivery.seq : 0));
  expect(shown.slice(-220)).toEqual(range(head - 219, head));
  await bob.close();
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
}, 30_000);
