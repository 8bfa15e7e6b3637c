/** Going to a message that is far away, without all that lies between. */
import type { UpFrameOf } from '../../../../miniprogram/core/protocol/up';
import { createChatRig, errorOf, LOBBY, message, roomState } from '../../../support/chat-rig';
import type { ChatRig } from '../../../support/chat-rig';

async function open(head = 5_000): Promise<ChatRig> {
  const rig = createChatRig();
  await rig.online([roomState({ head, from: head + 1, last: message(head) })]);
  return rig;
}

/** As a server whose log has everything from `oldest` on. */
async function answer(rig: ChatRig, oldest = 1): Promise<UpFrameOf<'history'>> {
  const asked = rig.server.last('history');
  const from = Math.max(oldest, asked.before - asked.limit);
  const seqs = Array.from({ length: Math.max(0, asked.before - from) }, (_, i) => from + i);
  const base = { type: 'page', id: asked.id, room: LOBBY, epoch: 'e1', more: from > oldest };
  await rig.server.say({ ...base, messages: seqs.map((seq) => message(seq)) });
  return asked;
}

/** What is shown, runs of messages as `first-last`. */
function runs(rig: ChatRig): string[] {
  const out: string[] = [];
  for (const line of rig.shown()) {
    const seq = Number(line.split(':')[0]);
    const [first, last] = (/^\d+-\d+$/.exec(out[out.length - 1] ?? '')?.[0] ?? '').split('-').map(Number);
    if (!Number.isNaN(seq) && last === seq - 1) out[out.length - 1] = `${first}-${seq}`;
    else out.push(Number.isNaN(seq) ? line : `${seq}-${seq}`);
  }
  return out;
}

test('[TL30] {C4, C21} a far message comes with its surroundings in one request, and a gap stays between', async () => {
  const rig = await open();
  const going = rig.chat.loadAround(LOBBY, 100);
  const asked = await answer(rig);
  await going;
  expect(asked).toMatchObject({ before: 130, limit: 60 });
  expect(runs(rig)).toEqual(['70-129', 'gap 130-4999', '5000-5000']);
  expect(rig.chat.state.timelines['lobby']?.older).toEqual({ state: 'idle' });
  // Both ways lead on from there.
  const up = rig.chat.loadOlder(LOBBY);
  await answer(rig);
  await up;
  expect(runs(rig)[0]).toBe('40-129');
});

test('[TL30] {C4} at the beginning of the room there is nothing above; what is gone there is said to be gone', async () => {
  for (const [oldest, shown] of [
    [1, '1-39'],
    [5, 'lost 1-4'],
  ] as const) {
    const rig = await open();
    const going = rig.chat.loadAround(LOBBY, 10);
    await answer(rig, oldest);
    await going;
    expect(runs(rig)[0]).toBe(shown);
    expect(rig.chat.state.timelines['lobby']?.older).toEqual({ state: 'complete' });
  }
});

test('[TL30] {C4} inside a gap it is split; what is there already, or beyond the beginning, asks nothing', async () => {
  const rig = await open();
  const first = rig.chat.loadAround(LOBBY, 100);
  await answer(rig);
  await first;
  const second = rig.chat.loadAround(LOBBY, 2_000);
  await answer(rig);
  await second;
  expect(runs(rig)).toEqual(['70-129', 'gap 130-1969', '1970-2029', 'gap 2030-4999', '5000-5000']);
  const asked = rig.server.of('history').length;
  await rig.chat.loadAround(LOBBY, 2_010);
  await rig.chat.loadAround(LOBBY, 5_000);
  expect(rig.server.of('history')).toHaveLength(asked);
});

test('[TL31] {C1} a gap is filled from the end that people come from', async () => {
  const rig = await open();
  const going = rig.chat.loadAround(LOBBY, 100);
  await answer(rig);
  await going;
  const gap = (): string =>
    rig.chat.state.timelines['lobby']?.items.find(({ kind }) => kind === 'gap')?.key ?? '';
  const down = rig.chat.fillGap(LOBBY, gap(), 'oldest');
  await answer(rig);
  await down;
  expect(runs(rig)).toEqual(['70-159', 'gap 160-4999', '5000-5000']);
  const up = rig.chat.fillGap(LOBBY, gap());
  await answer(rig);
  await up;
  expect(runs(rig)).toEqual(['70-159', 'gap 160-4969', '4970-5000']);
});

test('[TL30] {C4} a refusal leaves everything as it was', async () => {
  const rig = await open();
  const failing = errorOf(rig.chat.loadAround(LOBBY, 100));
  const { id } = rig.server.last('history');
  await rig.server.say({ type: 'error', id, code: 'storage', reason: 'disk', fatal: false });
  expect((await failing).kind).toBe('storage');
  expect(runs(rig)).toEqual(['5000-5000']);
});

test('[UI427] {C21} earlier messages that did not come for want of a connection can be asked for again when there is one', async () => {
  const rig = await open(100);
  const older = () => rig.chat.state.timelines['lobby']?.older;
  const loading = errorOf(rig.chat.loadOlder(LOBBY));
  await rig.reconnect();
  await loading;
  expect(older()).toMatchObject({ state: 'failed' });
  await rig.server.welcome([roomState({ head: 100, from: 101 })]);
  expect(older()).toEqual({ state: 'idle' });
});
