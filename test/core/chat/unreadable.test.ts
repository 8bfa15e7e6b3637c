/** A phone whose storage cannot be read for a while: "cannot be read now" is never "absent". */
import { READ_PATIENCE_MS, READ_RETRY_MS } from '../../../miniprogram/core/chat/read-again';
import {
  bodyText,
  createChatRig,
  createMemoryKeyValues,
  LOBBY,
  ME,
  message,
  roomState,
} from '../../support/chat-rig';
import type { ChatRig, MemoryStorage } from '../../support/chat-rig';

const isOutbox = (key: string): boolean => key.startsWith('mc1:out:');
const outboxKeys = ({ values }: MemoryStorage): readonly string[] =>
  [...values.keys()].filter(isOutbox).sort();
const published = (rig: ChatRig): readonly string[] =>
  rig.server.of('publish').map(({ body }) => bodyText(body));
const waiting = (rig: ChatRig): readonly string[] =>
  rig.chat.state.timelines[LOBBY]?.pending.flatMap(({ body }) => (body.kind === 'text' ? [body.text] : [])) ??
  [];

/** Three texts wait from the last time, the last one numbered 3. */
function written(): MemoryStorage {
  const rig = createChatRig({ self: ME });
  for (const text of ['one', 'two', 'three']) rig.chat.sendText(LOBBY, text);
  expect(outboxKeys(rig.storage)).toHaveLength(3);
  return createMemoryKeyValues(new Map(rig.storage.values));
}

const UNREADABLE: Readonly<Record<string, (key: string | null) => boolean>> = {
  'the first of three messages': (key) => key !== null && isOutbox(key) && key.endsWith('1'),
  'the last of three messages': (key) => key !== null && isOutbox(key) && key.endsWith('3'),
  'every message': (key) => key !== null && isOutbox(key),
  'the list of keys': (key) => key === null,
  everything: () => true,
};

describe.each(Object.entries(UNREADABLE))('%s cannot be read', (_what, isUnreadable) => {
  test('[OB75, OB76] {H3} nothing is put aside, overwritten or sent out of order, and all goes out when it can be read', async () => {
    const storage = written();
    const before = new Map(storage.values);
    storage.isUnreadable = isUnreadable;
    const rig = createChatRig({ self: ME, storage, seed: 7 });
    rig.chat.sendText(LOBBY, 'four');
    await rig.online();
    await rig.clock.advance(READ_PATIENCE_MS - 1_000);
    expect(published(rig)).toEqual([]);
    for (const [key, value] of before) expect(storage.values.get(key)).toEqual(value);
    expect([...storage.values.keys()].filter((key) => key.startsWith('mc1:bad:'))).toEqual([]);
    storage.isUnreadable = () => false;
    await rig.clock.advance(1_000);
    expect(published(rig)).toEqual(['one', 'two', 'three', 'four']);
    expect(waiting(rig)).toEqual(['one', 'two', 'three', 'four']);
    expect(outboxKeys(storage)).toHaveLength(4);
    for (const [i, publish] of rig.server.of('publish').entries()) await rig.server.ack(publish, i + 1);
    expect(outboxKeys(storage)).toEqual([]);
  });

  test('[OB77] {H3} for good: after ten seconds what is written goes out all the same, and nothing stored is touched', async () => {
    const storage = written();
    const before = new Map(storage.values);
    storage.isUnreadable = isUnreadable;
    const rig = createChatRig({ self: ME, storage, seed: 7 });
    rig.chat.sendText(LOBBY, 'four');
    await rig.online();
    await rig.clock.advance(READ_PATIENCE_MS + 1_000);
    expect(published(rig)).toContain('four');
    for (const publish of rig.server.of('publish')) await rig.server.ack(publish, 10);
    const left = [...before].filter(([key]) => isOutbox(key) && isUnreadable(key));
    for (const [key, value] of left) expect(storage.values.get(key)).toEqual(value);
    storage.isUnreadable = () => false;
    await rig.clock.advance(READ_RETRY_MS);
    expect([...published(rig)].sort()).toEqual(['four', 'one', 'three', 'two']);
  });
});

