/**
 * A whole chat client against a server that says anything.
 */
import type { Logger } from '../../../miniprogram/core/base/logger';
import { decodeDown, decodeUp } from '../../../miniprogram/core/protocol/codec';
import { downFrame } from '../../../miniprogram/core/protocol/down';
import { between, chance, pick, sampleEveryType, type Random } from '../../chaos/frame-samples';
import { FUZZ_SEED, fuzzRounds } from '../../chaos/fuzz-seed';
import { makeDamagedText, makeHostileText, mutate, toText } from '../../chaos/mutations';
import { takePrototypePicture } from '../../chaos/prototype-guard';
import { checkState } from '../../chaos/state-check';
import { createChatRig, LOBBY, ME, message, roomState, type ChatRig } from '../../support/chat-rig';
import { createSeededRandom } from '../../support/seeded-random';

const ignore = (): void => undefined;
const BAD_WINDOW_SECONDS = 11;

function createStrictLogger(): Logger & { readonly errors: string[] } {
  const errors: string[] = [];
  const error = (event: string, fields?: object): void =>
    void errors.push(`${event} ${JSON.stringify(fields)}`);
  return { debug: ignore, info: ignore, warn: ignore, error, errors };
}

async function openRig(logger: Logger, seed: number): Promise<ChatRig> {
  const rig = createChatRig({ self: ME, logger, seed });
  await rig.online([roomState({ head: 2, from: 1 })]);
  await rig.server.say(message(1), message(2));
  rig.chat.sendText(LOBBY, 'waiting');
  await rig.clock.advance(10);
  return rig;
}

/** Frames that fit this connection well enough to be believed. */
function makeLies(random: Random, rig: ChatRig): Record<string, unknown>[] {
  const tag = rig.server.last('hello').nonce.slice(0, 8);
  const requests = rig.server.frames.flatMap((frame) => ('id' in frame ? [frame.id] : []));
  const clientIds = rig.server.of('publish').map(({ clientId }) => clientId);
  const believable: Record<string, () => unknown> = {
    tag: () => tag,
    room: () => pick(random, ['lobby', 'lobby', 'lobby', 'other']),
    epoch: () => pick(random, ['e1', 'e1', 'e1', 'e2']),
    user: () => pick(random, ['me', 'ann']),
    id: () => pick(random, ['f1', ...requests]),
    clientId: () => pick(random, ['ann-1-1', 'ann-1-2', ...clientIds]),
    seq: () => between(random, 1, 12),
    head: () => between(random, 0, 12),
    from: () => between(random, 1, 12),
    to: () => between(random, 1, 12),
  };
  const adapt = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(adapt);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => {
        const isScalar = typeof field !== 'object';
        const better = isScalar && chance(random, 0.85) ? believable[name] : undefined;
        return [name, better ? better() : adapt(field)];
      }),
    );
  };
  const frames = [...sampleEveryType(random, downFrame.description).values()];
  return frames.map((frame) => adapt(frame) as Record<string, unknown>);
}

/** Until there is a connection that has said hello, whatever the last one came to. */
async function comeBack(rig: ChatRig): Promise<void> {
  const hasHello = (): boolean => rig.server.of('hello').length > 0;
  for (let i = 0; i < 2_000 && !hasHello(); i += 1) {
    if (rig.chat.connection.state === 'stopped') rig.chat.retryNow();
    if (rig.chat.connection.state === 'connecting') await rig.server.accept();
    await rig.clock.advance(100);
  }
}

async function reconnect(rig: ChatRig): Promise<void> {
  await comeBack(rig);
  const before = rig.transport.connections.length;
  rig.server.connection.close(1006, 'cut');
  rig.chat.retryNow();
  for (let i = 0; i < 2_000 && rig.transport.connections.length === before; i += 1)
    await rig.clock.advance(100);
  await comeBack(rig);
}

/** Time passes on a healthy connection: the server pings, and answers what it is asked. */
async function passQuietly(rig: ChatRig, seconds: number): Promise<void> {
  await rig.server.say({ type: 'ping', heads: [] });
  let seen = rig.transport.newest.sent.length;
  for (let i = 0; i < seconds; i += 1) {
    await rig.clock.advance(1_000);
    const fresh = rig.transport.newest.sent.slice(seen);
    seen += fresh.length;
    for (const frame of fresh.flatMap((text) => decodeUp(String(text)).frames)) {
      if (frame.type === 'ping') await rig.server.say({ type: 'pong', id: frame.id, now: 1 });
    }
  }
}

