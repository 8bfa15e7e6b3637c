/**
 * U+0000, which ends a text for database drivers: where a client says it, and where a server of before says it.
 */
import { isStorable, toStorable } from '../../../miniprogram/core/base/text';
import { readStoredBody } from '../../../miniprogram/core/chat/outbox/outbox-body';
import { decodeDown, decodeUp } from '../../../miniprogram/core/protocol/codec';
import { checkBody, checkName, checkText } from '../../../miniprogram/core/protocol/content';
import type { SendableBody, UserId } from '../../../miniprogram/core/protocol/fields';
import { checkAnnouncement } from '../../../miniprogram/core/protocol/room-actions';
import { upFrame } from '../../../miniprogram/core/protocol/up';
import { sampleEveryType } from '../../chaos/frame-samples';
import { createSeededRandom } from '../../support/seeded-random';

const NUL = '\u0000';
const of = { user: 'ann' as UserId, clientId: 'c1', seq: 1 };
const text = { kind: 'text', text: 'hi' };

/** Each place of a frame that holds a text or a word, with U+0000 in it. */
function* withNul(frame: object): Generator<[string, string]> {
  const whole = JSON.stringify(frame);
  const places = [...whole.matchAll(/(?<=[[:,])"((?:[^"\\]|\\.)*)"(?=[,}\]])/g)];
  for (const { index } of places) {
    yield [whole.slice(0, index + 1), `${whole.slice(0, index + 1)}\\u0000${whole.slice(index + 1)}`];
  }
}

const holdsNul = (value: unknown): boolean => JSON.stringify(value).includes('\\u0000');

test('[PR50] {S15} {K16} texts, names, announcements, quotes and names of files with U+0000 are refused, and told why', () => {
  const file = { kind: 'file', url: '/media/c.pdf', bytes: 9 };
  const refused = [
    checkText(`a${NUL}b`),
    checkText(NUL),
    checkName(`Ann${NUL}!`),
    checkName(NUL),
    checkAnnouncement(`a${NUL}`),
    checkBody({ ...file, name: `a${NUL}.pdf` } as SendableBody),
    checkBody({ ...text, quote: { ...of, kind: 'text', text: NUL } } as SendableBody),
  ];
  for (const result of refused) {
    const error = { code: 'bad_field', reason: expect.stringContaining('U+0000') as string };
    expect(result).toEqual({ ok: false, error });
  }
  expect([checkText('a\u0001').ok, checkName('Ann').ok, checkAnnouncement('').ok]).toEqual([
    true,
    true,
    true,
  ]);
});

test('[PR50] {S15} no frame of a client brings U+0000 in, whichever field it stands in', () => {
  const random = createSeededRandom(7);
  let tried = 0;
  for (let round = 0; round < 20; round += 1) {
    for (const [type, frame] of sampleEveryType(random, upFrame.description)) {
      for (const [before, changed] of withNul({ ...frame, type })) {
        tried += 1;
        const { frames, bad } = decodeUp(changed);
        if (holdsNul(frames) || holdsNul(bad)) throw new Error(`let through after ${before}`);
      }
    }
  }
  expect(tried).toBeGreaterThan(1_000);
});

test.each([
  ['a text', { type: 'publish', room: 'r', clientId: 'c', body: { kind: 'text', text: NUL } }, 'body.text'],
  ['a room name', { type: 'create', name: `a${NUL}` }, 'name'],
  [
    'a new room name',
    { type: 'room_action', room: 'r', action: { kind: 'rename', name: NUL } },
    'action.name',
  ],
  [
    'an announcement',
    { type: 'room_action', room: 'r', action: { kind: 'announce', text: NUL } },
    'action.text',
  ],
  ['a search', { type: 'search', room: 'r', query: `x${NUL}`, before: 1 }, 'query'],
  ['a look into the directory', { type: 'directory', query: NUL, skip: 0 }, 'query'],
])('[PR50] {S15} the field is named: %s', (_what, frame, path) => {
  const { frames, bad } = decodeUp(JSON.stringify({ tag: 'tag', id: 'i1', ...frame }));
  expect([frames, bad]).toMatchObject([[], [{ path, problem: 'holds the character U+0000', id: 'i1' }]]);
});

test('[PR51] {S15} {K16} what a server lost of names and texts costs nothing else of its frames', () => {
  const user = { user: 'ann', name: '', avatar: `a${NUL}` };
  const heard = decodeDown([
    { type: 'users', tag: 't', id: 'i', users: [user, { ...user, user: 'bob', name: `Bob${NUL}` }] },
    { type: 'profile', user: 'ann', name: '', avatar: '' },
    { type: 'left', tag: 't', room: 'r', reason: 'removed', name: '' },
  ]);
  expect(heard.bad).toEqual([]);
  expect(heard.frames).toMatchObject([
    { users: [{ name: '?', avatar: 'a\ufffd' }, { name: 'Bob\ufffd' }] },
    { name: '?' },
    { name: '?' },
  ]);
});

test('[PR51] {S15} {K16} a welcome lets its person in, whatever their own name and that of a room have become', () => {
  const room = { room: 'r', name: '', epoch: 'e', head: 0, from: 1, read: 0, online: 0, members: 1 };
  const welcome = {
    ...{ type: 'welcome', version: 1, tag: 't', nonce: 'n', session: 's', now: 1 },
    self: { user: 'me', name: '', avatar: '' },
    heartbeat: { everyMs: 1, graceMs: 1 },
    limits: { frameBytes: 1, textCodePoints: 1, inFlight: 1, dedupeDays: 1 },
    rooms: [room],
  };
  const { frames, bad } = decodeDown(welcome);
  expect(bad).toEqual([]);
  expect(frames).toMatchObject([{ self: { name: '?' }, rooms: [{ room: 'r', name: '?' }] }]);
});

test('[PR52] {S15} a message that an older app stored with U+0000 goes out with U+FFFD in its place', () => {
  expect(readStoredBody({ text: `a${NUL}b` })).toEqual({ kind: 'text', text: 'a\ufffdb' });
  const quoting = { ...text, quote: { ...of, kind: 'text', text: NUL } };
  expect(readStoredBody({ body: quoting })).toMatchObject({ text: 'hi', quote: { text: '\ufffd' } });
  expect(readStoredBody({ body: { kind: 'sticker' } })).toBeNull();
});

test('[BA2] what no store keeps becomes U+FFFD, everything else stays', () => {
  const texts = ['', 'a', '👍', '\u0001', `${NUL}a${NUL}`, '\ud83d', `\ud83d${NUL}`];
  expect(texts.map(isStorable)).toEqual([true, true, true, true, false, false, false]);
  expect(texts.map(toStorable)).toEqual(['', 'a', '👍', '\u0001', '\ufffda\ufffd', '\ufffd', '\ufffd\ufffd']);
});
