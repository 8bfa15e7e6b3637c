/**
 * Many who join a room that is quiet, on two phones in a browser: one in the room, one before the list of rooms.
 */
import { setUpStage } from '../support/browser-stage';
import { byClass, openChat, type ChatPage } from '../support/chat-page';
import { createClientPhone, type ClientPhone } from '../support/client-phone';
import { expectPage } from '../support/expect-page';
import { openPhone, type TestPhone } from '../support/test-phone';

jest.setTimeout(90_000);

/** More than the server makes lines of. */
const NEWCOMERS = 24;
const LINES = 20;
const stage = setUpStage();
let host: ClientPhone | undefined;
let newcomers: TestPhone[] = [];

afterEach(async () => {
  await Promise.all(newcomers.map((phone) => phone.close()));
  newcomers = [];
  await host?.close();
});

const open = async (user: string): Promise<ChatPage> =>
  stage.keep(await openChat(stage.browser, stage.server.url, user, { hash: '&lang=en' }));

/** By frames alone. */
async function come(name: string, room: string): Promise<void> {
  const answer = await fetch(`${stage.server.url}/api/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code: `dev-${name}`, guestKey: '' }),
  });
  const { ticket } = (await answer.json()) as { ticket: string };
  const phone = await openPhone({ socketUrl: `${stage.server.url.replace('http', 'ws')}/ws` }, { ticket });
  newcomers.push(phone);
  await phone.hello();
  phone.send({ type: 'join', id: 'j', room });
  await phone.next('joined');
}

test('[RM67, UI275, UI277] {K8} those who join move no room, and are one row that a tap and a key open', async () => {
  host = createClientPhone({ user: 'Host', serverUrl: stage.server.url });
  await host.online();
  const quiet = await host.client.chat.createRoom('Quiet corner');
  const loud = await host.client.chat.createRoom('Loud corner');
  const { chat } = host.client;
  const sent = () => [quiet, loud].every((id) => chat.state.timelines[id]?.pending.length === 0);
  const invited = await open('Ann');
  const other = await open('Ben');
  for (const { page } of [invited, other]) await byClass(page, 'rooms__add').first().waitFor();
  for (const name of ['Ann', 'Ben']) for (const id of [quiet, loud]) await come(name, id);
  chat.sendText(quiet, 'hello quiet');
  chat.sendText(loud, 'hello loud');
  await host.until(sent, 'both texts being sent');
  const corners = byClass(other.page, 'room-row__name').filter({ hasText: /corner/ });
  await expectPage(corners).toHaveText(['Loud corner', 'Quiet corner']);
  await invited.openRoom('Quiet corner');
  await invited.waitForMessage('hello quiet');
  for (let n = 1; n <= NEWCOMERS; n += 1) await come(`Guest${n}`, quiet);
  const run = byClass(invited.page, 'message-list__comings').last();
  await expectPage(run).toContainText(new RegExp(`^Guest1, Guest2 and at least ${LINES - 4} others joined`));
  await expectPage(byClass(invited.page, 'message-bubble__text').getByText('hello quiet')).toBeInViewport();
  await expectPage(corners).toHaveText(['Loud corner', 'Quiet corner']);
  await expectPage(byClass(other.page, 'room-row__preview').getByText('Host: hello quiet')).toBeVisible();
  const lines = byClass(invited.page, 'message-list__lines');
  await run.click();
  await expectPage(lines).toContainText('Guest3 joined');
  await run.focus();
  await invited.page.keyboard.press('Enter');
  await expectPage(lines).toHaveCount(0);
});
