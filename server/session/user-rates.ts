/**
 * How much one person may say, whatever the number of their connections: more phones, or a new connection for each message,
 * give no more than this.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { ServerLimits } from '../limits';
import { createKeyedBuckets } from '../token-bucket';

type Rates = Pick<ServerLimits, 'publishBurst' | 'publishPerSecond' | 'userPublishFactor'>;

/** Takes a token of the user: 0, or ms to wait. */
export function createUserRates(clock: Clock, limits: Rates): (user: UserId) => number {
  const { publishBurst, publishPerSecond, userPublishFactor } = limits;
  return createKeyedBuckets(clock, publishBurst * userPublishFactor, publishPerSecond * userPublishFactor);
}
