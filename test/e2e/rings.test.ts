/**
 * Who rings, on a phone in a browser beside people without one.
 */
import type { Page } from 'playwright';
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import { setUpStage } from '../support/browser-stage';
import { byClass, openChat, type ChatPage } from '../support/chat-page';
import type { ClientPhone } from '../support/client-phone';
import { expectPage } from '../support/expect-page';
import { setUpPeople } from '../support/stage-people';

jest.setTimeout(90_000);

const stage = setUpStage();
const person = setUpPeople(stage);

const open = async (user: string): Promise<ChatPage> =>
  stage.keep(await openChat(stage.browser, stage.server.url, user, { hash: '&lang=en' }));

async function say(who: ClientPhone, room: RoomId, text: string, calls: ClientPhone | null = null) {
  const called = calls?.client.chat.state.self?.user;
  who.client.chat.sendText(room, text, called ? { mentions: { users: [called] } } : {});
  await who.until(() => who.client.chat.state.timelines[room]?.pending.length === 0, `"${text}" being sent`);
}

const names = (page: Page, among: RegExp) => byClass(page, 'room-row__name').filter({ hasText: among });

test('[RM60, RM61, UI270, SV431] {K6} who is blocked on another device is heard nowhere on this one, and on none that comes', async () => {
  const [bob, eve, ann] = [await person('Bob'), await person('Eve'), await person('Ann')];
  const quiet = await bob.client.chat.createRoom('Quiet corner');
  const loud = await bob.client.chat.createRoom('Loud corner');
  for (const each of [eve, ann]) {
    await each.client.chat.joinRoom(quiet);
    await each.client.chat.joinRoom(loud);
  }
  const phone = await open('Ann');
  await say(bob, quiet, 'from Bob');
  await say(bob, loud, 'hello');
  await say(eve, quiet, 'come here', ann);
  const corners = names(phone.page, /corner/);
  await expectPage(corners).toHaveText(['Quiet corner', 'Loud corner']);
  await expectPage(byClass(phone.page, 'room-row__mark')).toHaveCount(1);
  const eveId = eve.client.chat.state.self?.user;
  if (eveId) await ann.client.chat.rooms.setBlocked(eveId, true);
  await expectPage(corners).toHaveText(['Loud corner', 'Quiet corner']);
  await expectPage(byClass(phone.page, 'room-row__mark')).toHaveCount(0);
  await expectPage(byClass(phone.page, 'room-row__preview').getByText('Bob: from Bob')).toBeVisible();
  await say(eve, quiet, 'and here', ann);
  const later = await open('Ann');
  for (const { page } of [phone, later]) {
    await expectPage(names(page, /corner/)).toHaveText(['Loud corner', 'Quiet corner']);
    await expectPage(page.getByRole('button', { name: /^Quiet corner, .*, 1 unread/ })).toBeVisible();
  }
});