test('[OB76] {H3} what was written before the keys were known is stored behind them, and says so until then', async () => {
  const storage = written();
  storage.isUnreadable = (key) => key === null;
  const rig = createChatRig({ self: ME, storage, seed: 7 });
  rig.chat.sendText(LOBBY, 'four');
  expect(outboxKeys(storage)).toHaveLength(3);
  expect(rig.chat.state.timelines[LOBBY]?.pending.map(({ delivery }) => delivery)).toMatchObject([
    { durable: false },
  ]);
  storage.isUnreadable = () => false;
  await rig.clock.advance(300);
  expect(waiting(rig)).toEqual(['one', 'two', 'three', 'four']);
  expect(outboxKeys(storage).map((key) => Number(key.slice(-3)))).toEqual([1, 2, 3, 4]);
  rig.chat.close();
  expect(rig.clock.pending).toBe(0);
});

test('[OB75] {H3} an entry that the phone lists and gives nothing for is no empty entry', async () => {
  const storage = written();
  const [key = ''] = outboxKeys(storage);
  const value = storage.values.get(key);
  storage.values.set(key, undefined);
  const rig = createChatRig({ self: ME, storage, seed: 7 });
  await rig.clock.advance(100);
  expect([...storage.values.keys()].some((name) => name.startsWith('mc1:bad:'))).toBe(false);
  storage.values.set(key, value);
  await rig.clock.advance(1_000);
  expect(waiting(rig)).toEqual(['one', 'two', 'three']);
});

test('[OB79] {H3} a file whose new place in the line cannot be stored leaves nothing behind', async () => {
  const rig = createChatRig();
  await rig.online();
  await rig.chat.sendMedia(LOBBY, { kind: 'image', path: 'tmp/a.jpg', bytes: 9, width: 1, height: 1 });
  expect(outboxKeys(rig.storage)).toHaveLength(1);
  rig.storage.failWith = new Error('busy');
  await rig.media.newest.finish();
  expect(outboxKeys(rig.storage)).toHaveLength(1);
  rig.storage.failWith = null;
  await rig.server.ack(rig.server.last('publish'), 1);
  expect(outboxKeys(rig.storage)).toEqual([]);
});

test.each(['one entry', 'the keys'])('[OB78] {H3} with %s unreadable no kept file is removed', (what) => {
  const storage = written();
  storage.isUnreadable = (key) => (what === 'the keys' ? key === null : key?.endsWith('2') === true);
  expect(createChatRig({ self: ME, storage, seed: 7 }).media.tidied).toHaveLength(0);
  storage.isUnreadable = () => false;
  expect(createChatRig({ self: ME, storage, seed: 7 }).media.tidied).toHaveLength(1);
});

describe('what is kept of rooms', () => {
  async function kept(): Promise<MemoryStorage> {
    const rig = createChatRig();
    await rig.online([roomState({ head: 2 })]);
    await rig.server.say(message(1), message(2));
    await rig.host({ kind: 'hide' });
    await rig.clock.advance(9_000);
    rig.chat.markRead(LOBBY);
    await rig.host({ kind: 'hide' });
    return createMemoryKeyValues(new Map(rig.storage.values));
  }
  const isList = (key: string | null): boolean => key?.startsWith('mc1:rooms:') === true;

  test('[LC20] {H3} is shown as soon as it can be read', async () => {
    const storage = await kept();
    storage.isUnreadable = isList;
    const rig = createChatRig({ self: ME, storage, seed: 7 });
    expect(rig.shown()).toEqual([]);
    storage.isUnreadable = () => false;
    await rig.clock.advance(300);
    expect(rig.shown()).toEqual(['1:m1', '2:m2']);
  });

  test('[LC21] {H3} what the server was not told yet is said, though it could be read late, and never written over', async () => {
    const storage = await kept();
    const [key = ''] = [...storage.values.keys()].filter(isList);
    const value = JSON.stringify(storage.values.get(key));
    storage.isUnreadable = isList;
    const rig = createChatRig({ self: ME, storage, seed: 7 });
    await rig.online([roomState({ head: 2 })]);
    await rig.clock.advance(3_000);
    await rig.host({ kind: 'memory_warning', level: 10 });
    expect(JSON.stringify(storage.values.get(key))).toBe(value);
    expect(rig.server.of('read')).toEqual([]);
    storage.isUnreadable = () => false;
    await rig.clock.advance(4_000);
    expect(rig.server.of('read')).toMatchObject([{ room: 'lobby', seq: 2 }]);
    expect(rig.chat.state.rooms.byId[LOBBY]?.read).toBe(2);
  });

  test('[LC22] {H3} a room that cannot be read is not dropped, and nothing gives way to what cannot be counted', async () => {
    const storage = await kept();
    const before = new Map(storage.values);
    storage.isUnreadable = (key) => key?.startsWith('mc1:room:') === true;
    const rig = createChatRig({ self: ME, storage, seed: 7 });
    expect(rig.chat.state.rooms.ids).toEqual(['lobby']);
    expect([...storage.values.keys()].sort()).toEqual([...before.keys()].sort());
  });
});

