/**
 * What every store promises about amounts: however much hangs on one message or is in one room, what is told stays right.
 */
import type { ClientMessageId, Epoch, MessageBody, UserId } from '../../miniprogram/core/protocol/fields';
import type { MemberPlace } from '../../server/storage/governance-port';
import type { ChatStore, NewMessage } from '../../server/storage/port';
import { newEvent, newMessage, newUser, room, user } from './store-contract';

const R1 = room('r1');
const ABOUT = { author: 'u1', clientId: 'c1' };
const react = (id: string, who: string, emoji: string, on = true): NewMessage =>
  newEvent('r1', who, id, ABOUT, { emoji, on });
const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

function quote(i: number): NewMessage {
  const of = { user: user('u1'), clientId: 'c1' as ClientMessageId, seq: 1, kind: 'text', text: '' };
  return newMessage('r1', 'u2', `q${i}`, { kind: 'text', text: 'answer', quote: of } as MessageBody);
}

export function boundedContract(name: string, open: () => Promise<ChatStore>): void {
  describe(`store contract, amounts: ${name}`, () => {
    let store: ChatStore;

    beforeEach(async () => {
      store = await open();
      await store.createRoom({ room: R1, name: 'One', epoch: 'e1' as Epoch, at: 1 });
      await store.append([newMessage('r1', 'u1', 'c1')]);
    });
    afterEach(() => store.close());

    const reactions = async () => (await store.messagesAfter(R1, 0, 1))[0]?.reactions ?? [];

    test('[SV337] {S16} reactions are counted where they are given: names are the first twenty who still give it', async () => {
      await store.append(many(30, (i) => react(`a${i}`, `p${i}`, '👍')));
      await store.append([
        react('b1', 'p1', '🎉'),
        react('b2', 'p0', '👍', false),
        react('b3', 'p0', '👍', false),
      ]);
      const [first, second] = await reactions();
      expect(first).toMatchObject({ emoji: '👍', count: 29 });
      expect(first?.users).toEqual(many(20, (i) => `p${i + 1}`));
      expect(second).toEqual({ emoji: '🎉', count: 1, users: ['p1'] });
      // Given again it comes last, and an emoji whose first one is gone moves behind an older one.
      await store.append([
        ...many(29, (i) => react(`d${i}`, `p${i + 1}`, '👍', false)),
        react('e', 'p5', '👍'),
      ]);
      expect(await reactions()).toEqual([
        { emoji: '🎉', count: 1, users: ['p1'] },
        { emoji: '👍', count: 1, users: ['p5'] },
      ]);
      await store.append([react('f', 'p5', '👍', false), react('g', 'p1', '🎉', false)]);
      expect(await reactions()).toEqual([]);
    });

    test('[SV500] {K6} of many who reacted one person, and those whom they block, are found by what they gave, message by message', async () => {
      await store.governance.setBlocked(user('me'), user('foe'), true);
      await store.governance.setBlocked(user('p1'), user('p2'), true);
      await store.append([
        ...many(30, (i) => react(`a${i}`, `p${i}`, '👍')),
        ...['me', 'foe'].flatMap((who) => [react(`${who}-1`, who, '👍'), react(`${who}-2`, who, '🎉')]),
        newMessage('r1', 'u1', 'c2'),
      ]);
      const found = async (who: string, first = 1, last = 99) => {
        const reacted = await store.reactedOf(R1, user(who), first, last);
        return reacted.map(({ seq, emoji, user: by }) => `${seq} ${emoji} ${by}`).sort();
      };
      expect(await found('me')).toEqual(['1 🎉 foe', '1 🎉 me', '1 👍 foe', '1 👍 me']);
      expect([await found('p1'), await found('p9')]).toEqual([['1 👍 p1', '1 👍 p2'], ['1 👍 p9']]);
      expect([await found('me', 2), await found('nobody')]).toEqual([[], []]);
      await store.governance.setBlocked(user('me'), user('foe'), false);
      await store.append([react('off', 'me', '👍', false)]);
      expect(await found('me')).toEqual(['1 🎉 me']);
      await store.append([newEvent('r1', 'u1', 'e1', ABOUT, 'recall')]);
      while (!(await store.tidy(40)));
      expect(await found('me')).toEqual([]);
    });

    test('[SV338] {S16} of a recalled message with many quotes and reactions no word is told at once, and what is left goes bit by bit', async () => {
      await store.append(many(90, quote));
      await store.append(many(90, (i) => react(`a${i}`, `p${i}`, '👍')));
      await store.append([newEvent('r1', 'u1', 'e1', ABOUT, 'recall')]);
      const told = JSON.stringify([
        await store.messagesAfter(R1, 0, 500),
        await store.messagesBefore(R1, 500, 500),
        await store.governance.findTexts({ room: R1, query: 'answer', from: 1, before: 500, limit: 500 }),
        await store.listRooms(),
      ]);
      expect(told).not.toContain('text of c1');
      expect(await reactions()).toEqual([]);
      let steps = 0;
      while (!(await store.tidy(40))) steps += 1;
      expect(steps).toBeLessThan(10);
      expect(await store.tidy(40)).toBe(true);
      const quotes = (await store.messagesAfter(R1, 1, 90)).map(({ body }) => body);
      expect(quotes.every((body) => body.kind === 'text' && body.quote?.gone === true)).toBe(true);
    });

    test('[SV339] {S16} members come by name, page after page, and follow a new name', async () => {
      const names = ['Dora', 'bob', 'ｃarl', 'Ann', 'eve'];
      for (const each of names) {
        await store.createUser(newUser(each.normalize('NFKC').toLowerCase(), each));
        await store.addMember(R1, user(each.normalize('NFKC').toLowerCase()), 0);
      }
      const { governance } = store;
      const page = async (after: MemberPlace | null, limit: number) =>
        governance.membersByName(R1, after, limit);
      const first = await page(null, 2);
      expect(first.map(({ user: id }) => id)).toEqual(['ann', 'bob']);
      expect((await page(first[1] ?? null, 9)).map(({ user: id }) => id)).toEqual(['carl', 'dora', 'eve']);
      await store.updateUser({ user: user('ann'), name: 'Zoe', avatar: '' });
      expect((await page(null, 9)).map(({ user: id }) => id)).toEqual(['bob', 'carl', 'dora', 'eve', 'ann']);
      const asked = ['eve', 'nobody', 'ann'] as UserId[];
      expect((await governance.describeMembers(R1, asked)).map((each) => each.name)).toEqual(['eve', 'Zoe']);
      expect(await governance.placesOf(R1, asked)).toHaveLength(2);
    });

    test('[SV340] {S16} the heir of a room is found without a list of all: the oldest admin, else the oldest member', async () => {
      const { governance } = store;
      expect(await governance.successorOf(R1)).toBeNull();
      for (const id of ['own', 'm1', 'm2', 'a1', 'a2']) await store.createUser(newUser(id, `Name of ${id}`));
      await store.addMember(R1, user('own'), 0, { role: 'owner', at: 1 });
      await store.addMember(R1, user('m2'), 0, { at: 3 });
      await store.addMember(R1, user('m1'), 0, { at: 2 });
      expect(await governance.successorOf(R1)).toBe('m1');
      await store.addMember(R1, user('a2'), 0, { role: 'admin', at: 9 });
      await store.addMember(R1, user('a1'), 0, { role: 'admin', at: 8 });
      expect(await governance.successorOf(R1)).toBe('a1');
      await store.removeMember(R1, user('a1'));
      expect(await governance.successorOf(R1)).toBe('a2');
    });

    test('[SV401] {K23} who is banned, or has no account any more, is no heir, and a room of such an owner counts as unowned', async () => {
      const { governance } = store;
      for (const id of ['own', 'm1']) await store.createUser(newUser(id, `Name of ${id}`));
      expect(await governance.unownedRooms()).toEqual([]);
      await store.addMember(R1, user('gone'), 0, { at: 0 });
      await store.addMember(R1, user('m1'), 0, { at: 2 });
      await store.addMember(R1, user('own'), 0, { role: 'owner', at: 1 });
      expect([await governance.unownedRooms(), await governance.successorOf(R1)]).toEqual([[], 'm1']);
      await store.people.setBanned(user('own'), 5);
      expect(await governance.unownedRooms()).toEqual(['r1']);
      await store.people.setBanned(user('m1'), 5);
      expect(await governance.successorOf(R1)).toBeNull();
      await store.people.setBanned(user('own'), 0);
      expect(await governance.unownedRooms()).toEqual([]);
    });

    test('[SV341] {S16} own messages and events are looked past, within a bound, when unread ones are counted', async () => {
      const mine = many(300, (i) => newMessage('r1', 'me', `m${i}`));
      await store.append([...mine, newMessage('r1', 'u2', 'x')]);
      expect(await store.unreadOf(R1, user('me'), 1, 302)).toEqual({ count: 1, mentioned: 0 });
    });
  });
}
