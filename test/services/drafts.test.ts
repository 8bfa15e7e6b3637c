import { createEmitter } from '../../miniprogram/core/base/emitter';
import { silentLogger } from '../../miniprogram/core/base/logger';
import type { HostEvent, KeyValueStorage } from '../../miniprogram/core/chat/ports';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { Absence } from '../../miniprogram/core/store/copies';
import { StoredDrafts, MAX_DRAFTS, MAX_DRAFT_UNITS, WRITE_DELAY_MS } from '../../miniprogram/services/drafts';
import { createRecentEmoji, MAX_RECENT_EMOJI } from '../../miniprogram/services/recent-emoji';
import { roomId, userId } from '../support/chat-state';
import { createManualClock } from '../support/manual-clock';

const TEA = roomId('tea');
const QUOTE = { message: 'ann/c1', name: 'Ann', text: 'hi' };
const MENTION = { user: 'ann', name: 'Ann', start: 0, end: 5 };

function createPhone() {
  const values = new Map<string, unknown>();
  const writes: string[] = [];
  const storage: KeyValueStorage = {
    get: (key) => values.get(key),
    set: (key, value) => (writes.push(key), void values.set(key, value)),
    remove: (key) => void values.delete(key),
    keys: () => [...values.keys()],
  };
  const clock = createManualClock();
  const host = createEmitter<HostEvent>('host', silentLogger);
  const phone = {
    values,
    writes,
    storage,
    clock,
    host,
    user: userId('me') as UserId | null,
    absent: {} as Record<string, Absence>,
    start: () =>
      new StoredDrafts({
        storage,
        clock,
        host,
        logger: silentLogger,
        scope: () => phone.user && { server: 'ws://a', user: phone.user },
        absenceOf: (_, message) => phone.absent[message] ?? null,
      }),
  };
  return phone;
}

test('[UI65] {C18} a draft comes back after a restart with its quote and its mentions', async () => {
  const phone = createPhone();
  const draft = { text: '@Ann yes', quote: QUOTE, mentions: [MENTION] };
  phone.start().save(TEA, draft);
  await phone.clock.advance(WRITE_DELAY_MS);
  expect([...phone.values.keys()]).toEqual(['mc1:draft:ws://a:me:tea']);
  expect(phone.start().draft(TEA)).toEqual(draft);
  expect(phone.start().draft(roomId('lobby'))).toBeNull();
});

test('[UI65] {C18} fast typing is one write, and a hidden app has written everything', async () => {
  const phone = createPhone();
  const drafts = phone.start();
  for (const text of ['h', 'ha', 'hal', 'half']) drafts.save(TEA, { text });
  expect(phone.writes).toEqual([]);
  phone.host.emit({ kind: 'hide' });
  expect(phone.start().draft(TEA)).toEqual({ text: 'half' });
  await phone.clock.advance(WRITE_DELAY_MS * 2);
  drafts.save(TEA, { text: 'half' });
  await phone.clock.advance(WRITE_DELAY_MS * 2);
  expect(phone.writes).toHaveLength(1);
  expect(phone.clock.pending).toBe(0);
});

test('[UI65] {C18} an empty draft leaves nothing behind, one with a quote alone is one', () => {
  const phone = createPhone();
  const drafts = phone.start();
  drafts.save(TEA, { text: 'x' });
  drafts.close();
  const again = phone.start();
  again.save(TEA, { text: '  \n' });
  again.close();
  expect([...phone.values.keys()]).toEqual([]);
  again.save(TEA, { text: '', quote: QUOTE });
  expect(again.draft(TEA)).toEqual({ text: '', quote: QUOTE });
});

test('[UI65] {C18} drafts belong to the person who wrote them', () => {
  const phone = createPhone();
  const drafts = phone.start();
  drafts.save(TEA, { text: 'mine' });
  phone.user = userId('other');
  expect(drafts.draft(TEA)).toBeNull();
  drafts.save(TEA, { text: 'theirs' });
  phone.user = userId('me');
  expect(drafts.draft(TEA)).toEqual({ text: 'mine' });
  phone.user = null;
  expect(drafts.draft(TEA)).toBeNull();
});

test('[UI65] {C18} drafts are bounded in number and size; the oldest goes first', async () => {
  const phone = createPhone();
  const drafts = phone.start();
  for (let i = 0; i <= MAX_DRAFTS; i += 1) {
    drafts.save(roomId(`r${i}`), { text: `text ${i}` });
    await phone.clock.advance(1);
  }
  drafts.save(roomId('r50'), { text: 'x'.repeat(MAX_DRAFT_UNITS + 5) });
  drafts.close();
  expect(phone.values.size).toBe(MAX_DRAFTS);
  const later = phone.start();
  expect(later.draft(roomId('r0'))).toBeNull();
  expect(later.draft(roomId('r1'))).toEqual({ text: 'text 1' });
  expect(later.draft(roomId('r50'))?.text).toHaveLength(MAX_DRAFT_UNITS);
});

test('[UI65] {C18} stored nonsense is no draft, and a full phone keeps it until the app ends', () => {
  const phone = createPhone();
  const nonsense = [7, null, { text: 5 }, { text: 'a', mentions: [{ user: 1 }, null], quote: 'x', at: 'y' }];
  nonsense.forEach((value, i) => phone.values.set(`mc1:draft:ws://a:me:n${i}`, value));
  const drafts = phone.start();
  expect(nonsense.map((_, i) => drafts.draft(roomId(`n${i}`)))).toEqual([null, null, null, { text: 'a' }]);
  phone.storage.set = () => {
    throw new Error('full');
  };
  drafts.save(TEA, { text: 'kept' });
  phone.host.emit({ kind: 'hide' });
  expect(drafts.draft(TEA)).toEqual({ text: 'kept' });
});

test('[UI415] {C18, H3} what the phone refuses once is stored ten seconds later: nothing that was sent comes back as a draft', async () => {
  const phone = createPhone();
  const drafts = phone.start();
  const { remove, set } = phone.storage;
  const refuse = (): never => {
    throw new Error('busy');
  };
  Object.assign(phone.storage, { set: refuse });
  drafts.save(TEA, { text: 'half' });
  await phone.clock.advance(WRITE_DELAY_MS);
  expect(phone.start().draft(TEA)).toBeNull();
  Object.assign(phone.storage, { set });
  await phone.clock.advance(10_000);
  expect(phone.start().draft(TEA)).toEqual({ text: 'half' });
  Object.assign(phone.storage, { remove: refuse });
  drafts.save(TEA, { text: '' });
  await phone.clock.advance(WRITE_DELAY_MS);
  Object.assign(phone.storage, { remove });
  await phone.clock.advance(10_000);
  expect(phone.start().draft(TEA)).toBeNull();
});

test('[UI64] {C9} the emoji that were used last come first, once each, a few, after a restart too', () => {
  const { storage, values } = createPhone();
  const recent = createRecentEmoji({ storage, logger: silentLogger });
  for (const emoji of ['😀', '👍', '😀', '❤️']) recent.use(emoji);
  expect(createRecentEmoji({ storage, logger: silentLogger }).current).toEqual(['❤️', '😀', '👍']);
  for (let i = 0; i < 40; i += 1) recent.use(`e${i}`);
  expect(recent.current).toHaveLength(MAX_RECENT_EMOJI);
  values.set('mc1:emoji', [1, '', 'x'.repeat(99), '😀', null]);
  expect(createRecentEmoji({ storage, logger: silentLogger }).current).toEqual(['😀']);
  values.set('mc1:emoji', 'nonsense');
  expect(createRecentEmoji({ storage, logger: silentLogger }).current).toEqual([]);
});