test.each(['hidden', 'heard'] as const)(
  '[LC23] {H3} marks of what was %s are there once they can be read, and none is lost',
  async (mark) => {
    const add = (rig: ChatRig, key: string): void =>
      mark === 'hidden' ? rig.chat.deleteForMe(LOBBY, key) : rig.chat.markHeard(LOBBY, key);
    const first = createChatRig({ self: ME });
    await first.online();
    await first.server.say(message(1), message(2));
    add(first, 'ann/ann-1-1');
    const storage = createMemoryKeyValues(new Map(first.storage.values));
    storage.isUnreadable = (key) => key?.startsWith(`mc1:${mark}:`) === true;
    const rig = createChatRig({ self: ME, storage, seed: 7 });
    await rig.online();
    await rig.server.say(message(1), message(2));
    add(rig, 'ann/ann-1-2');
    expect(Object.keys(rig.chat.state[mark])).toEqual(['ann/ann-1-2']);
    storage.isUnreadable = () => false;
    await rig.clock.advance(30_000);
    expect(Object.keys(rig.chat.state[mark]).sort()).toEqual(['ann/ann-1-1', 'ann/ann-1-2']);
    const again = createChatRig({ self: ME, storage, seed: 7 });
    expect(Object.keys(again.chat.state[mark]).sort()).toEqual(['ann/ann-1-1', 'ann/ann-1-2']);
  },
);

test('[OB80] {H3} a number that the list leaves out and that cannot be looked at is not given', async () => {
  const storage = written();
  const before = new Map(storage.values);
  storage.isUnreadable = (key) => key?.endsWith('3') === true;
  const rig = createChatRig({ self: ME, storage: leaveOut(storage, isOutbox), seed: 7 });
  rig.chat.sendText(LOBBY, 'four');
  storage.isUnreadable = () => false;
  rig.chat.sendText(LOBBY, 'five');
  for (const [key, value] of before) expect(storage.values.get(key)).toEqual(value);
  expect(outboxKeys(storage)).toHaveLength(5);
  rig.chat.close();
  const after = createChatRig({ self: ME, storage, seed: 8 });
  await after.online();
  expect(published(after)).toEqual(['one', 'two', 'three', 'four', 'five']);
});

/** The phone's list of keys leaves these out, and says nothing of it. */
function leaveOut(storage: MemoryStorage, isLeftOut: (key: string) => boolean): MemoryStorage {
  return Object.assign(Object.create(storage) as MemoryStorage, {
    keys: () => storage.keys().filter((key) => !isLeftOut(key)),
  });
}

test.each([
  ['the last one', (key: string) => key.endsWith('3')],
  ['all of them', isOutbox],
])(
  '[OB80] {H3} a list of keys that leaves out %s: what is written is stored beside it, and it is sent too',
  async (_what, isLeftOut) => {
    const storage = written();
    const before = new Map(storage.values);
    const rig = createChatRig({ self: ME, storage: leaveOut(storage, isLeftOut), seed: 7 });
    rig.chat.sendText(LOBBY, 'four');
    for (const [key, value] of before) expect(storage.values.get(key)).toEqual(value);
    expect(outboxKeys(storage)).toHaveLength(4);
    await rig.online();
    expect(published(rig)).toEqual(['one', 'two', 'three', 'four']);
    for (const [i, publish] of rig.server.of('publish').entries()) await rig.server.ack(publish, i + 1);
    expect(outboxKeys(storage)).toEqual([]);
  },
);

test('[LC24] {H3} what was written stays on show when the kept rooms can be read late', async () => {
  const used = createChatRig();
  await used.online([roomState({ head: 1, from: 1 })]);
  await used.server.say(message(1));
  await used.clock.advance(3_000);
  used.chat.close();
  const storage = createMemoryKeyValues(new Map(used.storage.values));
  storage.isUnreadable = (key) => key?.startsWith('mc1:rooms:') === true;
  const rig = createChatRig({ self: ME, storage, seed: 7 });
  rig.chat.sendText(LOBBY, 'early');
  expect(rig.shown()).toEqual(['queued:early']);
  storage.isUnreadable = () => false;
  await rig.clock.advance(250);
  expect(rig.shown()).toEqual(['1:m1', 'queued:early']);
});