describe('a client whose server says anything', () => {
  test('[FZ10] what cannot be read changes nothing that people see', async () => {
    const random = createSeededRandom(FUZZ_SEED + 20);
    const logger = createStrictLogger();
    const rig = await openRig(logger, FUZZ_SEED);
    const lies = makeLies(random, rig);
    const before = visible(rig.chat);
    let badInWindow = 0;
    let fed = 0;
    for (let round = 0; round < fuzzRounds(600); round += 1) {
      const text = chance(random, 0.7) ? makeHostileText(random, lies) : makeDamagedText(random, lies);
      const bad = countBad(text);
      // Five in ten seconds end the connection: the rule for that has its own test.
      if (bad === null || bad > 4) continue;
      badInWindow += bad;
      if (badInWindow > 4) {
        badInWindow = bad;
        await passQuietly(rig, BAD_WINDOW_SECONDS);
      }
      fed += 1;
      rig.transport.newest.text(text);
      expect(visible(rig.chat)).toBe(before);
    }
    expect(fed).toBeGreaterThan(100);
    expect(rig.transport.connections).toHaveLength(1);
    expect(rig.chat.connection.state).toBe('online');
    expect(logger.errors).toEqual([]);
  });

  test('[FZ11] well-formed lies never throw, never break the state, and the next honest server finds a working client', async () => {
    const random = createSeededRandom(FUZZ_SEED + 21);
    const picture = takePrototypePicture();
    const logger = createStrictLogger();
    for (let round = 0; round < fuzzRounds(40); round += 1) {
      const rig = await openRig(logger, FUZZ_SEED + round);
      for (let i = between(random, 1, 60); i > 0; i -= 1) {
        await sayLie(random, rig);
        expect(checkState(rig.chat.state)).toEqual([]);
      }
      await reconnect(rig);
      await rig.server.welcome([roomState({ epoch: 'e9', head: 40, from: 41 })]);
      expect(checkState(rig.chat.state)).toEqual([]);
      expect(rig.chat.connection.state).toBe('online');
      const id = rig.chat.sendText(LOBBY, 'honest');
      await rig.clock.advance(0);
      const publish = rig.server.of('publish').find(({ clientId }) => clientId === id);
      expect(publish).toBeDefined();
      if (publish) await rig.server.ack(publish, 41, { epoch: 'e9' });
      expect(rig.shown()).toContain('41:honest');
      rig.chat.close();
      await rig.clock.advance(130_000);
      expect(rig.clock.pending).toBe(0);
    }
    expect(logger.errors).toEqual([]);
    expect(takePrototypePicture()).toEqual(picture);
  });
});

test('[FZ12] a room that goes back and forth between two epochs shows nothing twice', async () => {
  const rig = await openRig(createStrictLogger(), 1);
  for (let i = 0; i < 3; i += 1) {
    for (const epoch of ['e2', 'e1']) {
      await rig.server.say({ type: 'reset', room: 'lobby', epoch, head: 3 });
      await rig.server.say(message(4, { epoch, clientId: `ann-${epoch}-${i}` }));
    }
  }
  expect(checkState(rig.chat.state)).toEqual([]);
  expect(rig.shown().filter((line) => line.startsWith('4:'))).toHaveLength(6);
  rig.chat.close();
});

/** Whether a waiting message is on its way or waits for its turn is the connection's matter. */
const visible = (chat: ChatRig['chat']): string =>
  JSON.stringify(chat.state).replace(/"status":"(queued|sending)"/g, '"status":"waiting"');

/** How many elements of it are bad; null when it says something that can be read. */
function countBad(text: string): number | null {
  try {
    const { bad, frames } = decodeDown(JSON.parse(text));
    return frames.length > 0 ? null : bad.length;
  } catch {
    return 1;
  }
}

async function sayLie(random: Random, rig: ChatRig): Promise<void> {
  await comeBack(rig);
  const lies = makeLies(random, rig);
  const roll = random();
  if (roll < 0.15) rig.transport.newest.text(toText(mutate(random, pick(random, lies))));
  else if (roll < 0.2) rig.transport.newest.text(toText([...lies, ...lies].slice(0, between(random, 1, 40))));
  else if (roll < 0.22) rig.transport.newest.emit({ kind: 'binary', data: new ArrayBuffer(8) });
  else if (roll < 0.8) rig.transport.newest.text(toText(pick(random, lies)));
  else await somebodyActs(random, rig);
  await rig.clock.advance(chance(random, 0.2) ? between(random, 0, 6_000) : 0);
}

/** A person goes on using the app meanwhile. */
async function somebodyActs(random: Random, { chat }: ChatRig): Promise<void> {
  const act = pick(random, [
    () => chat.markRead(LOBBY),
    () => chat.setTyping(LOBBY, true),
    () => void chat.loadOlder(LOBBY).catch(ignore),
    () => void chat.joinRoom('other').catch(ignore),
    () => void chat.leaveRoom(LOBBY).catch(ignore),
    () => chat.sendText(LOBBY, 'meanwhile'),
    () => {
      const gap = chat.state.timelines['lobby']?.items.find(({ kind }) => kind === 'gap');
      if (gap) void chat.fillGap(LOBBY, gap.key).catch(ignore);
    },
  ]);
  try {
    act();
  } catch (thrown) {
    // `sendText` and `markRead` refuse by a ChatError when the room is gone.
    if (!(thrown instanceof Error) || thrown.name !== 'ChatError') throw thrown;
  }
  await Promise.resolve();
}
