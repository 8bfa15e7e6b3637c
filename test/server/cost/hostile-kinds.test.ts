/**
 * Every route that the server registers has a price of its own, and with it an attack: `tools/hostile` does not compile without.
 */
import { UP_TYPES } from '../../../miniprogram/core/protocol/up';
import { ROUTE_PRICES } from '../../../server/cost/prices';
import { FRAME_ATTACKS, MAX_RATIOS, MORE } from '../../../tools/hostile/frame-attacks';
import { percentile, verdictOf } from '../../../tools/hostile/report';
import { ROUTE_ATTACKS } from '../../../tools/hostile/route-attacks';
import { listFiles, readText } from '../../support/source-files';

/** Of constants that routes are written with. */
const PATHS: Readonly<Record<string, string>> = { UPLOAD_PATH: '/api/media', SOCKET_PATH: '/ws' };
/** Costs no more than any other request that leads nowhere. */
const OTHERS = new Set(['GET /ws']);

function registeredRoutes(): string[] {
  return listFiles('server/http', ['.ts']).flatMap((file) =>
    Array.from(
      readText(file).matchAll(/app\.(get|post|put|patch|delete)\((?:'([^']+)'|([A-Z_]+))/g),
      (found) => {
        const path = found[2] ?? PATHS[found[3] ?? ''] ?? `an unknown constant ${String(found[3])}`;
        return `${(found[1] ?? '').toUpperCase()} ${path}`;
      },
    ),
  );
}

test('[SV335] {S16} every route that is registered has a price, and every price an attack', () => {
  const routes = registeredRoutes();
  expect(routes.length).toBeGreaterThan(5);
  expect(routes.filter((route) => !(route in ROUTE_PRICES) && !OTHERS.has(route))).toEqual([]);
  expect(Object.keys(ROUTE_ATTACKS).sort()).toEqual(Object.keys(ROUTE_PRICES).sort());
  expect(Object.keys(FRAME_ATTACKS).sort()).toEqual([...UP_TYPES].sort());
  expect(Object.keys(MORE)).toEqual(
    expect.arrayContaining(['unknown type, 28 KB', 'empty array', 'not JSON']),
  );
});

test('[SV349] {S16} an attack fails when the others wait three times as long, or the server takes 64 MiB more', () => {
  const attack = { sent: 9, answered: 9, refused: 0, ended: 0 };
  expect(verdictOf({ ratio: 3, rssGrowthMib: 64, attack })).toBe('holds');
  expect(verdictOf({ ratio: 3.01, rssGrowthMib: 0, attack })).toBe('too slow');
  expect(verdictOf({ ratio: Number.NaN, rssGrowthMib: 0, attack })).toBe('too slow');
  expect(verdictOf({ ratio: 1, rssGrowthMib: 65, attack })).toBe('too much memory');
  expect(verdictOf({ ratio: 1, rssGrowthMib: 0, attack: { ...attack, sent: 0 } })).toBe('nobody was served');
  expect(verdictOf({ ratio: 2.01, rssGrowthMib: 0, attack, maxRatio: 2 })).toBe('too slow');
  expect(percentile([3, 1, 2, 4], 0.5)).toBe(3);
  expect(
    percentile(
      Array.from({ length: 200 }, (_, i) => i),
      0.99,
    ),
  ).toBe(198);
  expect(percentile([], 0.99)).toBe(0);
});

test('[SV356] {S9} all of the thirty people who return at once must be welcomed, and hold up others less', () => {
  const attack = { sent: 90, answered: 90, refused: 0, ended: 0 };
  expect(MAX_RATIOS['thirty people return']).toBe(2);
  expect(MORE['thirty people return']?.how).toBe('all return');
  const figures = { ratio: 1, rssGrowthMib: 0, mustAnswerAll: true };
  expect(verdictOf({ ...figures, attack })).toBe('holds');
  expect(verdictOf({ ...figures, attack: { ...attack, answered: 89 } })).toBe('not all were served');
});
