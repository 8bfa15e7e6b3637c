/** One voice at a time, over wx's audio contexts. */
import { createVoicePlayer, PLAYER_END_MS, PLAYER_START_MS } from '../../miniprogram/platform/voice-player';
import { createManualClock } from '../support/manual-clock';

interface Audio {
  src: string;
  log: string[];
  tell(name: string): void;
}

function phone() {
  const audios: Audio[] = [];
  const options: unknown[] = [];
  const wx = {
    createInnerAudioContext() {
      const listeners = new Map<string, () => void>();
      const log: string[] = [];
      const on = (name: string) => (listener: () => void) => void listeners.set(name, listener);
      const audio = {
        src: '',
        log,
        tell: (name: string) => listeners.get(name)?.(),
        play: () => log.push('play'),
        stop: () => log.push('stop'),
        destroy: () => log.push('destroy'),
        onPlay: on('play'),
        onEnded: on('ended'),
        onStop: on('stop'),
        onError: on('error'),
      };
      audios.push(audio);
      return audio;
    },
    setInnerAudioOption: (option: object) => options.push(option),
  };
  const clock = createManualClock();
  return { player: createVoicePlayer(wx, clock), audios, options, clock };
}

test('[SS84] {C11} a voice plays also when the mute switch is on, and its player is given back', async () => {
  const { player, audios, options } = phone();
  const over = player.play('https://h/v.mp3');
  expect(options).toMatchObject([{ obeyMuteSwitch: false }]);
  expect(audios).toMatchObject([{ src: 'https://h/v.mp3', log: ['play'] }]);
  audios[0]?.tell('ended');
  expect(await over).toBe('ended');
  expect(audios[0]?.log).toEqual(['play', 'destroy']);
});

test('[SS84] {C11} another one takes its place; stop, the phone and an error end it', async () => {
  const { player, audios } = phone();
  const first = player.play('1');
  const second = player.play('2');
  expect(await first).toBe('stopped');
  player.stop();
  expect(await second).toBe('stopped');
  for (const [event, outcome] of [
    ['stop', 'stopped'],
    ['error', 'failed'],
  ] as const) {
    const over = player.play('3');
    audios[audios.length - 1]?.tell(event);
    expect(await over).toBe(outcome);
  }
  expect(audios.map(({ log }) => log.filter((what) => what === 'destroy').length)).toEqual([1, 1, 1, 1]);
  // News of one that is over says nothing about the next.
  const last = player.play('5');
  audios[0]?.tell('ended');
  audios[4]?.tell('ended');
  expect(await last).toBe('ended');
  expect(await createVoicePlayer({}).play('x')).toBe('failed');
});

test('[SS94] {S14} a player that does not start, or does not end, has failed and is given back', async () => {
  const { player, audios, clock } = phone();
  const silent = player.play('a.mp3');
  await clock.advance(PLAYER_START_MS);
  expect(await silent).toBe('failed');
  const endless = player.play('b.mp3');
  await clock.advance(PLAYER_START_MS - 1);
  audios[1]?.tell('play');
  await clock.advance(PLAYER_END_MS - 1);
  expect(audios[1]?.log).toEqual(['play']);
  await clock.advance(1);
  expect(await endless).toBe('failed');
  expect(audios.map(({ log }) => log)).toEqual([
    ['play', 'destroy'],
    ['play', 'destroy'],
  ]);
  void player.play('c.mp3');
  player.stop();
  audios[2]?.tell('play');
  expect(clock.pending).toBe(0);
});

test.each(['ended', 'stop', 'error'])('[SS172] a voice that is over by %s leaves no timer', async (how) => {
  const { player, audios, clock } = phone();
  const over = player.play('https://h/v.mp3');
  audios[0]?.tell('play');
  expect(clock.pending).toBe(1);
  audios[0]?.tell(how);
  await over;
  expect(clock.pending).toBe(0);
});
