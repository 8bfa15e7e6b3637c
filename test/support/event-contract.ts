/**
 * What every chat store promises about recalls, reactions, quotes and mentions.
 */
import type {
  ClientMessageId,
  Epoch,
  Mentions,
  MessageBody,
  Quote,
} from '../../miniprogram/core/protocol/fields';
import type { Appended, ChatStore, Condition, NewMessage, StoredMessage } from '../../server/storage/port';
import { newEvent, newMessage, room, user } from './store-contract';

const AT = newMessage('r1', 'u1', 'x').at;
const ABOUT = { author: 'u1', clientId: 'c1' };
const quoteOf = (clientId: string): Quote => ({
  ...{ user: user('u1'), clientId: clientId as ClientMessageId, seq: 77, kind: 'image' },
  text: 'words that were never said',
});
const answer = (clientId: string, quoted: string): NewMessage =>
  newMessage('r1', 'u2', clientId, { kind: 'text', text: 'answer', quote: quoteOf(quoted) });
const call = (clientId: string, mentions: object, who = 'u1'): NewMessage =>
  newMessage('r1', who, clientId, { kind: 'text', text: 'hey', mentions } as MessageBody);
const outcomes = (results: readonly Appended[]): string[] =>
  results.map((each) => (each.kind === 'unmet' ? each.why : each.kind));

