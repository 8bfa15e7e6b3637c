import { createChance } from '../sim/chance';
import { NO_PHONE_FAULTS, spoilPhone } from '../sim/phone-faults';
import { createManualClock } from '../support/manual-clock';

const DAY_MS = 24 * 3_600_000;
const AT_MOST_MS = 7_000;

const wx = {
  getFileSystemManager: () => ({}),
  getStorageSync: () => 'value',
  getStorageInfoSync: () => ({ keys: ['key'] }),
} as unknown as WechatMiniprogram.Wx;

const isRefused = (read: () => unknown): boolean => {
  try {
    read();
    return false;
  } catch {
    return true;
  }
};

/** Phones of which the list of keys, or everything, cannot be read at first. */
function startPhones(time: () => number, clock: ReturnType<typeof createManualClock>) {
  const faults = { ...NO_PHONE_FAULTS, unreadableStart: 1, maxUnreadableMs: AT_MOST_MS };
  const phones = Array.from({ length: 40 }, (_, seed) =>
    spoilPhone(wx, {
      chance: createChance(seed, 'phone'),
      clock,
      now: time,
      faults: () => faults,
      onUnread: () => undefined,
    }),
  );
  return (): number => phones.filter((phone) => isRefused(() => phone.getStorageInfoSync())).length;
}

test.each([-DAY_MS, -5_000, 5_000, DAY_MS])(
  '[SS151] a phone whose clock is set by %i ms reads no sooner and no later',
  (jumpMs) => {
    const clock = createManualClock();
    let now = 0;
    const countRefused = startPhones(() => now, clock);
    const before = countRefused();
    expect(before).toBeGreaterThan(5);
    clock.jump(jumpMs);
    expect(countRefused()).toBe(before);
    now = AT_MOST_MS / 2;
    expect(countRefused()).toBeGreaterThan(0);
    expect(countRefused()).toBeLessThan(before);
    now = AT_MOST_MS;
    expect(countRefused()).toBe(0);
  },
);
