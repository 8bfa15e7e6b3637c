/** Whose time counts: the server's, however wrong the phone's clock is, and whatever is done to it meanwhile. */
import { readContext } from '../../../miniprogram/behaviors/view-context';
import { createServerTime } from '../../../miniprogram/core/chat/server-time';
import { isRecallable } from '../../../miniprogram/core/store/selectors';
import { menuEntries } from '../../../miniprogram/pages/chat/menu/menu-entries';
import { roomLine } from '../../../miniprogram/pages/chat/room-line';
import { roomsView } from '../../../miniprogram/pages/rooms/rooms-view';
import type { Client } from '../../../miniprogram/services/client-types';
import { createChatRig, errorOf, LOBBY, message, roomState, type ChatRig } from '../../support/chat-rig';
import { createManualClock } from '../../support/manual-clock';
import { viewContext } from '../../support/view-context';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A Monday noon, local time, on the server. */
const SERVER = new Date(2026, 8, 21, 12, 0).getTime();
const OFFS = [10 * MINUTE_MS, -10 * MINUTE_MS, 2 * DAY_MS, -2 * DAY_MS, 0];

async function online(off: number, room: object = {}): Promise<ChatRig> {
  const rig = createChatRig();
  rig.clock.jump(SERVER + off - rig.clock.now());
  rig.chat.start();
  await rig.server.accept();
  await rig.server.welcome([roomState(room)], { now: SERVER });
  return rig;
}

/** What a page is given. */
const contextOf = ({ chat, clock }: ChatRig) =>
  viewContext({ state: chat.state, now: chat.now(), phoneNow: clock.now(), connection: chat.connection });

const mutedUntil = (until: number) => ({ standing: { role: 'member', mutedUntil: until } });

describe.each(OFFS.map((off) => [off / MINUTE_MS, off] as const))(
  'a phone that is %d minutes off',
  (_, off) => {
    test('[RM63] {K9} offers to recall a fresh message, and no longer than the server allows', async () => {
      const rig = await online(off);
      await rig.server.say(message(1, { user: 'me', at: SERVER - 1_000 }));
      const [mine] = rig.chat.state.timelines['lobby']?.items ?? [];
      if (mine?.kind !== 'message') throw new Error('no message');
      const offers = (): boolean =>
        menuEntries(mine, { language: 'en', state: rig.chat.state, now: rig.chat.now() }).some(
          ({ id }) => id === 'recall',
        );
      expect(offers()).toBe(true);
      await rig.clock.advance(2 * MINUTE_MS);
      expect([offers(), isRecallable(mine, rig.chat.state.self, rig.chat.now())]).toEqual([false, false]);
    });

    test('[RM63] {K9} has no field as long as a silence lasts, and has it when it ends', async () => {
      const rig = await online(off, mutedUntil(SERVER + 4_000));
      const barrier = (): string => roomLine(contextOf(rig), LOBBY, '').barrier;
      expect(barrier()).toContain('不到一分钟');
      expect(() => rig.chat.sendText(LOBBY, 'hello')).toThrow();
      await rig.clock.advance(4_000);
      expect(barrier()).toBe('');
      expect(() => rig.chat.sendText(LOBBY, 'hello')).not.toThrow();
    });

    test('[RM63] {K9} calls today what is today, and yesterday what was yesterday', async () => {
      const rig = await online(off);
      const time = async (seq: number, at: number): Promise<string | undefined> => {
        await rig.server.say(message(seq, { at }));
        return roomsView(contextOf(rig)).view.rows['lobby']?.time;
      };
      expect(await time(1, SERVER - DAY_MS)).toBe('昨天');
      expect(await time(2, SERVER - 5 * MINUTE_MS)).toBe('11:55');
    });

    test('[RM65] {K9} shows what waits at the time of the server, and until when it waits', async () => {
      const rig = await online(off, {
        settings: { announcement: '', access: 'public', slowMs: 1, closed: false },
      });
      const clientId = rig.chat.sendText(LOBBY, 'hello');
      const pending = () => rig.chat.state.timelines['lobby']?.pending[0];
      expect(pending()?.at).toBe(rig.chat.now());
      const { id } = rig.server.last('publish');
      const refusal = {
        type: 'nack',
        id,
        room: 'lobby',
        clientId,
        code: 'rate',
        reason: 'slow',
        afterMs: 3_600_000,
      };
      await rig.server.say(refusal);
      const delivery = pending()?.delivery;
      const until = delivery?.status === 'queued' ? (delivery.wait?.until ?? 0) : 0;
      expect(Math.abs(until - (rig.chat.now() + 3_600_000))).toBeLessThan(1_000);
    });
  },
);

test.each(OFFS.filter((off) => off !== 0))(
  '[RM64] {K9} a clock that is set by %d ms while the app runs counts for some seconds at most, and pages hear of it',
  async (off) => {
    const rig = await online(0, mutedUntil(SERVER + 5 * MINUTE_MS));
    rig.clock.jump(off);
    // Set back, the last that the server said holds meanwhile.
    if (off < 0) expect(rig.chat.now()).toBe(SERVER);
    await rig.clock.advance(5_000);
    const { id } = rig.server.last('ping');
    let heard = 0;
    rig.chat.onChange(() => (heard += 1));
    await rig.server.say({ type: 'pong', id, now: SERVER + 5_000 });
    expect(rig.chat.now()).toBe(SERVER + 5_000);
    expect(heard).toBe(1);
    expect(roomLine(contextOf(rig), LOBBY, '').barrier).not.toBe('');
    expect((await errorOf(Promise.reject(thrownBy(() => rig.chat.sendText(LOBBY, 'x'))))).kind).toBe('muted');
  },
);

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  return new Error('nothing was thrown');
}

test('[RM63] {K9} every ping tells the time, and one without it changes nothing', async () => {
  const rig = await online(DAY_MS);
  await rig.server.say({ type: 'ping', heads: [] });
  expect(rig.chat.now()).toBe(SERVER);
  await rig.server.say({ type: 'ping', heads: [], now: SERVER + 777 });
  expect(rig.chat.now()).toBe(SERVER + 777);
});

test('[RM63] {K9} before the server has told, the phone’s clock counts, and what is known of the server goes no way back', () => {
  const clock = createManualClock();
  let shifts = 0;
  const time = createServerTime(clock, () => (shifts += 1));
  expect([time.known(), time.now()]).toEqual([null, clock.now()]);
  time.received(SERVER);
  time.received(SERVER + 900);
  expect([time.known(), shifts]).toEqual([SERVER + 900, 1]);
  time.heard(SERVER + 5_000);
  time.heard(SERVER - 5_000);
  clock.jump(-DAY_MS);
  expect(time.now()).toBe(SERVER + 5_000);
  time.received(SERVER + 3_000);
  expect([time.now(), shifts]).toEqual([SERVER + 3_000, 2]);
});

test('[RM63] {K9} pages are given both times', () => {
  const parts = { chat: {}, account: {}, settings: {}, drafts: {} };
  const client = { ...parts, now: () => 7, phoneNow: () => 9 } as unknown as Client;
  expect(readContext(client)).toMatchObject({ now: 7, phoneNow: 9 });
});
