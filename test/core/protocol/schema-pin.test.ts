/**
 * The wire cannot change by accident: what the schemas say about themselves is pinned by a hash.
 */
import { createHash } from 'node:crypto';
import { downFrame } from '../../../miniprogram/core/protocol/down';
import type { Description } from '../../../miniprogram/core/protocol/schema';
import { upFrame } from '../../../miniprogram/core/protocol/up';
import { PROTOCOL_VERSION, SCHEMA_HASH } from '../../../miniprogram/core/protocol/version';

const HASH_CHARS = 16;

/** The same text whatever the order in which fields and types are written down. */
function canonical(description: Description): string {
  if (typeof description === 'string') return JSON.stringify(description);
  if (Array.isArray(description)) return `[${description.map(canonical).join(',')}]`;
  const fields = Object.entries(description as Readonly<Record<string, Description>>);
  const sorted = fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, value]) => `${JSON.stringify(name)}:${canonical(value)}`).join(',')}}`;
}

function hashOf(up: Description, down: Description): string {
  const text = canonical({ version: String(PROTOCOL_VERSION), up, down });
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARS);
}

/** Null when the pin holds; else what to do. */
function adviceFor(hash: string, pinned: string): string | null {
  if (hash === pinned) return null;
  return [
    `The frames of minichat.v${PROTOCOL_VERSION} are not those that SCHEMA_HASH pins.`,
    'If an older client or server would misread them, raise PROTOCOL_VERSION and start this test again.',
    `Then put this line into miniprogram/core/protocol/version.ts: export const SCHEMA_HASH = '${hash}';`,
    'Say what has changed in PROTOCOL.md and CHANGELOG.md, in the same commit.',
  ].join('\n');
}

test('[PR33] the schemas are those that the version pins', () => {
  const advice = adviceFor(hashOf(upFrame.description, downFrame.description), SCHEMA_HASH);
  if (advice !== null) throw new Error(advice);
});

test('[PR33] the hash sees every change that the wire sees, and no other', () => {
  const up = { ping: { type: '"ping"', 'id?': 'id request' } };
  const hash = hashOf(up, {});
  const changed: readonly Description[] = [
    { ping: { type: '"ping"', id: 'id request' } },
    { ping: { type: '"ping"', 'id?': 'text 0..64' } },
    { ping: { type: '"ping"' } },
    { ping: up.ping, pong: {} },
    { ping: { ...up.ping, list: ['integer >= 0', '0..2'] } },
  ];
  const hashes = [hash, hashOf({}, up), ...changed.map((each) => hashOf(each, {}))];
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(hashOf({ ping: { 'id?': 'id request', type: '"ping"' } }, {})).toBe(hash);
  expect(adviceFor('new', 'old')).toMatch(/raise PROTOCOL_VERSION[\s\S]*SCHEMA_HASH = 'new'/);
});
