/**
 * What every store promises about files and about times, whatever it stores in.
 */
import type { Epoch, MediaKind, MessageBody } from '../../miniprogram/core/protocol/fields';
import type { MediaQuery } from '../../server/storage/media-port';
import type { ChatStore } from '../../server/storage/port';
import { newEvent, newMessage, newUser, room, user } from './store-contract';

export const imageBody = (name: string): MessageBody => ({
  kind: 'image',
  url: `/media/${name}.png`,
  thumbUrl: `/media/${name}-thumb.jpg`,
  width: 3,
  height: 2,
  bytes: 9,
});
export const voiceBody = (name: string): MessageBody => ({
  kind: 'voice',
  url: `/media/${name}.wav`,
  durationMs: 1_000,
  bytes: 9,
});
export const fileBody = (name: string): MessageBody => ({
  kind: 'file',
  url: `/media/${name}.bin`,
  name: `${name}.pdf`,
  bytes: 9,
});

export function mediaContract(name: string, open: () => Promise<ChatStore>): void {
  describe(`media contract: ${name}`, () => {
    const R1 = room('r1');
    let store: ChatStore;

    beforeEach(async () => {
      store = await open();
      await store.createRoom({ room: R1, name: 'One', epoch: 'e1' as Epoch, at: 1 });
      await store.createRoom({ room: room('r2'), name: 'Two', epoch: 'e2' as Epoch, at: 2 });
    });
    afterEach(() => store.close());

    let count = 0;
    const say = async (body: MessageBody, where = 'r1'): Promise<string> => {
      const clientId = `c${(count += 1)}`;
      await store.append([newMessage(where, 'ann', clientId, body)]);
      return clientId;
    };
    const recall = async (clientId: string): Promise<void> => {
      const about = { author: 'ann', clientId };
      await store.append([newEvent('r1', 'ann', `e${(count += 1)}`, about, 'recall')]);
    };
    const find = async (kinds: readonly MediaKind[], more: Partial<MediaQuery> = {}): Promise<number[]> => {
      const query = { room: R1, kinds, query: '', from: 1, before: 1_000, limit: 10, ...more };
      return (await store.media.findMedia(query)).map(({ seq }) => seq);
    };
    const released = async (): Promise<string[]> => [...(await store.media.listReleased(10))].sort();

    test('[SV204] {C21} pictures, voices and files of a room are found by kind, newest first, a page at a time', async () => {
      for (const body of [imageBody('a'), voiceBody('b'), fileBody('c'), imageBody('d')]) await say(body);
      await say({ kind: 'text', text: 'a picture' });
      await say(imageBody('elsewhere'), 'r2');
      expect(await find(['image'])).toEqual([4, 1]);
      expect(await find(['file', 'voice'])).toEqual([3, 2]);
      expect(await find(['image', 'voice', 'file', 'image'])).toEqual([4, 3, 2, 1]);
      expect(await find(['image', 'voice', 'file'], { limit: 2 })).toEqual([4, 3]);
      expect(await find(['image', 'voice', 'file'], { before: 3, limit: 2 })).toEqual([2, 1]);
      expect(await find(['image', 'voice'], { from: 2, before: 4 })).toEqual([2]);
      expect(await find([])).toEqual([]);
    });

    test('[SV204] {C21} files are found by their names, with signs of patterns as themselves', async () => {
      for (const each of ['Plan', 'plan_b', 'notes']) await say(fileBody(each));
      await say(imageBody('plan'));
      expect(await find(['file', 'image'], { query: 'PLAN' })).toEqual([2, 1]);
      expect(await find(['file'], { query: 'n_b' })).toEqual([2]);
      expect(await find(['file'], { query: '%' })).toEqual([]);
    });

    test('[SV204] {C21} what was recalled or trimmed is not found', async () => {
      await say(imageBody('a'));
      const second = await say(imageBody('b'));
      await say(imageBody('c'));
      await recall(second);
      expect(await find(['image'])).toEqual([3, 1]);
      await store.trim(R1, { count: 2 }, 10);
      expect(await find(['image'])).toEqual([3]);
    });

    test('[SV202] a recall and a trim release files, each once, until they are forgotten', async () => {
      const picture = await say(imageBody('a'));
      await say(fileBody('b'));
      await say({ kind: 'text', text: 'c' });
      expect(await released()).toEqual([]);
      await recall(picture);
      expect(await released()).toEqual(['/media/a-thumb.jpg', '/media/a.png']);
      await store.trim(R1, { count: 0 }, 2);
      expect(await released()).toEqual(['/media/a-thumb.jpg', '/media/a.png', '/media/b.bin']);
      for (const path of await released()) await store.media.forgetReleased(path);
      expect(await released()).toEqual([]);
      await store.trim(R1, { count: 0 }, 10);
      expect(await released()).toEqual([]);
      await say(voiceBody('d'));
      await store.trim(R1, { count: 0 }, 10);
      expect(await released()).toEqual(['/media/d.wav']);
    });

    test('[SV202] a file is named as long as one message, or one avatar, names it', async () => {
      const named = (path: string): Promise<boolean> => store.media.isNamed(path);
      // Who forwards a file has it in a room.
      await store.addMember(R1, user('ann'), 0);
      const first = await say(imageBody('a'));
      await say(imageBody('a'), 'r2');
      expect([await named('/media/a.png'), await named('/media/a-thumb.jpg')]).toEqual([true, true]);
      expect([await named('/media/b.png'), await named('/media/a')]).toEqual([false, false]);
      await recall(first);
      expect(await named('/media/a.png')).toBe(true);
      await store.trim(room('r2'), { count: 0 }, 10);
      expect([await named('/media/a.png'), await named('/media/a-thumb.jpg')]).toEqual([false, false]);
      await store.createUser({ ...newUser('bob', 'Bob'), avatar: '/media/face.png' });
      expect(await named('/media/face.png')).toBe(true);
      await store.updateUser({ user: user('bob'), name: 'Bob', avatar: '' });
      expect(await named('/media/face.png')).toBe(false);
    });

    test('[SV586] {S4} however many rooms name a file, whoever may read it in one of them gets it', async () => {
      // Who forwards a file has it in a room.
      await store.addMember(R1, user('ann'), 0);
      await say(imageBody('a'));
      const rooms = Array.from({ length: 210 }, (_, i) => `room-${100 + i}`);
      for (const each of rooms) {
        await store.createRoom({ room: room(each), name: each, epoch: 'e' as Epoch, at: 1 });
        await say(imageBody('a'), each);
      }
      const maySee = (who: string, name = 'a.png'): Promise<boolean> =>
        store.media.maySee(user(who), `/media/${name}`);
      const last = room(rooms[209] ?? '');
      await store.addMember(last, user('bob'), 0);
      await store.addMember(last, user('cid'), 0, { since: 2 });
      expect([await maySee('bob'), await maySee('bob', 'a-thumb.jpg')]).toEqual([true, true]);
      expect([await maySee('cid'), await maySee('dan'), await maySee('bob', 'b.png')]).toEqual([
        false,
        false,
        false,
      ]);
    });

    test('[SV303] {S23} files are noted one by one and forgotten one by one or all at once', async () => {
      const { media } = store;
      const [a, b, c] = ['/media/a.png', '/media/b.png', '/media/c.png'] as const;
      const noted = () => Promise.all([a, b, c].map((path) => media.isNoted(path)));
      for (const path of [a, b, a]) await media.noteFile(path);
      expect(await noted()).toEqual([true, true, false]);
      await media.forgetFile(a);
      await media.forgetFile(c);
      expect(await noted()).toEqual([false, true, false]);
      await media.noteFile(c);
      await media.forgetAllFiles();
      expect(await noted()).toEqual([false, false, false]);
    });

    test('[SV490] {H6} whether a file is gone is asked when its message is committed, of its thumbnail too', async () => {
      const gone = new Set<string>();
      const isFileGone = (path: string): boolean => gone.has(path);
      const naming = (id: string, body: MessageBody) => ({
        ...newMessage('r1', 'ann', id, body),
        isFileGone,
      });
      const [picture, plan] = [naming('g1', imageBody('late')), naming('g2', fileBody('late'))];
      for (const path of ['/media/late-thumb.jpg', '/media/late.bin']) gone.add(path);
      const refused = { kind: 'unmet', why: 'file_gone' };
      expect(await store.append([picture, plan])).toEqual([refused, refused]);
      gone.clear();
      expect(await store.append([picture, plan])).toMatchObject([
        { kind: 'committed' },
        { kind: 'committed' },
      ]);
      for (const path of ['/media/late-thumb.jpg', '/media/late.bin']) gone.add(path);
      expect(await store.append([picture, plan])).toMatchObject([
        { kind: 'duplicate' },
        { kind: 'duplicate' },
      ]);
    });

    test('[SV206] {C21} a time is found in the log: the first message from then on, of those that are kept', async () => {
      const times = [100, 200, 200, 300, 400];
      await store.append(times.map((at, i) => ({ ...newMessage('r1', 'ann', `t${i}`), at })));
      const at = (time: number): Promise<number> => store.seqAt(R1, time);
      expect([await at(0), await at(100), await at(101), await at(200), await at(201)]).toEqual([
        1, 1, 2, 2, 4,
      ]);
      expect([await at(400), await at(401)]).toEqual([5, 0]);
      await store.trim(R1, { count: 2 }, 10);
      expect([await at(0), await at(350)]).toEqual([4, 5]);
      await store.trim(R1, { count: 0 }, 10);
      expect([await at(0), await store.seqAt(room('r2'), 0), await store.seqAt(room('r9'), 0)]).toEqual([
        0, 0, 0,
      ]);
    });
  });
}
