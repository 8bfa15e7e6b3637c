/**
 * What every chat store promises, whatever it stores in.
 */
import type {
  ClientMessageId,
  Epoch,
  MessageBody,
  RoomId,
  UserId,
} from '../../miniprogram/core/protocol/fields';
import type { ChatStore, NewMessage, NewUser } from '../../server/storage/port';

export const room = (name: string): RoomId => name as RoomId;
export const user = (name: string): UserId => name as UserId;

export function newMessage(where: string, who: string, clientId: string, body?: MessageBody): NewMessage {
  return {
    room: room(where),
    user: user(who),
    clientId: clientId as ClientMessageId,
    at: 1_790_000_000_123,
    body: body ?? { kind: 'text', text: `text of ${clientId}` },
  };
}

export function newUser(id: string, name: string, keyHash: string | null = null): NewUser {
  return { user: user(id), name, avatar: 'tint-1', keyHash, language: 'en', at: 1 };
}

/** A recall or a reaction of `who` about the message `clientId` of `author`. */
export function newEvent(
  where: string,
  who: string,
  id: string,
  about: { readonly author: string; readonly clientId: string },
  what: 'recall' | { readonly emoji: string; readonly on: boolean },
): NewMessage {
  const of = { user: user(about.author), clientId: about.clientId as ClientMessageId, seq: 0 };
  const body: MessageBody = what === 'recall' ? { kind: 'recall', of } : { kind: 'reaction', of, ...what };
  return newMessage(where, who, id, body);
}

