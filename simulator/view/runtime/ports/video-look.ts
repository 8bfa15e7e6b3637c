/** What a browser knows of a video: its length, its sides, and a picture of its beginning. */

interface VideoLook {
  readonly width: number;
  readonly height: number;
  /** Seconds. */
  readonly duration: number;
  /** '' where the browser cannot show the video. */
  readonly thumbTempFilePath: string;
}

const NOTHING: VideoLook = { width: 0, height: 0, duration: 0, thumbTempFilePath: '' };
/** What shows nothing by then still is a file that can be sent. */
const LOOK_MS = 10_000;

function load(url: string): Promise<HTMLVideoElement | null> {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  return new Promise((resolve) => {
    video.addEventListener('loadeddata', () => resolve(video), { once: true });
    video.addEventListener('error', () => resolve(null), { once: true });
    setTimeout(() => resolve(null), LOOK_MS);
    video.src = url;
  });
}

async function pictureOf(video: HTMLVideoElement): Promise<string> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.8));
  return picture ? `${URL.createObjectURL(picture)}#.jpg` : '';
}

export async function lookAtVideo(url: string): Promise<VideoLook> {
  const video = await load(url);
  if (!video) return NOTHING;
  const { videoWidth: width, videoHeight: height, duration } = video;
  const isKnown = Number.isFinite(duration);
  return { width, height, duration: isKnown ? duration : 0, thumbTempFilePath: await pictureOf(video) };
}
