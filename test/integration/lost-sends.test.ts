/**
 * Single sends that are lost or refused while the connection lives, and a long line of waiting messages: whole clients on the
 * simulated WeChat runtime against the real server core, in virtual time.
 */
import { NO_SEND_FAULTS, type SendFaults } from '../sim/send-faults';
import { CALM } from '../sim/faults';
import { SIM_MODES } from '../sim/results';
import { createScene, LOBBY, type Scene } from '../sim/scene';

jest.setTimeout(60_000);

let scene: Scene;

afterEach(async () => {
  expect(scene.world.errors).toEqual([]);
  await scene.close();
});

/** What is sent meanwhile has this fate. */
function spoil(fate: Partial<SendFaults>, work: () => void): void {
  scene.world.weather = { ...CALM, sends: { ...NO_SEND_FAULTS, ...fate } };
  work();
  scene.world.weather = CALM;
}

const log = async (): Promise<string[]> =>
  (await scene.world.disk.read(LOBBY)).flatMap(({ body }) => (body.kind === 'text' ? [body.text] : []));

const FATES: readonly Partial<SendFaults>[] = [{ vanished: 1 }, { untaken: 1 }, { denied: 1 }];

describe.each(SIM_MODES)('in the mode %s', (mode) => {
  test.each(FATES)(
    '[DL26] {H1} the second of three is lost (%o): they are in order, in seconds',
    async (fate) => {
      scene = await createScene(mode, { sendReports: 'truth' });
      const { ann, bob } = scene;
      ann.send(LOBBY, 'one');
      spoil(fate, () => ann.send(LOBBY, 'two'));
      ann.send(LOBBY, 'three');
      const tookMs = await scene.until('all of them', () => scene.texts(bob).length === 3);
      expect(await log()).toEqual(['one', 'two', 'three']);
      expect(tookMs).toBeLessThan(3_000);
    },
  );

  test.each(FATES)(
    '[DL26] {H1} one is lost (%o) and the person writes every 5 s: it is next, not the last',
    async (fate) => {
      scene = await createScene(mode, { sendReports: 'truth' });
      const { ann } = scene;
      ann.send(LOBBY, 'm0');
      spoil(fate, () => ann.send(LOBBY, 'm1'));
      for (let i = 2; i < 8; i += 1) {
        await scene.run(5_000);
        ann.send(LOBBY, `m${i}`);
        const sent = await log();
        expect(sent).toEqual(Array.from({ length: sent.length }, (_, n) => `m${n}`));
        expect(sent.length).toBeGreaterThanOrEqual(i - 1);
      }
    },
  );

  test('[DL26, OB90] {H1} two lies: one is called refused and arrived, the next one is lost', async () => {
    scene = await createScene(mode, { sendReports: 'truth' });
    const { ann, bob } = scene;
    ann.send(LOBBY, 'one');
    const taken = ann.client.chat;
    let two = null as ReturnType<typeof ann.send>;
    spoil({ denied: 1 }, () => (two = ann.send(LOBBY, 'two')));
    await scene.run(10);
    if (two) taken.discard(LOBBY, two.clientId);
    spoil({ vanished: 1 }, () => ann.send(LOBBY, 'three'));
    ann.send(LOBBY, 'four');
    await scene.until('all of them', () => scene.texts(bob).includes('four'));
    await scene.run(20_000);
    expect((await log()).filter((text) => text !== 'two')).toEqual(['one', 'three', 'four']);
  });

  test('[DL26] {H1} the last one is lost and nobody writes: found by its missing answer', async () => {
    scene = await createScene(mode);
    const { ann, bob } = scene;
    spoil({ vanished: 1 }, () => ann.send(LOBBY, 'one'));
    expect(await scene.until('it', () => scene.texts(bob).includes('one'))).toBeLessThan(10_000);
  });

  test.each([6, 12])(
    '[DL27, OB92] {H10} bursts of %i messages, again and again, cost at most 1.2 times as many publish frames',
    async (size) => {
      scene = await createScene(mode);
      const { ann } = scene;
      const rooms = [LOBBY, 'tea' as typeof LOBBY];
      for (let burst = 0; burst < 8; burst += 1) {
        for (let i = 0; i < size; i += 1) ann.send(rooms[i % rooms.length] ?? LOBBY, `b${burst} m${i}`);
        await scene.run(20_000);
      }
      expect(ann.storedKeys('mc1:out:')).toEqual([]);
      expect(ann.publishes).toBeLessThanOrEqual(1.2 * 8 * size);
    },
  );

  test('[DL27] {H10} 150 waiting messages cost at most 1.2 times as many publish frames', async () => {
    scene = await createScene(mode);
    const { ann } = scene;
    ann.control.setNetwork('none');
    await scene.until('the end of the connection', () => !scene.isOnline(ann), 60_000);
    const texts = Array.from({ length: 150 }, (_, i) => `m${i}`);
    for (const text of texts) ann.send(LOBBY, text);
    ann.control.setNetwork('wifi');
    await scene.until('the last ack', () => ann.storedKeys('mc1:out:').length === 0, 300_000);
    expect(ann.publishes).toBeLessThanOrEqual(180);
    expect(await log()).toEqual(texts);
  });
});
