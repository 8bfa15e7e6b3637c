/**
 * What every chat store promises about whole people, whatever it stores in.
 */
import type { ClientMessageId, Epoch } from '../../miniprogram/core/protocol/fields';
import type { ChatStore } from '../../server/storage/port';
import { newMessage, newUser, room, user } from './store-contract';

export function peopleContract(name: string, open: () => Promise<ChatStore>): void {
  describe(`people contract: ${name}`, () => {
    let store: ChatStore;
    const ann = user('ann');
    const bob = user('bob');

    beforeEach(async () => {
      store = await open();
      await store.createRoom({ room: room('r1'), name: 'One', epoch: 'e1' as Epoch, at: 1 });
      await store.createRoom({ room: room('r2'), name: 'Two', epoch: 'e2' as Epoch, at: 2 });
      await store.createUser(newUser('ann', 'Ann', 'k1'), [{ room: room('r1'), read: 0 }]);
      await store.createUser(newUser('bob', 'Bob', 'k2'), [{ room: room('r1'), read: 0 }]);
    });
    afterEach(() => store.close());

    test('[SV218] {S8} since when tickets count only moves forward, and is found by time', async () => {
      const { people } = store;
      await people.endTickets({ user: ann, at: 500 });
      await people.endTickets({ user: ann, at: 400 });
      await people.endTickets({ user: bob, at: 300 });
      await people.endTickets({ user: user('nobody'), at: 900 });
      expect(await people.endedTickets(301)).toEqual([{ user: ann, at: 500 }]);
      expect(await people.endedTickets(300)).toHaveLength(2);
      expect(await people.endedTickets(0)).toHaveLength(2);
    });

    test('[SV219] {S8} a ban is kept until it is ended', async () => {
      const { people } = store;
      expect(await people.bannedSince(ann)).toBe(0);
      await people.setBanned(ann, 7);
      expect([await people.bannedSince(ann), await people.bannedSince(bob)]).toEqual([7, 0]);
      await people.setBanned(ann, 0);
      await people.setBanned(user('nobody'), 7);
      expect([await people.bannedSince(ann), await people.bannedSince(user('nobody'))]).toEqual([0, 0]);
    });

    test('[SV220] {S8} what a person wrote is paged over all rooms, and nothing of others is in it', async () => {
      const { people } = store;
      for (const id of ['c3', 'c1', 'c5']) await store.append([newMessage('r1', 'ann', id)]);
      for (const id of ['c4', 'c2']) await store.append([newMessage('r2', 'ann', id)]);
      await store.append([newMessage('r1', 'bob', 'c1')]);
      const first = await people.messagesBy(ann, null, 3);
      expect(first.map(({ room: where, clientId }) => [where, clientId])).toEqual([
        ['r1', 'c1'],
        ['r2', 'c2'],
        ['r1', 'c3'],
      ]);
      const rest = await people.messagesBy(ann, 'c3' as ClientMessageId, 3);
      expect(rest.map(({ clientId }) => clientId)).toEqual(['c4', 'c5']);
      expect(await people.messagesBy(ann, 'c5' as ClientMessageId, 3)).toEqual([]);
    });

    test('[SV220] {S8} a deleted account leaves name, key, rooms and blocks; its messages and other people stay', async () => {
      const { people, governance } = store;
      await store.append([newMessage('r1', 'ann', 'c1')]);
      await governance.setBlocked(ann, bob, true);
      await governance.setBlocked(bob, ann, true);
      await people.deleteUser(ann);
      expect([await store.findUsers([ann]), await store.findUserByKey('k1')]).toEqual([[], null]);
      expect([await store.isNameFree('Ann'), await store.membershipsOf(ann)]).toEqual([true, []]);
      expect([await governance.blocksOf(ann), await governance.blocksOf(bob)]).toEqual([[], []]);
      expect(await store.messagesAfter(room('r1'), 0, 9)).toHaveLength(1);
      expect(await store.findUserByKey('k2')).toMatchObject({ user: 'bob' });
      expect(await store.membershipsOf(bob)).toHaveLength(1);
      await people.deleteUser(ann);
    });
  });
}
