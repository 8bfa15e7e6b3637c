/**
 * Loaded into the server before anything of it: how long it computed at a stretch since it was last asked, in ms, without letting
 * anything else of its event loop have a turn. Knows nothing of the server.
 */
import { processorTime } from './processor-time.mjs';

const EVERY_MS = 2;
let heldMs = 0;
let lookedAt = performance.now();
let before = processorTime('self');

setInterval(() => {
  const [now, after] = [performance.now(), processorTime('self')];
  // What the disk and the collector's own threads take is in the time of the answers.
  const tookMs = after.ranMs > 0 ? after.ranMs - before.ranMs : now - lookedAt - EVERY_MS;
  heldMs = Math.max(heldMs, tookMs);
  [lookedAt, before] = [now, after];
}, EVERY_MS).unref();

process.on('message', () => {
  process.send?.({ heldMs });
  heldMs = 0;
});
// It keeps no server from ending.
process.channel?.unref();
