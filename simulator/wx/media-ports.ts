/**
 * The part of the ports that has to do with files, pictures, microphone and loudspeaker. Paths are those of the phone.
 */

/**
 * The files that a mini program has on a phone: temporary ones, which end with it, and those that it saved. A path that is
 * none of these has no size.
 */
export interface FilesPort {
  /** Bytes; null when there is no such file. */
  size(path: string): Promise<number | null>;
  /** Takes a temporary file away and keeps it as `path`. */
  save(temporaryPath: string, path: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** What is saved, in no order. */
  saved(): Promise<readonly string[]>;
}

export interface PictureInfo {
  readonly width: number;
  readonly height: number;
  readonly type: 'jpeg' | 'png' | 'gif' | 'webp' | 'unknown';
}

/** A rejection's message becomes the text after `:fail`. */
export interface PicturesPort {
  describe(path: string): Promise<PictureInfo>;
  /** @returns a temporary path. `quality` 0 to 100; without `width` the picture keeps its size. */
  compress(path: string, quality: number, width: number | undefined): Promise<string>;
}

export interface RecordedFile {
  readonly tempFilePath: string;
  /** Bytes. */
  readonly fileSize: number;
}

export interface MicrophonePort {
  /** Resolves when it records. Rejects when there is no microphone, or with `auth deny`. */
  start(): Promise<{ stop(): Promise<RecordedFile> }>;
}

export interface AudioEvents {
  canPlay(): void;
  ended(): void;
  error(reason: string): void;
}

export interface PlayedAudio {
  play(): void;
  pause(): void;
  /** Seconds. */
  seek(to: number): void;
  readonly currentTime: number;
  readonly duration: number;
  close(): void;
}

export interface LoudspeakerPort {
  open(src: string, events: AudioEvents): PlayedAudio;
}

export interface MediaPorts {
  readonly files?: FilesPort;
  readonly pictures?: PicturesPort;
  readonly microphone?: MicrophonePort;
  readonly loudspeaker?: LoudspeakerPort;
}
