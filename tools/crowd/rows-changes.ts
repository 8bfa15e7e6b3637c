/**
 * Changes of the crowd: who comes, goes, has another name or another part, and how much everybody else hears of it.
 */
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { ADMINS, CROWD, guestOf, memberOf } from './dataset';
import { measureTimes, TIMES } from './measure';
import type { Measured } from './figures';
import type { RowPlan } from './row-plan';
import type { Scene } from './scene';

/** So many come in one after the other. */
export const GUESTS = 500;

/** How many frames of each type one of those who listen got meanwhile. */
async function withFrames(scene: Scene, work: () => Promise<Measured>): Promise<Measured> {
  const [listener] = scene.listeners;
  const before = new Map(listener?.counts);
  const measured = await work();
  const told = [...(listener?.counts ?? [])]
    .map(([type, count]) => [type, count - (before.get(type) ?? 0)] as const)
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...measured, note: `each hears: ${told.map((pair) => pair.join(' ')).join(', ') || 'nothing'}` };
}

const comeIn = (scene: Scene): Promise<Measured> =>
  withFrames(scene, () =>
    measureTimes(GUESTS, async (i) => {
      const person = await scene.open(guestOf(i));
      const { ms } = await person.ask({ type: 'join', room: CROWD });
      person.close();
      return ms;
    }),
  );

const goAway = (scene: Scene): Promise<Measured> =>
  withFrames(scene, () =>
    measureTimes(TIMES, async (i) => {
      const person = await scene.open(guestOf(i));
      const { ms } = await person.ask({ type: 'leave', room: CROWD });
      person.close();
      return ms;
    }),
  );

const rename = (scene: Scene): Promise<Measured> =>
  withFrames(scene, () =>
    measureTimes(TIMES, async (i) => {
      const read = scene.start();
      const response = await fetch(`${scene.server.url}/api/profile`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Authorization: `Bearer ${scene.ticketOf(scene.fresh())}`,
        },
        body: JSON.stringify({ name: `Renamed ${i}` }),
      });
      if (!response.ok) throw new Error(`profile: ${response.status} ${await response.text()}`);
      return read();
    }),
  );

type Action = (user: UserId, i: number) => object;

/** What those who run the room do with somebody else, in turn: one person may ask for a few changes in a second only. */
const rule = (action: Action) => (scene: Scene) =>
  withFrames(scene, async () => {
    const admins = await Promise.all(Array.from({ length: ADMINS }, (_, i) => scene.open(memberOf(1 + i))));
    const measured = await measureTimes(TIMES, async (i) => {
      const admin = admins[i % ADMINS];
      if (!admin) throw new Error(`no admin for change ${i}`);
      const frame = { type: 'room_action', room: CROWD, action: action(scene.fresh(), i) };
      return (await admin.ask(frame)).ms;
    });
    for (const admin of admins) admin.close();
    return measured;
  });

/** The owner leaves, then whoever owns the room since: first those who ran it, then whoever was there longest. */
const inherit = (scene: Scene): Promise<Measured> =>
  measureTimes(TIMES, async (i) => {
    const user = memberOf(i);
    const person = await scene.open(user);
    const { ms } = await person.ask({ type: 'leave', room: CROWD });
    person.close();
    return ms;
  }).then((measured) => ({ ...measured, note: `${ADMINS} of them to admins` }));

export const CHANGES: readonly RowPlan[] = [
  { row: `${GUESTS} people come in one after the other`, measure: comeIn },
  { row: 'leaving', measure: goAway },
  { row: 'another name', measure: rename },
  { row: 'silence for somebody', measure: rule((user) => ({ kind: 'mute', user, forMs: 60_000 })) },
  { row: 'another announcement', measure: rule((_, i) => ({ kind: 'announce', text: `News ${i}` })) },
  { row: 'removing somebody', measure: rule((user) => ({ kind: 'remove', user })) },
  { row: 'the owner leaves and somebody inherits', measure: inherit },
];