export function eventContract(name: string, open: () => Promise<ChatStore>): void {
  describe(`store contract, events: ${name}`, () => {
    let store: ChatStore;

    beforeEach(async () => {
      store = await open();
      await store.createRoom({ room: room('r1'), name: 'One', epoch: 'e1' as Epoch, at: 1 });
      await store.createRoom({ room: room('r2'), name: 'Two', epoch: 'e2' as Epoch, at: 2 });
      await store.append([newMessage('r1', 'u1', 'c1'), newMessage('r2', 'u1', 'd1')]);
    });
    afterEach(() => store.close());

    const log = (): Promise<readonly StoredMessage[]> => store.messagesAfter(room('r1'), 0, 100);
    const recall = (id: string, who = 'u1', about = ABOUT, condition: Condition = {}): NewMessage => ({
      ...newEvent('r1', who, id, about, 'recall'),
      condition,
    });
    const react = (id: string, who: string, emoji: string, on = true): NewMessage =>
      newEvent('r1', who, id, ABOUT, { emoji, on });

    test('[MK4] a recall is committed only about an own, young, standing message of its room', async () => {
      const results = await store.append([
        recall('e1', 'u2', ABOUT, { author: user('u2') }),
        recall('e2', 'u1', ABOUT, { author: user('u1'), since: AT + 1 }),
        recall('e3', 'u1', { author: 'u1', clientId: 'nothing' }),
        recall('e4', 'u1', { author: 'u1', clientId: 'd1' }),
        recall('e5', 'u1', ABOUT, { author: user('u1'), since: AT }),
        recall('e6', 'u1', ABOUT, { author: user('u1') }),
        recall('e7', 'u1', { author: 'u1', clientId: 'e5' }),
        newMessage('r1', 'u1', 'c2'),
      ]);
      expect(outcomes(results)).toEqual([
        ...['forbidden', 'too_late', 'no_message', 'no_message'],
        ...['committed', 'no_message', 'no_message', 'committed'],
      ]);
      // What was refused took no seq.
      expect((await log()).map(({ seq, clientId }) => `${seq} ${clientId}`)).toEqual([
        '1 c1',
        '2 e5',
        '3 c2',
      ]);
    });

    test('[SV240] {S3} what others said is recalled only when their role is one of those that are named', async () => {
      await store.addMember(room('r1'), user('u1'), 0, { role: 'admin' });
      const below = { author: null, authorRoles: ['member'] } as const;
      const [refused] = await store.append([recall('e1', 'u2', ABOUT, below)]);
      expect(refused).toEqual({ kind: 'unmet', why: 'forbidden' });
      await store.governance.setRoles(room('r1'), [[user('u1'), 'member']]);
      expect(outcomes(await store.append([recall('e2', 'u2', ABOUT, below)]))).toEqual(['committed']);
      // The own ones, and those of who has left, are in reach.
      await store.append([newMessage('r1', 'u1', 'c8'), newMessage('r1', 'u9', 'c9')]);
      await store.governance.setRoles(room('r1'), [[user('u1'), 'owner']]);
      const results = await store.append([
        recall('e3', 'u1', { author: 'u1', clientId: 'c8' }, below),
        recall('e4', 'u1', { author: 'u9', clientId: 'c9' }, below),
      ]);
      expect(outcomes(results)).toEqual(['committed', 'committed']);
    });

    test('[MK5] a recall takes the words out of the store, out of its quotes too', async () => {
      await store.append([answer('q1', 'c1'), recall('e1')]);
      const messages = await log();
      expect(JSON.stringify(messages)).not.toContain('text of c1');
      expect(messages.map(({ body }) => body)).toMatchObject([
        { kind: 'recalled', by: 'u1' },
        { kind: 'text', text: 'answer', quote: { text: '', gone: true } },
        { kind: 'recall', of: { seq: 1 } },
      ]);
      expect((await store.messagesBefore(room('r1'), 2, 5))[0]?.body.kind).toBe('recalled');
    });

    test('[MK6] reactions are counted once per person, come off, and pages tell who gave them', async () => {
      const results = await store.append([
        react('e1', 'u2', '👍'),
        react('e2', 'u3', '👍'),
        react('e3', 'u3', '👍'),
        react('e4', 'u2', '🎉'),
        react('e5', 'u2', '👍', false),
        react('e6', 'u4', '😂', false),
      ]);
      const counts = results.map(
        (each) => each.kind === 'committed' && each.body && 'count' in each.body && each.body.count,
      );
      expect(counts).toEqual([1, 2, 2, 1, 1, 0]);
      expect((await log())[0]?.reactions).toEqual([
        { emoji: '👍', users: ['u3'], count: 1 },
        { emoji: '🎉', users: ['u2'], count: 1 },
      ]);
      expect((await log())[1]).not.toHaveProperty('reactions');
      await store.append([recall('r')]);
      expect((await log())[0]).not.toHaveProperty('reactions');
    });

    test('[MK6] a message has so many different reactions and no more; names beyond 20 are counted', async () => {
      const many = Array.from({ length: 25 }, (_, i) => react(`m${i}`, `u${i + 10}`, '👍'));
      await store.append(many);
      const limited = { condition: { maxReactions: 2 } };
      const results = await store.append([
        { ...react('e1', 'u2', '🎉'), ...limited },
        { ...react('e2', 'u2', '😂'), ...limited },
        { ...react('e3', 'u2', '👍'), ...limited },
      ]);
      expect(outcomes(results)).toEqual(['committed', 'too_many_reactions', 'committed']);
      const [first] = (await log())[0]?.reactions ?? [];
      expect([first?.count, first?.users.length, first?.users[0]]).toEqual([26, 20, 'u10']);
    });

    test('[MK7] a quote says what the quoted message says, whatever its sender wrote', async () => {
      await store.append([
        answer('q1', 'c1'),
        answer('q2', 'nothing'),
        answer('q3', 'd1'),
        recall('e1'),
        answer('q4', 'c1'),
      ]);
      const quotes = (await log()).flatMap(({ body }) =>
        body.kind === 'text' && body.quote ? [body.quote] : [],
      );
      expect(quotes.map(({ seq, kind, text, gone }) => [seq, kind, text, gone ?? false])).toEqual([
        [1, 'text', '', true],
        [0, 'image', '', true],
        [0, 'image', '', true],
        [1, 'recalled', '', true],
      ]);
      await store.append([newMessage('r1', 'u1', 'c9'), answer('q5', 'c9')]);
      expect((await log()).slice(-1)[0]?.body).toMatchObject({
        quote: { user: 'u1', clientId: 'c9', seq: 7, kind: 'text', text: 'text of c9' },
      });
    });

    test('[MK8] a repetition is the first one, also when it would be refused by now', async () => {
      await store.append([recall('e1', 'u1', ABOUT, { author: user('u1') }), answer('q1', 'c1')]);
      const results = await store.append([
        recall('e1', 'u1', ABOUT, { author: user('u1'), since: AT + 1 }),
        answer('q1', 'c1'),
        { ...recall('e1'), room: room('r2') },
      ]);
      expect(results).toEqual([
        { kind: 'duplicate', seq: 2, at: AT },
        { kind: 'duplicate', seq: 3, at: AT },
        { kind: 'conflict', room: 'r1' },
      ]);
      expect(await log()).toHaveLength(3);
    });

    test('[MK9] events are nobody’s newest message and not unread, nor is what was recalled', async () => {
      await store.append([
        newMessage('r1', 'u1', 'c2'),
        newMessage('r1', 'u2', 'c3'),
        newMessage('r1', 'u1', 'n1', { kind: 'notice', event: 'joined' }),
        newMessage('r1', 'u1', 'c4'),
        react('e1', 'u1', '👍'),
        recall('e2', 'u1', { author: 'u1', clientId: 'c2' }),
      ]);
      const rooms = await store.listRooms();
      expect([rooms[0]?.head, rooms[0]?.last?.clientId]).toEqual([7, 'c4']);
      const count = async (after: number, upTo = 7): Promise<number> =>
        (await store.unreadOf(room('r1'), user('u2'), after, upTo)).count;
      expect([await count(0), await count(1), await count(5), await count(0, 2)]).toEqual([2, 1, 0, 1]);
    });

    test('[MK9] the first message that calls a person is told, of those after the marker that still stand', async () => {
      for (const called of ['u2', 'u3']) await store.addMember(room('r1'), user(called), 0);
      await store.append([
        call('m2', { users: ['u2', 'u3'] }),
        call('m3', { all: true, users: [] }),
        call('m4', { all: true, users: [] }, 'u2'),
        call('m5', { users: ['u2'] }),
      ]);
      const first = async (who: string, after: number, upTo = 9): Promise<number> =>
        (await store.unreadOf(room('r1'), user(who), after, upTo)).mentioned;
      expect([
        await first('u2', 0),
        await first('u2', 2),
        await first('u2', 3),
        await first('u2', 5),
      ]).toEqual([2, 3, 5, 0]);
      expect([await first('u3', 2), await first('u4', 0), await first('u2', 3, 4)]).toEqual([3, 3, 0]);
      await store.append([recall('e1', 'u1', { author: 'u1', clientId: 'm2' })]);
      expect(await first('u2', 0)).toBe(3);
    });

    test('[SV454] {K22} who is no member when it is committed is called by nobody, and the words stay', async () => {
      await store.addMember(room('r1'), user('u2'), 0);
      await store.addMember(room('r2'), user('u3'), 0);
      const called = (...users: string[]) => ({
        users: users.map(user),
        ranges: users.map((id, i) => ({ user: user(id), from: i * 3, length: 2 })),
      });
      const body = (mentions: Mentions) => ({ kind: 'text', text: '@a @b @c', mentions }) as const;
      await store.append([
        newMessage('r1', 'u1', 'k1', body(called('u3', 'u2', 'u9'))),
        newMessage('r1', 'u1', 'k2', body(called('u3'))),
        newMessage('r1', 'u1', 'k3', body({ ...called('u3'), all: true })),
      ]);
      const kept = (await store.messagesAfter(room('r1'), 1, 9)).map(({ body: said }) => said);
      expect(kept).toEqual([
        body({ users: [user('u2')], ranges: [{ user: user('u2'), from: 3, length: 2 }] }),
        { kind: 'text', text: '@a @b @c' },
        body({ all: true, users: [] }),
      ]);
    });

    test('[SV430] {K6} nothing of blocked people is unread, calls anybody, or is the newest for them', async () => {
      await store.addMember(room('r1'), user('u2'), 0);
      await store.append([
        call('m2', { users: ['u2'] }, 'u3'),
        newMessage('r1', 'u3', 'm3'),
        call('m4', { all: true, users: [] }),
        newMessage('r1', 'u3', 'm5'),
        newEvent('r1', 'u4', 'e6', ABOUT, { emoji: '👍', on: true }),
      ]);
      const newest = async (who: string, from = 1, before = 7): Promise<string | undefined> =>
        (await store.newestFor(room('r1'), user(who), from, before))?.clientId;
      const unread = (who: string) => store.unreadOf(room('r1'), user(who), 0, 6);
      expect([await unread('u2'), await newest('u2')]).toEqual([{ count: 5, mentioned: 2 }, 'm5']);
      await store.governance.setBlocked(user('u2'), user('u3'), true);
      expect([await unread('u2'), await newest('u2')]).toEqual([{ count: 2, mentioned: 4 }, 'm4']);
      expect(await unread('u9')).toEqual({ count: 5, mentioned: 4 });
      // Only between the two seqs, and with what others gave it.
      expect([await newest('u2', 5), await newest('u2', 1, 4), await newest('u9')]).toEqual([
        ...[undefined, 'c1', 'm5'],
      ]);
      const first = await store.newestFor(room('r1'), user('u2'), 1, 4);
      expect(first?.reactions).toEqual([{ emoji: '👍', users: ['u4'], count: 1 }]);
      await store.governance.setBlocked(user('u2'), user('u3'), false);
      expect([await unread('u2'), await newest('u2')]).toEqual([{ count: 5, mentioned: 2 }, 'm5']);
    });

    test('[MK12] every member’s marker is listed', async () => {
      await store.addMember(room('r1'), user('u1'), 3);
      await store.addMember(room('r2'), user('u2'), 0);
      const reads = (await Promise.all(['r1', 'r2'].map((id) => store.listReads(room(id))))).flat();
      expect(reads).toEqual([
        { room: 'r1', user: 'u1', seq: 3, from: 4 },
        { room: 'r2', user: 'u2', seq: 0, from: 1 },
      ]);
    });
  });
}
