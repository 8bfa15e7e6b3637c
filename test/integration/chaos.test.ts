/**
 * The chaos run in a size for every test run; `npm run chaos` is the long one. CHAOS_SEED repeats or varies it.
 */
import { isClean, runChaos } from '../chaos/run-chaos';

const SEED = Number(process.env['CHAOS_SEED'] ?? 12);

test('[CH2] [CH3] [CH4] real clients on a bad network and a server that is killed lose, double and reorder nothing', async () => {
  const report = await runChaos({ clients: 6, seconds: 8, seed: SEED, fateMs: 9_000, convergeMs: 70_000 });
  // The report names the seed and the first findings.
  expect(isClean(report) ? 'clean' : report).toBe('clean');
  expect(report.serverKills + report.serverStops).toBeGreaterThan(0);
  expect(report.sent).toBeGreaterThan(30);
  expect(report.acked + report.discarded).toBe(report.sent);
}, 150_000);
