import {
  AT_REST,
  floorHeight,
  nextInset,
  panelHeight,
  PANEL_PX,
  type Inset,
  type InsetEvent,
} from '../../../miniprogram/components/composer/inset-rules';
import { createSeededRandom } from '../../support/seeded-random';

const height = (px: number): InsetEvent => ({ kind: 'height', px });
const blur: InsetEvent = { kind: 'blur' };
const raise: InsetEvent = { kind: 'raise' };
const emoji: InsetEvent = { kind: 'open', panel: 'emoji' };

/** The state after each event, and every height of the floor on the way. */
function run(events: readonly InsetEvent[], start: Inset = AT_REST) {
  const floors: number[] = [];
  let state = start;
  for (const event of events) {
    state = nextInset(state, event);
    floors.push(floorHeight(state));
  }
  return { state, floors };
}

test('[UI60] {P9} the floor is the keyboard, and nothing once the field is left, height event or not', () => {
  expect(run([height(291), blur]).floors).toEqual([291, 0]);
  expect(run([height(291), height(0)]).floors).toEqual([291, 0]);
  expect(run([height(291), height(335), height(-1)]).floors).toEqual([291, 335, 0]);
});

test('[UI61] {P9} a panel takes the keyboard’s place and gives it back without a move of the field', () => {
  const there = run([height(291), emoji, height(0), blur]);
  expect(there.floors).toEqual([291, 291, 291, 291]);
  expect(there.state).toMatchObject({ panel: 'emoji', keyboard: 0 });
  const back = run([raise, height(291)], there.state);
  expect(back.floors).toEqual([291, 291]);
  expect(back.state).toMatchObject({ panel: 'none', isRaising: false });
});

test('[UI61] {P9} the events of a swap may come in any order', () => {
  expect(run([height(291), emoji, blur, height(0)]).floors).toEqual([291, 291, 291, 291]);
  // A keyboard that goes tells its height once more; so does one that is called back before it was gone.
  expect(run([height(291), emoji, height(291), blur]).state.panel).toBe('emoji');
  expect(run([height(291), emoji, raise, blur, height(0), height(291)]).floors).toEqual([
    291, 291, 291, 291, 291, 291,
  ]);
});

test('[UI61] {P9} from one panel to the other the floor stays', () => {
  const { state, floors } = run([height(291), emoji, blur, { kind: 'open', panel: 'plus' }]);
  expect([floors, state.panel]).toEqual([[291, 291, 291, 291], 'plus']);
});

test('[UI61] {P9} before any keyboard a panel has a usual height, after an odd one a sensible one', () => {
  expect(panelHeight(AT_REST)).toBe(PANEL_PX);
  expect(run([height(44), blur]).state.known).toBe(0);
  expect(run([height(700), blur, emoji]).floors).toEqual([700, 0, 400]);
  expect(run([height(150), blur, emoji]).floors).toEqual([150, 0, 240]);
});

test('[UI60] {P9} where no keyboard comes the panel goes all the same', () => {
  const { floors, state } = run([emoji, raise, { kind: 'give_up' }]);
  expect(floors).toEqual([PANEL_PX, PANEL_PX, 0]);
  expect(state).toMatchObject({ panel: 'none', isRaising: false });
  expect(run([height(291), raise, { kind: 'give_up' }]).floors).toEqual([291, 291, 291]);
});

test('[UI60] {P9} whoever wants to read gets the whole screen', () => {
  expect(run([height(291), { kind: 'rest' }]).floors).toEqual([291, 0]);
  expect(run([emoji, { kind: 'rest' }]).floors).toEqual([PANEL_PX, 0]);
});

const SEED = 60_61;
test(`[UI60, UI61] {P9} after any events, a blur and a rest, nothing is left below the field (seed ${SEED})`, () => {
  const random = createSeededRandom(SEED);
  const events: InsetEvent[] = [height(291), height(0), height(335), blur, raise, emoji];
  events.push({ kind: 'open', panel: 'plus' }, { kind: 'give_up' });
  for (let n = 0; n < 300; n += 1) {
    const some = Array.from({ length: 12 }, () => events[Math.floor(random() * events.length)] ?? blur);
    const { state } = run(some);
    expect(floorHeight(state)).toBeGreaterThanOrEqual(state.keyboard);
    expect(floorHeight(nextInset(nextInset(state, { kind: 'rest' }), blur))).toBe(0);
  }
});
