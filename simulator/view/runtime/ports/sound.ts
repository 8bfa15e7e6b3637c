/**
 * Microphone and loudspeaker of the phone. Where the browser has no microphone (no device, or a page over plain HTTP) a soft
 * tone is recorded instead, so that voices can be tried anywhere.
 */
import type { LoudspeakerPort, MicrophonePort, RecordedFile } from '../../../wx/media-ports';
import { addressOf } from './files';
import { toWav, WAV_RATE } from './wav';

const TONE_HZ = 440;
const TONE_VOLUME = 0.2;

const toFile = (sound: Blob): RecordedFile => ({
  tempFilePath: `${URL.createObjectURL(sound)}#.wav`,
  fileSize: sound.size,
});

/** Swells and fades twice a second, so that it is no alarm. */
function toneOf(ms: number): Blob {
  const samples = Float32Array.from({ length: Math.round((WAV_RATE * ms) / 1_000) }, (_, i) => {
    const seconds = i / WAV_RATE;
    const swell = Math.sin(2 * Math.PI * seconds) ** 2;
    return TONE_VOLUME * swell * Math.sin(2 * Math.PI * TONE_HZ * seconds);
  });
  return toWav(samples);
}

function startTone(): { stop(): Promise<RecordedFile> } {
  const since = performance.now();
  return { stop: () => Promise.resolve(toFile(toneOf(performance.now() - since))) };
}

/** What the browser records in a format of its own becomes one that phones play. */
async function toSpeech(recorded: Blob): Promise<Blob> {
  const decoder = new OfflineAudioContext(1, 1, WAV_RATE);
  // The context's rate is the one that it decodes to.
  const sound = await decoder.decodeAudioData(await recorded.arrayBuffer());
  return toWav(sound.getChannelData(0));
}

function record(stream: MediaStream): { stop(): Promise<RecordedFile> } {
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => void parts.push(data);
  recorder.start();
  return {
    stop: () =>
      new Promise((resolve, reject) => {
        recorder.onstop = () => {
          for (const track of stream.getTracks()) track.stop();
          toSpeech(new Blob(parts, { type: recorder.mimeType })).then(
            (speech) => resolve(toFile(speech)),
            reject,
          );
        };
        recorder.stop();
      }),
  };
}

/** @param isTone record the tone in any case */
export function browserMicrophone(isTone: boolean): MicrophonePort {
  return {
    async start() {
      // Not there in a page over plain HTTP, whatever the types say.
      const devices = navigator.mediaDevices as MediaDevices | undefined;
      if (isTone || !devices) return startTone();
      try {
        return record(await devices.getUserMedia({ audio: true }));
      } catch (error) {
        if (error instanceof DOMException && error.name === 'NotAllowedError') throw new Error('auth deny');
        return startTone();
      }
    },
  };
}

export const browserLoudspeaker: LoudspeakerPort = {
  open(src, events) {
    const audio = new Audio(addressOf(src));
    audio.oncanplay = () => events.canPlay();
    audio.onended = () => events.ended();
    audio.onerror = () => events.error(audio.error?.message ?? 'unknown');
    return {
      play: () => void audio.play().catch((error: unknown) => events.error(String(error))),
      pause: () => audio.pause(),
      seek: (to) => void (audio.currentTime = to),
      get currentTime() {
        return audio.currentTime;
      },
      get duration() {
        return audio.duration;
      },
      close() {
        audio.onended = null;
        audio.onerror = null;
        audio.pause();
      },
    };
  },
};
