/**
 * Rows of the fault matrix, and symptoms of other chats, that need a phone, a network and a server at once: real clients on
 * the simulated WeChat runtime against the real server core, in virtual time, one fault each.
 */
import { CALM } from '../sim/faults';
import { SIM_MODES } from '../sim/results';
import { createScene, LOBBY, type Scene } from '../sim/scene';
import type { SimPhone } from '../sim/sim-phone';

let scene: Scene;

afterEach(async () => {
  expect(scene.world.errors).toEqual([]);
  await scene.close();
});

const count = (list: readonly string[], text: string): number => list.filter((each) => each === text).length;

/** Every state that a bubble with this text goes through. */
function watchBubble(phone: SimPhone, text: string): readonly string[] {
  const seen: string[] = [];
  phone.client.chat.onChange(() => {
    const found = scene.texts(phone).filter((each) => each === text || each.endsWith(`:${text}`));
    const now = found.join('+');
    if (seen[seen.length - 1] !== now) seen.push(now);
  });
  return seen;
}

const logOf = async (text: string): Promise<number> => {
  const log = await scene.world.disk.read(LOBBY);
  return log.filter(({ body }) => body.kind === 'text' && body.text === text).length;
};

describe.each(SIM_MODES)('in the mode %s', (mode) => {
  test('[FM13, SY28] committed, and the ack is lost: one bubble, never shown as failed, once in the log', async () => {
    scene = await createScene(mode);
    const { ann, bob, world } = scene;
    const seen = watchBubble(ann, 'hello');
    const sent = ann.send(LOBBY, 'hello');
    await scene.until('the commit', () => world.disk.hasCommitted(sent?.clientId ?? ''));
    world.linksOf(ann).forEach((link) => link.cut());
    await scene.until('the answer', () => count(scene.texts(ann), 'hello') === 1);
    await scene.run(20_000);
    expect([...new Set(seen)].sort()).toEqual(['hello', 'queued:hello', 'sending:hello']);
    expect(count(scene.texts(bob), 'hello')).toBe(1);
    expect(await logOf('hello')).toBe(1);
    expect(ann.storedKeys('mc1:out:')).toEqual([]);
  });

  test('[SY15, SY27] the network goes and nobody is told, sends report success: noticed in seconds, and nothing is called sent before it is', async () => {
    scene = await createScene(mode, { networkLoss: 'silent', sendReports: 'ok' });
    const { ann, bob, world } = scene;
    const seen = watchBubble(ann, 'into the void');
    world.linksOf(ann).forEach((link) => link.silence());
    ann.send(LOBBY, 'into the void');
    ann.control.setNetwork('4g');
    const noticedMs = await scene.until('noticing', () => !scene.isOnline(ann));
    expect(noticedMs).toBeLessThan(5_000);
    expect([...new Set(seen)].sort()).toEqual(['queued:into the void', 'sending:into the void']);
    await scene.until('bob to read it', () => count(scene.texts(bob), 'into the void') === 1, 60_000);
    await scene.run(5_000);
    expect(count(scene.texts(ann), 'into the void')).toBe(1);
    expect(await logOf('into the void')).toBe(1);
  });

  test('[SY3] a connection that dies without a word is replaced within 45 s, and what was missed is there once', async () => {
    scene = await createScene(mode);
    const { ann, bob, world } = scene;
    world.linksOf(ann).forEach((link) => link.silence());
    const lines = ['one', 'two', 'three'];
    for (const line of lines) bob.send(LOBBY, line);
    await scene.until('noticing', () => !scene.isOnline(ann));
    await scene.until('the new connection', () => scene.isOnline(ann), 45_000);
    await scene.run(5_000);
    expect(scene.texts(ann).filter((text) => lines.includes(text))).toEqual(lines);
  });

  test.each([
    ['told before show', { interruption: 'told', replay: 'before-show' }],
    ['told after show', { interruption: 'told', replay: 'after-show' }],
    ['never told', { interruption: 'silent' }],
  ] as const)(
    '[SY1, SY2, SY24, SY25] a minute in the background, its end %s: back at once, no thrashing, what was missed is there once',
    async (_name, quirks) => {
      scene = await createScene(mode, quirks);
      const { ann, bob } = scene;
      const connects = ann.connects;
      const lines = ['one', 'two', 'three', 'four', 'five'];
      ann.send(LOBBY, 'goodbye');
      ann.control.hide();
      for (const line of lines) {
        await scene.run(10_000);
        bob.send(LOBBY, line);
      }
      await scene.run(10_000);
      ann.control.show();
      await scene.until('being back', () => scene.texts(ann).includes('five'), 12_000);
      await scene.run(60_000);
      const all = ['goodbye', ...lines];
      expect(scene.texts(ann).filter((text) => all.includes(text))).toEqual(all);
      expect(scene.isOnline(ann)).toBe(true);
      expect(ann.connects - connects).toBeLessThanOrEqual(2);
      expect(ann.maxSockets).toBeLessThanOrEqual(2);
    },
  );

  test('[SY58] a picker hides the app for three seconds: the room stays connected', async () => {
    scene = await createScene(mode);
    const { ann, bob } = scene;
    const connects = ann.connects;
    for (let i = 0; i < 3; i += 1) {
      ann.control.hide();
      await scene.run(1_500);
      bob.send(LOBBY, `while choosing ${i}`);
      await scene.run(1_500);
      expect(scene.texts(ann)).toContain(`while choosing ${i}`);
      ann.control.show();
      await scene.run(2_000);
    }
    expect(ann.connects).toBe(connects);
    expect(scene.isOnline(ann)).toBe(true);
  });

  test('[FM54, SY7] all sockets of the phone are in use: told as such, tried every 5 s or less often, and over when one is free', async () => {
    scene = await createScene(mode);
    const { ann, world } = scene;
    ann.control.sockets.setQuirks({ socketLimit: 0 });
    world.linksOf(ann).forEach((link) => link.cut());
    const hasReason = (): boolean => {
      const view = ann.client.chat.connection;
      return view.state === 'reconnecting' && view.reason.includes('exceed max');
    };
    await scene.until('the reason', hasReason);
    const { connects } = ann;
    await scene.run(20_000);
    expect(ann.connects - connects).toBeLessThanOrEqual(4);
    ann.control.sockets.setQuirks({ socketLimit: 5 });
    await scene.until('being back', () => scene.isOnline(ann), 60_000);
    expect(ann.maxSockets).toBeLessThanOrEqual(2);
  });

  test('[SY33, SY34] opened again after it was killed it receives and sends, and the earlier messages are there', async () => {
    scene = await createScene(mode);
    const { ann, bob } = scene;
    const before = Array.from({ length: 5 }, (_, i) => `before ${i}`);
    for (const line of before) {
      bob.send(LOBBY, line);
      await scene.run(1_500);
    }
    ann.kill();
    ann.launch();
    await scene.until('being back', () => scene.isOnline(ann));
    const loading = ann.client.chat.loadOlder(LOBBY);
    await scene.run(3_000);
    await loading;
    expect(scene.texts(ann)).toEqual(before);
    ann.send(LOBBY, 'from ann');
    bob.send(LOBBY, 'from bob');
    await scene.run(3_000);
    for (const phone of [ann, bob]) {
      expect(scene.texts(phone).slice(5).sort()).toEqual(['from ann', 'from bob']);
    }
  });

  test('[SY50] a phone whose storage is full still sends and receives', async () => {
    scene = await createScene(mode);
    const { ann, bob } = scene;
    ann.control.storage.failWrites('exceed storage max size 10Mb');
    ann.send(LOBBY, 'from a full phone');
    bob.send(LOBBY, 'to a full phone');
    await scene.run(3_000);
    const both = ['from a full phone', 'to a full phone'];
    for (const phone of [ann, bob]) expect([...scene.texts(phone)].sort()).toEqual(both);
  });
});

test('[FM4] success and then nothing at all, from network and phone: given up after 13 s, and the next one works', async () => {
  scene = await createScene('global-latest');
  const { ann, world } = scene;
  const { events, network } = CALM;
  world.weather = { ...CALM, events: { ...events, closeLost: 1 }, network: { ...network, connectHang: 1 } };
  world.linksOf(ann).forEach((link) => link.cut());
  await scene.until('the attempt', () => ann.client.chat.connection.state === 'connecting');
  world.weather = CALM;
  const attempts = ann.connects;
  await scene.until('the next attempt', () => ann.connects > attempts, 30_000);
  await scene.until('being back', () => scene.isOnline(ann), 60_000);
  expect(ann.maxSockets).toBeLessThanOrEqual(2);
});