export function storeContract(name: string, open: () => Promise<ChatStore>): void {
  describe(`store contract: ${name}`, () => {
    let store: ChatStore;

    beforeEach(async () => {
      store = await open();
      await store.createRoom({ room: room('r1'), name: 'One', epoch: 'e1' as Epoch, at: 1 });
      await store.createRoom({ room: room('r2'), name: 'Two', epoch: 'e2' as Epoch, at: 2 });
    });
    afterEach(() => store.close());

    const append = async (count: number): Promise<void> => {
      await store.append(Array.from({ length: count }, (_, i) => newMessage('r1', 'u1', `c${i + 1}`)));
    };
    const seqs = (messages: readonly { seq: number }[]): number[] => messages.map(({ seq }) => seq);

    test('[SV10] seq is contiguous per room, across and inside batches', async () => {
      await append(3);
      const results = await store.append([
        newMessage('r1', 'u1', 'd1'),
        newMessage('r2', 'u1', 'd2'),
        newMessage('r1', 'u2', 'd1'),
      ]);
      expect(results.map((each) => 'seq' in each && each.seq)).toEqual([4, 1, 5]);
      const rooms = await store.listRooms();
      expect(rooms.map(({ head, last }) => [head, last?.seq, last?.clientId])).toEqual([
        [5, 5, 'd1'],
        [1, 1, 'd2'],
      ]);
    });

    test('[SV10] appends that are started together keep their order and leave no hole', async () => {
      const started = Array.from({ length: 20 }, (_, i) => store.append([newMessage('r1', 'u1', `p${i}`)]));
      const results = (await Promise.all(started)).flat();
      expect(results.map((each) => 'seq' in each && each.seq)).toEqual(
        Array.from({ length: 20 }, (_, i) => i + 1),
      );
    });

    test('[SV11] the same user and client id is committed once, also inside one batch', async () => {
      const first = await store.append([newMessage('r1', 'u1', 'c1')]);
      const again = await store.append([
        { ...newMessage('r1', 'u1', 'c1'), at: 5 },
        newMessage('r1', 'u1', 'c2'),
        newMessage('r1', 'u1', 'c2'),
      ]);
      expect(first[0]).toEqual({ kind: 'committed', seq: 1, at: 1_790_000_000_123 });
      expect(again.map(({ kind }) => kind)).toEqual(['duplicate', 'committed', 'duplicate']);
      expect(again[0]).toMatchObject({ seq: 1, at: 1_790_000_000_123 });
      expect(await store.messagesAfter(room('r1'), 0, 10)).toHaveLength(2);
    });

    test('[SV11] a client id that was used in another room is a conflict, an unknown room is told', async () => {
      await store.append([newMessage('r1', 'u1', 'c1')]);
      const results = await store.append([newMessage('r2', 'u1', 'c1'), newMessage('nowhere', 'u1', 'c9')]);
      expect(results).toEqual([{ kind: 'conflict', room: 'r1' }, { kind: 'no_room' }]);
      expect(await store.messagesAfter(room('r2'), 0, 10)).toEqual([]);
    });

    test('[SV12] pages come oldest first from either end, and end where the log ends', async () => {
      await append(10);
      expect(seqs(await store.messagesBefore(room('r1'), 11, 3))).toEqual([8, 9, 10]);
      expect(seqs(await store.messagesBefore(room('r1'), 3, 5))).toEqual([1, 2]);
      expect(seqs(await store.messagesBefore(room('r1'), 1, 5))).toEqual([]);
      expect(seqs(await store.messagesAfter(room('r1'), 0, 2))).toEqual([1, 2]);
      expect(seqs(await store.messagesAfter(room('r1'), 8, 5))).toEqual([9, 10]);
      expect(seqs(await store.messagesAfter(room('r1'), 10, 5))).toEqual([]);
    });

    test('[SV12] a body comes back exactly as it went in', async () => {
      const text = '👩‍👩‍👧 שלום\nline 2\t"quoted" \u2028 \u0001 end';
      await store.append([newMessage('r1', 'u1', 'c1', { kind: 'text', text })]);
      const [stored] = await store.messagesAfter(room('r1'), 0, 1);
      expect(stored).toEqual({ ...newMessage('r1', 'u1', 'c1', { kind: 'text', text }), seq: 1 });
      expect(await store.hasMessage(user('u1'), 'c1' as ClientMessageId)).toBe(true);
      expect(await store.hasMessage(user('u2'), 'c1' as ClientMessageId)).toBe(false);
    });

    test('[SV314] {S15} a name with U+0000 is not stored, whoever asks for it', async () => {
      const bad = 'One\u0000!';
      await store.createUser(newUser('u1', 'Ann'));
      const changed = store.governance.changeRoom(room('r1'), { name: bad });
      await expect(changed).rejects.toThrow(/U\+0000/);
      const made = store.createRoom({ room: room('r9'), name: bad, epoch: 'e9' as Epoch, at: 1 });
      await expect(made).rejects.toThrow(/U\+0000/);
      await expect(store.createUser(newUser('u2', 'Ann\u0000!'))).rejects.toThrow(/U\+0000/);
      const renamed = store.updateUser({ user: user('u1'), name: '\u0000', avatar: '' });
      await expect(renamed).rejects.toThrow(/U\+0000/);
      expect((await store.listRooms()).map(({ name }) => name)).toEqual(['One', 'Two']);
      expect(await store.findUsers([user('u1'), user('u2')])).toMatchObject([{ user: 'u1', name: 'Ann' }]);
    });

    test('[SV13] room names and ids are unique, names without regard to case and width', async () => {
      const make = (id: string, name: string): Promise<string> =>
        store.createRoom({ room: room(id), name, epoch: 'e9' as Epoch, at: 3 });
      expect(await make('r1', 'Other')).toBe('id_taken');
      expect(await make('r3', 'ＯＮＥ')).toBe('name_taken');
      expect(await make('r3', 'Three')).toBe('created');
      expect((await store.listRooms()).map(({ name }) => name)).toEqual(['One', 'Two', 'Three']);
    });

    test('[SV404] {K24} the name of a room that is closed, or that everybody has left, is free for one other room', async () => {
      const make = (id: string, name: string): Promise<string> =>
        store.createRoom({ room: room(id), name, epoch: 'e9' as Epoch, at: 3 });
      const { governance, admissions } = store;
      await governance.changeRoom(room('r1'), { closed: true });
      expect([await make('r3', 'ONE'), await make('r4', 'one')]).toEqual(['created', 'name_taken']);
      expect(await governance.changeRoom(room('r1'), { announcement: 'Over' })).toBe('changed');
      expect(await governance.changeRoom(room('r1'), { name: 'Two' })).toBe('changed');
      expect(await governance.changeRoom(room('r1'), { closed: false })).toBe('name_taken');
      await admissions.setEmptied([room('r2')], 9);
      expect(await governance.changeRoom(room('r3'), { name: 'two' })).toBe('changed');
      expect(await governance.changeRoom(room('r1'), { name: 'One', closed: false })).toBe('changed');
      expect(await make('r5', 'One')).toBe('name_taken');
    });

    test('[SV405] {K24} a room that somebody came back into has its name again only if no other room has it', async () => {
      const { admissions } = store;
      await admissions.setEmptied([room('r1')], 9);
      await store.createRoom({ room: room('r3'), name: 'one', epoch: 'e9' as Epoch, at: 3 });
      expect([
        await admissions.reopen(room('r1'), 'One'),
        await admissions.reopen(room('r1'), 'One 2'),
      ]).toEqual([false, true]);
      const [first] = await store.listRooms();
      expect(first).toMatchObject({ room: 'r1', name: 'One 2', emptiedAt: 0 });
      await admissions.setEmptied([room('r3')], 9);
      expect(await admissions.reopen(room('r3'), 'one')).toBe(true);
    });

    test('[SV14] membership is remembered with its read marker, which only moves forward', async () => {
      expect(await store.addMember(room('r1'), user('u1'), 4)).toBe(true);
      expect(await store.addMember(room('r1'), user('u1'), 9)).toBe(false);
      await store.saveReads([
        { room: room('r1'), user: user('u1'), seq: 7 },
        { room: room('r1'), user: user('u1'), seq: 5 },
        { room: room('r2'), user: user('u1'), seq: 5 },
      ]);
      expect(await store.membershipsOf(user('u1'))).toMatchObject([{ room: 'r1', read: 7 }]);
      expect((await store.listRooms()).map(({ members }) => members)).toEqual([1, 0]);
      expect(await store.removeMember(room('r1'), user('u1'))).toBe(true);
      expect(await store.removeMember(room('r1'), user('u1'))).toBe(false);
      expect(await store.membershipsOf(user('u1'))).toEqual([]);
    });

    test('[SV15] users are found by id and key; names and keys belong to one user', async () => {
      expect(await store.createUser(newUser('u1', 'Ann', 'k1'))).toBe('created');
      expect(await store.createUser(newUser('u2', 'ANN', 'k2'))).toBe('name_taken');
      expect(await store.createUser(newUser('u2', 'Bob', 'k1'))).toBe('key_taken');
      expect(await store.createUser(newUser('u2', 'Bob'))).toBe('created');
      expect(await store.createUser(newUser('u3', 'Cid'))).toBe('created');
      expect(await store.findUserByKey('k1')).toMatchObject({ user: 'u1', name: 'Ann', language: 'en' });
      expect(await store.findUserByKey('k9')).toBeNull();
      const found = await store.findUsers([user('u2'), user('nobody')]);
      expect(found).toMatchObject([{ user: 'u2', name: 'Bob', avatar: 'tint-1' }]);
      expect((await store.findUserByName('ANN'))?.name).toBe('Ann');
      expect(await store.findUserByName('Dan')).toBeNull();
      expect([await store.isNameFree('ann'), await store.isNameFree('Dan')]).toEqual([false, true]);
    });

    test('[SV212] an account is stored with its first rooms, or neither is', async () => {
      const first = [
        { room: room('r1'), read: 0 },
        { room: room('r2'), read: 3 },
      ];
      expect(await store.createUser(newUser('u1', 'Ann', 'k1'), first)).toBe('created');
      const joined = await store.membershipsOf(user('u1'));
      expect(joined.map(({ room: id, read, membership }) => [id, read, membership.role])).toEqual([
        ['r1', 0, 'member'],
        ['r2', 3, 'member'],
      ]);
      expect(await store.createUser(newUser('u2', 'Bob', 'k1'), first)).toBe('key_taken');
      expect(await store.membershipsOf(user('u2'))).toEqual([]);
    });

    test('[SV210] a key is renamed, and nothing happens when nobody has it', async () => {
      await store.createUser(newUser('u1', 'Ann', 'k1'));
      await store.renameKey('k1', 'k2');
      await store.renameKey('k9', 'k3');
      expect(await store.findUserByKey('k1')).toBeNull();
      expect(await store.findUserByKey('k2')).toMatchObject({ user: 'u1' });
      expect(await store.findUserByKey('k3')).toBeNull();
    });

    test('[SV15] a user changes name and avatar, but not to a name that somebody has', async () => {
      await store.createUser(newUser('u1', 'Ann'));
      await store.createUser(newUser('u2', 'Bob'));
      expect(await store.updateUser({ user: user('u1'), name: 'bob', avatar: '' })).toBe('name_taken');
      expect(await store.updateUser({ user: user('u9'), name: 'New', avatar: '' })).toBe('absent');
      expect(await store.updateUser({ user: user('u1'), name: 'ANN', avatar: 'tint-2' })).toBe('updated');
      expect(await store.findUsers([user('u1')])).toMatchObject([{ name: 'ANN', avatar: 'tint-2' }]);
    });

    describe('trimming', () => {
      const oldestOf = async (id = 'r1'): Promise<number | undefined> =>
        (await store.listRooms()).find((each) => each.room === id)?.oldest;
      const appendAt = async (...times: number[]): Promise<void> => {
        const { head = 0 } = (await store.listRooms())[0] ?? {};
        await store.append(times.map((at, i) => ({ ...newMessage('r1', 'u1', `t${head + i + 1}`), at })));
      };

      test('[SV120] by count the newest stay, and oldest tells where the log begins', async () => {
        await append(10);
        expect(await oldestOf()).toBe(1);
        expect(await store.trim(room('r1'), { count: 4 }, 100)).toBe(7);
        expect(await store.trim(room('r1'), { count: 4 }, 100)).toBe(7);
        expect(await store.trim(room('r1'), { count: 9 }, 100)).toBe(7);
        expect(seqs(await store.messagesAfter(room('r1'), 0, 100))).toEqual([7, 8, 9, 10]);
        expect(seqs(await store.messagesBefore(room('r1'), 9, 100))).toEqual([7, 8]);
        expect(seqs(await store.messagesBefore(room('r1'), 7, 100))).toEqual([]);
        expect(await store.listRooms()).toMatchObject([
          { oldest: 7, head: 10, last: { seq: 10 } },
          { oldest: 1, head: 0, last: null },
        ]);
      });

      test('[SV120] by age a message stays that is newer than one that stays, whatever the clock said', async () => {
        await appendAt(100, 200, 50, 300, 60);
        expect(await store.trim(room('r1'), { since: 150 }, 100)).toBe(2);
        expect(seqs(await store.messagesAfter(room('r1'), 0, 100))).toEqual([2, 3, 4, 5]);
        expect(await store.trim(room('r1'), { since: 250, count: 4 }, 100)).toBe(4);
      });

      test('[SV120] a limit bounds one step, and an unknown room is none', async () => {
        await append(10);
        expect(await store.trim(room('r1'), { count: 2 }, 3)).toBe(4);
        expect(await store.trim(room('r1'), { count: 2 }, 3)).toBe(7);
        expect(await store.trim(room('r1'), { count: 2 }, 3)).toBe(9);
        expect(await store.trim(room('nowhere'), { count: 0 }, 3)).toBe(1);
      });

      test('[SV120] when everything was trimmed, seq goes on where it was', async () => {
        await append(5);
        expect(await store.trim(room('r1'), { count: 0 }, 100)).toBe(6);
        expect(await store.listRooms()).toMatchObject([{ oldest: 6, head: 5, last: null }, {}]);
        expect(seqs(await store.messagesAfter(room('r1'), 0, 10))).toEqual([]);
        expect(await store.append([newMessage('r1', 'u1', 'next')])).toMatchObject([{ seq: 6 }]);
        expect(await store.listRooms()).toMatchObject([{ oldest: 6, head: 6, last: { seq: 6 } }, {}]);
      });

      test('[SV121] a trimmed message is still recognised, and forgotten only when it is old and trimmed', async () => {
        await appendAt(100, 200, 300);
        await store.trim(room('r1'), { count: 1 }, 100);
        const again = (clientId: string) => store.append([newMessage('r1', 'u1', clientId)]);
        expect(await again('t1')).toEqual([{ kind: 'duplicate', seq: 1, at: 100 }]);
        expect(await store.append([newMessage('r2', 'u1', 't1')])).toEqual([
          { kind: 'conflict', room: 'r1' },
        ]);
        expect(await store.forgetTrimmed(room('r1'), 150, 100)).toBe(1);
        expect(await store.forgetTrimmed(room('r1'), 1_000, 100)).toBe(1);
        expect(await store.forgetTrimmed(room('r1'), 1_000, 100)).toBe(0);
        expect(await store.hasMessage(user('u1'), 't1' as ClientMessageId)).toBe(false);
        expect(await store.hasMessage(user('u1'), 't3' as ClientMessageId)).toBe(true);
        expect(await again('t3')).toMatchObject([{ kind: 'duplicate', seq: 3 }]);
        expect(await again('t1')).toMatchObject([{ kind: 'committed', seq: 4 }]);
      });

      test('[SV121] forgetting goes in steps, oldest first, and stays in its room', async () => {
        await append(5);
        await store.append([newMessage('r2', 'u1', 'other')]);
        await store.trim(room('r1'), { count: 0 }, 100);
        await store.trim(room('r2'), { count: 0 }, 100);
        expect(await store.forgetTrimmed(room('r1'), Number.MAX_SAFE_INTEGER, 2)).toBe(2);
        const knows = (id: string) => store.hasMessage(user('u1'), id as ClientMessageId);
        expect([await knows('c1'), await knows('c2'), await knows('c3')]).toEqual([false, false, true]);
        expect(await knows('other')).toBe(true);
      });
    });

    test('[SV16] renewed epochs leave the messages and change every room', async () => {
      await append(2);
      let count = 0;
      await store.renewEpochs(() => `n${(count += 1)}` as Epoch);
      const rooms = await store.listRooms();
      expect(rooms.map(({ epoch, head }) => [epoch, head])).toEqual([
        ['n1', 2],
        ['n2', 0],
      ]);
    });

    test('[SV16] notes of the server itself are kept by key', async () => {
      expect(await store.getMeta('a')).toBeNull();
      await store.setMeta('a', '1');
      await store.setMeta('a', '2');
      expect(await store.getMeta('a')).toBe('2');
    });
  });
}
