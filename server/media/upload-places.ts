/**
 * Who may send a file now. Places are few, so nobody holds more than their share, and one whose file hardly moves gives
 * its place to the next who comes. Knows no file and no connection.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import { ok, type Result } from '../../miniprogram/core/base/result';
import { refuseWith, type Refusal } from '../../miniprogram/core/protocol/refusal';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { ServerLimits } from '../limits';

/** Refuses with `rate` for one's own files and with `overload` for those of everybody. */
export interface UploadPlaces {
  enter(user: UserId): Result<UploadPlace, Refusal>;
}

export type PlaceLimits = Pick<
  ServerLimits,
  'maxUploads' | 'maxUploadsPerUser' | 'crawlGraceMs' | 'crawlBytesPerSecond'
>;

/** One file that is on its way. */
export class UploadPlace {
  private readonly abort = new AbortController();
  /** The place went to somebody else. */
  readonly lost = this.abort.signal;
  private isComing = true;
  private since: number;
  private bytes = 0;
  private before = { ms: 0, bytes: 0 };

  constructor(
    readonly user: UserId,
    private readonly clock: Clock,
    private readonly windowMs: number,
    private readonly onLeave: (place: UploadPlace) => void,
  ) {
    this.since = clock.now();
  }

  moved(bytes: number): void {
    const ms = this.clock.now() - this.since;
    if (ms >= this.windowMs) {
      this.before = { ms, bytes: this.bytes };
      this.since += ms;
      this.bytes = 0;
    }
    this.bytes += bytes;
  }

  /** All of it came: from here on the server is at work, and the place is safe. */
  received(): void {
    this.isComing = false;
  }

  /** Idempotent. */
  leave(): void {
    this.onLeave(this);
  }

  giveUp(): void {
    this.leave();
    this.abort.abort();
  }

  /** Bytes per second of late; null for one that may not be asked to go. */
  get pace(): number | null {
    const ms = this.clock.now() - this.since + this.before.ms;
    if (!this.isComing || ms < this.windowMs) return null;
    return ((this.bytes + this.before.bytes) / ms) * 1_000;
  }
}

/** All places are free. */
export function createUploadPlaces(clock: Clock, limits: PlaceLimits): UploadPlaces {
  const places = new Set<UploadPlace>();

  function findCrawler(): UploadPlace | null {
    let slowest: UploadPlace | null = null;
    let slowestPace: number = limits.crawlBytesPerSecond;
    for (const place of places) {
      const { pace } = place;
      if (pace === null || pace >= slowestPace) continue;
      slowest = place;
      slowestPace = pace;
    }
    return slowest;
  }

  return {
    enter(user) {
      const own = [...places].filter((place) => place.user === user).length;
      if (own >= limits.maxUploadsPerUser) {
        return refuseWith('rate', `${own} files of yours are on their way; wait for one of them.`);
      }
      if (places.size >= limits.maxUploads) {
        const crawler = findCrawler();
        if (!crawler) return refuseWith('overload', 'Too many files at once; try again.');
        crawler.giveUp();
      }
      const place = new UploadPlace(user, clock, limits.crawlGraceMs, (left) => places.delete(left));
      places.add(place);
      return ok(place);
    },
  };
}
