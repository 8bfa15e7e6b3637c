/**
 * People who talk in pairs as a process of their own: how late their messages are is told by a clock that neither the attacker
 * nor whoever watches the server holds up. Knows no attack.
 */
import { openPairs, type HonestPairs } from './honest';
import type { Talk } from './types';

let pairs: HonestPairs | null = null;

async function follow(order: Talk): Promise<unknown> {
  if (order.do === 'measure') return pairs?.measure(order.ms);
  pairs = await openPairs(order.socketUrl, order.people);
  return true;
}

process.on('message', (order: Talk) => {
  follow(order).then(
    (answer) => process.send?.(answer),
    (thrown: unknown) => {
      console.error(thrown);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));
