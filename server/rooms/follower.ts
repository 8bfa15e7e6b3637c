/**
 * One connection that shows some members of a room: gathers what becomes of them, and of whoever comes in, and hands it on at most
 * once in a while, however much it is. Knows neither frames nor the store; a room that nobody looks at has none.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { MAX_FOLLOWED } from '../../miniprogram/core/protocol/limits';

/** `place`: somebody is here or is not any more; `standing`: their role or silence is another; `came`: they are a member now. */
export type MemberChange = 'place' | 'standing' | 'came';

/** Of whom something is to be told. */
export interface MemberNews {
  /** Whether they are here, and still members. */
  readonly places: readonly UserId[];
  /** All that is told of a member. */
  readonly whole: readonly UserId[];
}

/** `note` of somebody who is not shown does nothing, unless they have just come. */
export interface Follower {
  /** These are shown, too. */
  add(users: readonly UserId[]): void;
  /** Nobody is shown. */
  clear(): void;
  note(user: UserId, change: MemberChange): void;
  close(): void;
}

/** So that what belongs together, as a new owner and the former one, is told together. */
const FIRST_MS = 50;

/** `tell` is called at most once in `intervalMs`, with all that came meanwhile. */
export function createFollower(options: {
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly tell: (news: MemberNews) => void;
}): Follower {
  const { clock, intervalMs, tell } = options;
  const shown = new Set<UserId>();
  const places = new Set<UserId>();
  const whole = new Set<UserId>();
  let isResting = false;
  let cancel: (() => void) | null = null;

  function forgetNews(): void {
    places.clear();
    whole.clear();
  }
  function wake(): void {
    cancel = null;
    isResting = false;
    if (places.size + whole.size === 0) return;
    const news = { places: [...places].filter((user) => !whole.has(user)), whole: [...whole] };
    forgetNews();
    isResting = true;
    cancel = clock.after(intervalMs, wake);
    tell(news);
  }
  function add(users: readonly UserId[]): void {
    for (const user of users) {
      // Setting it anew moves it to the end: the first one is the oldest.
      shown.delete(user);
      shown.add(user);
    }
    for (const oldest of shown) {
      if (shown.size <= MAX_FOLLOWED) break;
      shown.delete(oldest);
    }
  }

  return {
    add,
    clear() {
      shown.clear();
      forgetNews();
    },
    note(user, change) {
      if (shown.size === 0) return;
      if (change === 'came') add([user]);
      else if (!shown.has(user)) return;
      const news = change === 'place' ? places : whole;
      if (news.size < MAX_FOLLOWED) news.add(user);
      if (!isResting) cancel ??= clock.after(FIRST_MS, wake);
    },
    close() {
      cancel?.();
      cancel = null;
      shown.clear();
      forgetNews();
    },
  };
}

/** To all who look at the members of this room. */
export function noteFollowed(
  { followers }: { readonly followers: ReadonlyMap<unknown, Follower> },
  user: UserId,
  change: MemberChange,
): void {
  for (const follower of followers.values()) follower.note(user, change);
}
