/**
 * What every store promises about the ways into a room and about the end of one, whatever it stores in.
 */
import type { Epoch } from '../../miniprogram/core/protocol/fields';
import type { StoredInvitation } from '../../server/storage/admission-port';
import type { ChatStore } from '../../server/storage/port';
import { imageBody } from './media-contract';
import { newMessage, newUser, room, user } from './store-contract';

const R1 = room('r1');
const [ANN, BOB, CID] = [user('ann'), user('bob'), user('cid')];
const place = (who: typeof ANN, at = 50) => ({ room: R1, user: who, read: 7, since: 4, at });
const invitation = (code: string, more: Partial<StoredInvitation> = {}): StoredInvitation => ({
  ...{ code, room: R1, by: ANN, at: 10, expiresAt: 100, maxUses: 2, uses: 0 },
  ...more,
});

export function doorContract(name: string, open: () => Promise<ChatStore>): void {
  describe(`door contract: ${name}`, () => {
    let store: ChatStore;

    beforeEach(async () => {
      store = await open();
      await store.createRoom({ room: R1, name: 'One', epoch: 'e1' as Epoch, at: 1 });
      await store.createRoom({ room: room('r2'), name: 'Two', epoch: 'e2' as Epoch, at: 2 });
      for (const id of ['ann', 'bob', 'cid']) await store.createUser(newUser(id, `Name of ${id}`));
      await store.addMember(R1, ANN, 0, { role: 'owner' });
    });
    afterEach(() => store.close());

    test('[SV246] {S3} a new room has its id as its code, and code, entry and past change one by one', async () => {
      const settings = async () => (await store.listRooms())[0]?.settings;
      expect(await settings()).toMatchObject({ code: 'r1', entry: 'open', past: 'all' });
      await store.governance.changeRoom(R1, { code: 'other', entry: 'approval' });
      await store.governance.changeRoom(R1, { past: 'none' });
      expect(await settings()).toMatchObject({ code: 'other', entry: 'approval', past: 'none' });
    });

    test('[SV247] {S3} an invitation lets so many in, each once, and none from the ms on at which it ends', async () => {
      const { admissions } = store;
      await admissions.addInvitation(invitation('i1'));
      expect(await admissions.admitInvited('i1', place(BOB, 99))).toBe('admitted');
      expect(await admissions.admitInvited('i1', place(BOB, 99))).toBe('member');
      expect(await admissions.findInvitation('i1')).toEqual(invitation('i1', { uses: 1 }));
      expect(await admissions.admitInvited('i1', place(CID, 100))).toBe('spent');
      expect(await admissions.admitInvited('i1', { ...place(CID), room: room('r2') })).toBe('spent');
      expect(await admissions.admitInvited('none', place(CID))).toBe('spent');
      expect(await admissions.admitInvited('i1', place(CID, 99))).toBe('admitted');
      await store.removeMember(R1, CID);
      expect(await admissions.admitInvited('i1', place(CID, 99))).toBe('spent');
      const [bobs] = await store.membershipsOf(BOB);
      expect(bobs).toMatchObject({ room: 'r1', read: 7, since: 4, membership: { role: 'member' } });
      expect((await store.membershipsOf(ANN))[0]?.since).toBe(1);
    });

    test('[SV247] {S3} of two who use the last place of an invitation at once one comes in', async () => {
      await store.admissions.addInvitation(invitation('i1', { maxUses: 1 }));
      const both = [BOB, CID].map((who) => store.admissions.admitInvited('i1', place(who)));
      expect((await Promise.all(both)).sort()).toEqual(['admitted', 'spent']);
    });

    test('[SV247] {S3} those that let people in are listed, newest first; they end one by one or all', async () => {
      const { admissions } = store;
      const codes = async (now = 20): Promise<string[]> =>
        (await admissions.invitationsOf(R1, now)).map(({ code }) => code);
      await admissions.addInvitation(invitation('old', { at: 1, expiresAt: 20 }));
      await admissions.addInvitation(invitation('used', { uses: 2 }));
      await admissions.addInvitation(invitation('a', { at: 5 }));
      await admissions.addInvitation(invitation('b', { at: 9 }));
      await admissions.addInvitation(invitation('else', { room: room('r2') }));
      expect(await codes(19)).toEqual(['b', 'a', 'old']);
      expect(await codes(20)).toEqual(['b', 'a']);
      expect(await admissions.findInvitation('used')).toBeNull();
      await admissions.endInvitations(R1, 'else');
      await admissions.endInvitations(R1, 'a');
      expect(await codes()).toEqual(['b']);
      await admissions.endInvitations(R1);
      expect([await codes(), (await admissions.findInvitation('else'))?.room]).toEqual([[], 'r2']);
    });

    test('[SV248] {S3} people wait once, in the order of asking, and are let in or turned away', async () => {
      const { admissions } = store;
      expect(await admissions.addWaiting(R1, CID, 20, 2)).toBe('added');
      expect(await admissions.addWaiting(R1, CID, 30, 2)).toBe('there');
      expect(await admissions.addWaiting(R1, BOB, 10, 2)).toBe('added');
      expect(await admissions.addWaiting(R1, user('dan'), 5, 2)).toBe('full');
      expect(await admissions.addWaiting(room('r2'), BOB, 5, 1)).toBe('full');
      expect((await admissions.waitingOf(R1, 5)).map(({ user: who, name, at }) => [who, name, at])).toEqual([
        ['bob', 'Name of bob', 10],
        ['cid', 'Name of cid', 20],
      ]);
      expect(await admissions.waitingOf(R1, 1)).toHaveLength(1);
      expect([...(await admissions.waitingCounts())]).toEqual([['r1', 2]]);
      expect(await admissions.admitWaiting(place(CID))).toBe(true);
      expect(await admissions.admitWaiting(place(CID))).toBe(false);
      expect((await store.membershipsOf(CID))[0]).toMatchObject({ since: 4, read: 7 });
      expect([await admissions.dropWaiting(R1, BOB), await admissions.dropWaiting(R1, BOB)]).toEqual([
        true,
        false,
      ]);
      expect([...(await admissions.waitingCounts())]).toEqual([]);
    });

    test('[SV241] {S3} who runs rooms is listed', async () => {
      await store.addMember(room('r2'), BOB, 0, { role: 'admin' });
      await store.addMember(room('r2'), CID, 0);
      const staff = [...(await store.admissions.listStaff())].sort((a, b) => (a.room < b.room ? -1 : 1));
      expect(staff).toEqual([
        { room: 'r1', user: 'ann', role: 'owner' },
        { room: 'r2', user: 'bob', role: 'admin' },
      ]);
    });

    test('[SV253] {S21} an empty room goes with everything of it, step by step; its files are released', async () => {
      const { admissions } = store;
      await admissions.addInvitation(invitation('i1'));
      await admissions.addWaiting(R1, CID, 1, 5);
      await store.governance.setSanctions(R1, BOB, { keptOutUntil: 9 });
      await store.governance.addReport({
        at: 1,
        reporter: BOB,
        room: R1,
        user: ANN,
        seq: null,
        reason: 'spam',
      });
      const said = ['c1', 'c2'].map((id) => newMessage('r1', 'ann', id));
      await store.append([...said, newMessage('r1', 'ann', 'c3', imageBody('seen'))]);
      await store.append([newMessage('r2', 'ann', 'd1')]);
      expect(await admissions.dropRoom(R1, 2)).toBe('occupied');
      await store.removeMember(R1, ANN);
      await admissions.setEmptied([R1], 77);
      expect((await store.listRooms())[0]).toMatchObject({ members: 0, emptiedAt: 77 });
      expect(await admissions.dropRoom(R1, 2)).toBe('more');
      expect(await admissions.dropRoom(R1, 2)).toBe('dropped');
      expect((await store.listRooms()).map((each) => each.room)).toEqual(['r2']);
      expect(await store.messagesAfter(R1, 0, 9)).toEqual([]);
      expect([...(await store.media.listReleased(9))].sort()).toEqual([
        '/media/seen-thumb.jpg',
        '/media/seen.png',
      ]);
      expect(await store.media.isNamed('/media/seen.png')).toBe(false);
      expect([await admissions.findInvitation('i1'), [...(await admissions.waitingCounts())]]).toEqual([
        null,
        [],
      ]);
      expect(await store.governance.listReports()).toHaveLength(1);
      expect(await store.messagesAfter(room('r2'), 0, 9)).toHaveLength(1);
      expect(await store.createRoom({ room: R1, name: 'One', epoch: 'e9' as Epoch, at: 9 })).toBe('created');
    });
  });
}
