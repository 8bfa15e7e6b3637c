/**
 * Hold to talk: shows what the rules say and tells the owner of the recorder. Events: `recordstart`, `recordend` with
 * `{ cancelled, ms }`, `permission` (somebody wants to allow the microphone). Records nothing itself.
 */
import { visitPart } from '../../utils/visit';
import {
  NOT_TALKING,
  TICK_MS,
  nextVoice,
  passOn,
  secondsLeft,
  type Passed,
  type Voice,
  type VoiceEffect,
  type VoiceEvent,
} from './voice-rules';

/** How long "too short" stays. */
const HINT_MS = 1_000;

interface Talk {
  voice: Voice;
  /** Since the button came. */
  passed: Passed;
  ticking: ReturnType<typeof setInterval> | number;
  hinting: ReturnType<typeof setTimeout> | number;
}

const talkOf = visitPart<Talk>('talk', () => ({
  voice: NOT_TALKING,
  passed: { ms: 0, seenAt: Date.now() },
  ticking: 0,
  hinting: 0,
}));

/** Moments that only go on, and never by a leap. */
function momentOf(button: object): number {
  const talk = talkOf(button);
  talk.passed = passOn(talk.passed, Date.now());
  return talk.passed.ms;
}

const placeOf = (event: WechatMiniprogram.TouchEvent): number => event.touches[0]?.clientY ?? 0;

Component({
  properties: {
    text: { type: Object, value: {} },
    /** `refused`: nothing can be recorded until people allow it. */
    permission: { type: String, value: '' },
  },
  data: {
    /** `refused` and `short` are told in the overlay; `leaving`: letting go cancels. */
    face: 'idle' as 'idle' | 'recording' | 'leaving' | 'short' | 'refused',
    /** Seconds that are left once they are few, else 0. */
    left: 0,
  },
  observers: {
    permission(permission: string) {
      // Refused while the finger is down: nothing is being recorded.
      if (permission !== 'refused' || talkOf(this).voice.phase === 'idle') return;
      this.step({ kind: 'interrupt' });
      this.setData({ face: 'refused' });
    },
  },
  lifetimes: {
    detached() {
      this.step({ kind: 'interrupt' });
      clearTimeout(talkOf(this).hinting);
    },
  },
  pageLifetimes: {
    hide() {
      this.step({ kind: 'interrupt' });
    },
  },
  methods: {
    onPress(event: WechatMiniprogram.TouchEvent) {
      if (this.data.permission === 'refused') this.setData({ face: 'refused' });
      else this.step({ kind: 'press', at: momentOf(this), y: placeOf(event) });
    },
    onMove(event: WechatMiniprogram.TouchEvent) {
      this.step({ kind: 'move', y: placeOf(event) });
    },
    onRelease() {
      this.step({ kind: 'release', at: momentOf(this) });
    },
    onInterrupt() {
      this.step({ kind: 'interrupt' });
    },
    onAllow() {
      this.setData({ face: 'idle' });
      this.triggerEvent('permission');
    },
    onDismiss() {
      this.setData({ face: 'idle' });
    },

    step(event: VoiceEvent) {
      const talk = talkOf(this);
      const before = talk.voice;
      const { voice, effect } = nextVoice(before, event);
      talk.voice = voice;
      const ms = before.phase === 'idle' ? 0 : talk.passed.ms - before.since;
      this.act(effect, ms);
      if (voice.phase === 'idle') {
        if (before.phase !== 'idle' && effect !== 'too_short') this.setData({ face: 'idle' });
        return;
      }
      const face = voice.isLeaving ? 'leaving' : 'recording';
      const left = secondsLeft(voice, talk.passed.ms);
      if (face !== this.data.face || left !== this.data.left) this.setData({ face, left });
    },
    act(effect: VoiceEffect, ms: number) {
      const talk = talkOf(this);
      if (effect === 'none') return;
      clearInterval(talk.ticking);
      clearTimeout(talk.hinting);
      if (effect === 'start') {
        talk.ticking = setInterval(() => this.step({ kind: 'tick', at: momentOf(this) }), TICK_MS);
        this.triggerEvent('recordstart');
        return;
      }
      this.triggerEvent('recordend', { cancelled: effect !== 'finish', ms });
      if (effect !== 'too_short') return;
      this.setData({ face: 'short' });
      talk.hinting = setTimeout(() => this.setData({ face: 'idle' }), HINT_MS);
    },
  },
});
