/**
 * What every store promises about how rooms are run, whatever it stores in.
 */
import type { ClientMessageId, Epoch } from '../../miniprogram/core/protocol/fields';
import type { ChatStore } from '../../server/storage/port';
import { fileBody } from './media-contract';
import { newMessage, newUser, room, user } from './store-contract';

export function governanceContract(name: string, open: () => Promise<ChatStore>): void {
  describe(`governance contract: ${name}`, () => {
    const R1 = room('r1');
    const ANN = user('ann');
    const BOB = user('bob');
    let store: ChatStore;

    beforeEach(async () => {
      store = await open();
      await store.createRoom({ room: R1, name: 'One', epoch: 'e1' as Epoch, at: 1 });
      await store.createRoom({
        room: room('r2'),
        name: 'Two',
        epoch: 'e2' as Epoch,
        at: 2,
        access: 'invite',
      });
      await store.createUser(newUser('ann', 'Ann'));
      await store.createUser(newUser('bob', 'Bob'));
      await store.addMember(R1, ANN, 0, { role: 'owner', at: 5 });
      await store.addMember(R1, BOB, 0);
    });
    afterEach(() => store.close());

    test('[SV150] a member’s flags change one by one and are told with the membership', async () => {
      const { governance } = store;
      expect(await governance.setFlags(R1, BOB, { pinned: true })).toEqual({
        pinned: true,
        muted: false,
        markedUnread: false,
      });
      await governance.setFlags(R1, BOB, { muted: true, markedUnread: true });
      await governance.setFlags(R1, BOB, { markedUnread: false });
      const [mine] = await store.membershipsOf(BOB);
      expect(mine?.flags).toEqual({ pinned: true, muted: true, markedUnread: false });
      expect(await governance.setFlags(room('r2'), BOB, { pinned: true })).toBeNull();
      expect((await store.membershipsOf(ANN))[0]?.flags.pinned).toBe(false);
    });

    test('[SV151] roles are stored, and members are listed with name, role and silence', async () => {
      const { governance } = store;
      await governance.setRoles(R1, [[BOB, 'admin']]);
      await governance.setSanctions(R1, BOB, { mutedUntil: 99 });
      const members = await governance.membersOf(R1);
      expect([...members].sort((a, b) => (a.user < b.user ? -1 : 1))).toEqual([
        { user: 'ann', name: 'Ann', avatar: 'tint-1', role: 'owner', mutedUntil: 0, joinedAt: 5 },
        { user: 'bob', name: 'Bob', avatar: 'tint-1', role: 'admin', mutedUntil: 99, joinedAt: 0 },
      ]);
      expect(await governance.membershipOf(R1, BOB)).toEqual({ role: 'admin', mutedUntil: 99 });
      expect(await governance.membershipOf(room('r2'), BOB)).toBeNull();
    });

    test('[SV152] a silence outlives leaving and joining, and says nothing about being kept out', async () => {
      const { governance } = store;
      await governance.setSanctions(R1, BOB, { mutedUntil: 99 });
      await governance.setSanctions(R1, BOB, { keptOutUntil: 77 });
      await store.removeMember(R1, BOB);
      await store.addMember(R1, BOB, 0);
      expect(await governance.membershipOf(R1, BOB)).toEqual({ role: 'member', mutedUntil: 99 });
      expect(await governance.sanctionsOf(R1, BOB)).toEqual({ mutedUntil: 99, keptOutUntil: 77 });
      expect(await governance.sanctionsOf(R1, ANN)).toEqual({ mutedUntil: 0, keptOutUntil: 0 });
    });

    test('[SV153] what is set for a room changes field by field; a taken name changes nothing', async () => {
      const { governance } = store;
      expect(await governance.changeRoom(R1, { announcement: 'Hi', slowMs: 5_000 })).toBe('changed');
      expect(await governance.changeRoom(R1, { name: 'TWO', slowMs: 1 })).toBe('name_taken');
      expect(await governance.changeRoom(R1, { name: 'ONE' })).toBe('changed');
      const [first, second] = await store.listRooms();
      expect(first).toMatchObject({
        name: 'ONE',
        settings: { announcement: 'Hi', access: 'public', slowMs: 5_000, closed: false },
      });
      expect(second?.settings.access).toBe('invite');
    });

    test('[SV154] reports are kept in order, and blocks belong to who blocks', async () => {
      const { governance } = store;
      const report = { at: 7, reporter: BOB, room: R1, user: ANN, seq: null, reason: 'spam' } as const;
      await governance.addReport(report);
      await governance.addReport({ ...report, seq: 3, reason: 'abuse' });
      expect(await governance.listReports()).toEqual([report, { ...report, seq: 3, reason: 'abuse' }]);
      await governance.setBlocked(BOB, ANN, true);
      await governance.setBlocked(BOB, ANN, true);
      expect(await governance.blocksOf(BOB)).toEqual(['ann']);
      expect(await governance.blocksOf(ANN)).toEqual([]);
      await governance.setBlocked(BOB, ANN, false);
      expect(await governance.blocksOf(BOB)).toEqual([]);
    });

    test('[SV201] who listens in a room has neither muted it nor blocked who speaks', async () => {
      const { governance } = store;
      const hearing = async (speaker = ANN, where = R1) =>
        Object.fromEntries(await governance.hearingOf(where, speaker, [ANN, BOB, user('nobody')]));
      expect(await hearing()).toEqual({ ann: 'listens', bob: 'listens' });
      await governance.setBlocked(BOB, ANN, true);
      expect([await hearing(), await hearing(BOB)]).toEqual([
        { ann: 'listens', bob: 'blocked' },
        { ann: 'listens', bob: 'listens' },
      ]);
      await governance.setFlags(R1, BOB, { muted: true });
      expect(await hearing()).toEqual({ ann: 'listens', bob: 'muted' });
      expect(await hearing(ANN, room('r2'))).toEqual({});
    });

    test('[SV155] texts are found newest first inside a span, with signs of patterns as themselves', async () => {
      const said = ['Tea at 100%', 'no', 'TEA_time', 'teapot', 'coffee'];
      await store.append(said.map((text, i) => newMessage('r1', 'ann', `c${i}`, { kind: 'text', text })));
      await store.append([
        newMessage('r1', 'ann', 'n' as ClientMessageId, { kind: 'notice', event: 'created' }),
      ]);
      const find = async (query: string, from = 1, before = 100, limit = 10): Promise<number[]> => {
        const found = await store.governance.findTexts({ room: R1, query, from, before, limit });
        return found.map(({ seq }) => seq);
      };
      expect(await find('tea')).toEqual([4, 3, 1]);
      expect(await find('tea', 2, 4)).toEqual([3]);
      expect(await find('tea', 1, 100, 2)).toEqual([4, 3]);
      expect(await find('0%')).toEqual([1]);
      expect(await find('A_t')).toEqual([3]);
      expect(await find('created')).toEqual([]);
    });

    test('[SV561] texts and names of files are looked at newest first, until whoever looks has to stop', async () => {
      const bodies = [1, 2, 3, 4].map((n) =>
        n % 2 ? ({ kind: 'text', text: 'tea' } as const) : fileBody('tea'),
      );
      await store.append(bodies.map((body, i) => newMessage('r1', 'ann', `c${i}`, body)));
      const looks = async (stopAt: number) => {
        const asked: number[] = [];
        const mayLook = (seq: number): boolean => asked.push(seq) < 99 && seq !== stopAt;
        const where = { room: R1, query: 'tea', from: 1, before: 100, limit: 10, mayLook };
        const texts = await store.governance.findTexts(where);
        const files = await store.media.findMedia({ ...where, kinds: ['image', 'file'] });
        return { asked, found: [...texts, ...files].map(({ seq }) => seq) };
      };
      expect(await looks(0)).toEqual({ asked: [3, 1, 4, 2], found: [3, 1, 4, 2] });
      expect(await looks(1)).toEqual({ asked: [3, 1, 4, 2], found: [3, 4, 2] });
      expect(await looks(4)).toEqual({ asked: [3, 1, 4], found: [3, 1] });
    });

    test('[SV471] {K26} texts and names of files are found as phones find them, in any script, case, width and white space', async () => {
      const said = [
        'Ну, Привет!',
        'so ein a\u0308rger',
        'hello  \n world',
        'ＡＢＣ ｶﾞ',
        '微信很好',
        'STRASSE',
        'ΟΔΟΣ',
      ];
      await store.append(said.map((text, i) => newMessage('r1', 'ann', `c${i}`, { kind: 'text', text })));
      await store.append([
        newMessage('r1', 'ann', 'f', { kind: 'file', url: '/media/f.bin', name: 'ПЛАН  2026.pdf', bytes: 1 }),
      ]);
      const span = { room: R1, from: 1, before: 100, limit: 10 };
      const asked = ['привет', 'ÄRGER', 'Hello World', 'abc ガ', '微信', 'straße', 'οδος', 'план', ' \u200b'];
      const found: string[] = [];
      for (const query of asked) {
        const hits = await store.governance.findTexts({ ...span, query });
        found.push(hits.map(({ seq }) => seq).join());
      }
      expect(found).toEqual(['1', '2', '3', '4', '5', '6', '7', '', '']);
      const files = await store.media.findMedia({ ...span, query: 'план 2026', kinds: ['file', 'image'] });
      expect(files.map(({ seq }) => seq)).toEqual([8]);
    });
  });
}
