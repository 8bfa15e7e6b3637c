/** The members page of a large room while somebody comes and goes. */
import * as path from 'node:path';
import type { RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import { openDatabase } from '../../server/storage/sqlite/driver';
import { createSqliteStore } from '../../server/storage/sqlite/sqlite-store';
import { setUpStage } from '../support/browser-stage';
import { byClass, openChat } from '../support/chat-page';
import type { ChatPage } from '../support/chat-page';
import { expectPage } from '../support/expect-page';

jest.setTimeout(90_000);

const stage = setUpStage();
const open = async (user: string, page: string): Promise<ChatPage> => {
  const hash = `#/pages/rooms/rooms|pages/${page}?room=tea`;
  return stage.keep(await openChat(stage.browser, stage.server.url, user, { hash }));
};

/** Long before this test, so many people became members of the tea room. */
async function fillTeaRoom(count: number): Promise<void> {
  await stage.server.kill();
  const store = createSqliteStore(await openDatabase(path.join(stage.server.dataDir, 'minichat.db')));
  for (let i = 0; i < count; i += 1) {
    const user = `quiet-${i}` as UserId;
    await store.createUser({ user, name: `m${i}`, avatar: 'tint-1', keyHash: null, language: 'en', at: 1 });
    await store.addMember('tea' as RoomId, user, 0);
  }
  await store.close();
  await stage.server.start();
}

test('[UI390, UI391] {K25} who comes and goes changes in place on a page of a hundred members, and nothing that is loaded goes away', async () => {
  await fillTeaRoom(120);
  const ann = await open('Ann', 'members/members');
  const rows = byClass(ann.page, 'members__state');
  await expectPage(rows).toHaveCount(50);
  await byClass(ann.page, 'members__more').click();
  await expectPage(rows).toHaveCount(100);
  await rows.evaluateAll((all) => all.forEach((row) => row.setAttribute('data-kept', '')));
  // Ben is new to the room, and stands behind all that is loaded.
  const ben = await open('Ben', 'chat/chat');
  await expectPage(rows.last()).toHaveText('在线');
  await expectPage(byClass(ann.page, 'members__name').last()).toHaveText('Ben');
  await ben.close();
  await expectPage(rows.last()).toHaveText('离线');
  await expectPage(rows).toHaveCount(101);
  await expectPage(ann.page.locator('.mp-top [data-kept]')).toHaveCount(100);
});
