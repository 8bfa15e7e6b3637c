/** The members page of a large room while somebody comes and goes. */
import { setUpStage } from '../support/browser-stage';
import { byClass, openChat } from '../support/chat-page';
import type { ChatPage } from '../support/chat-page';
import { expectPage } from '../support/expect-page';
import { addQuietMembers } from '../support/stopped-store';

jest.setTimeout(90_000);

const stage = setUpStage();
const open = async (user: string, page: string): Promise<ChatPage> => {
  const hash = `#/pages/rooms/rooms|pages/${page}?room=tea`;
  return stage.keep(await openChat(stage.browser, stage.server.url, user, { hash }));
};

test('[UI390, UI391] {K25} who comes and goes changes in place on a page of a hundred members, and nothing that is loaded goes away', async () => {
  await addQuietMembers(stage.server, 120);
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
