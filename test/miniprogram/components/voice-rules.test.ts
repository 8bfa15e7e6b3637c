import { MAX_VOICE_MS } from '../../../miniprogram/core/protocol/limits';
import {
  CANCEL_PX,
  MIN_VOICE_MS,
  NOT_TALKING,
  nextVoice,
  secondsLeft,
  type VoiceEvent,
} from '../../../miniprogram/components/voice-button/voice-rules';

const press: VoiceEvent = { kind: 'press', at: 0, y: 500 };
const move = (y: number): VoiceEvent => ({ kind: 'move', y });
const release = (at: number): VoiceEvent => ({ kind: 'release', at });
const tick = (at: number): VoiceEvent => ({ kind: 'tick', at });

/** The effects of the events, those without any left out. */
function effects(...events: VoiceEvent[]): string[] {
  let voice = NOT_TALKING;
  return events.flatMap((event) => {
    const step = nextVoice(voice, event);
    voice = step.voice;
    return step.effect === 'none' ? [] : [step.effect];
  });
}

test('[UI68] {C11} holding records, letting go sends', () => {
  expect(effects(press, move(490), release(MIN_VOICE_MS))).toEqual(['start', 'finish']);
});

test('[UI68] {C11} a tap is too short to be meant', () => {
  expect(effects(press, release(MIN_VOICE_MS - 1))).toEqual(['start', 'too_short']);
});

test('[UI68] {C11} letting go above cancels, sliding back down sends after all', () => {
  expect(effects(press, move(500 - CANCEL_PX), release(5_000))).toEqual(['start', 'cancel']);
  expect(effects(press, move(500 - CANCEL_PX), move(480), release(5_000))).toEqual(['start', 'finish']);
});

test('[UI68] {C11} after a minute it is sent as it is, and letting go later does nothing', () => {
  expect(effects(press, tick(MAX_VOICE_MS - 1), tick(MAX_VOICE_MS), release(MAX_VOICE_MS + 900))).toEqual([
    'start',
    'finish',
  ]);
  expect(effects(press, move(0), tick(MAX_VOICE_MS))).toEqual(['start', 'cancel']);
});

test('[UI68] {C11} a call or a covered page cancels; a second finger changes nothing', () => {
  expect(effects(press, press, { kind: 'interrupt' }, release(5_000))).toEqual(['start', 'cancel']);
  expect(effects(release(1), move(1), tick(1), { kind: 'interrupt' })).toEqual([]);
});

test('[UI68] {C11} the last ten seconds are counted', () => {
  const { voice } = nextVoice(NOT_TALKING, press);
  const left = [0, 49_999, 50_000, 50_001, 59_000, 59_999].map((at) => secondsLeft(voice, at));
  expect(left).toEqual([0, 0, 10, 10, 1, 1]);
  expect(secondsLeft(NOT_TALKING, 55_000)).toBe(0);
});
