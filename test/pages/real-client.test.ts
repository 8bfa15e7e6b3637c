/**
 * Pages on a whole client and the real core of the server: what a fake client answers at once comes here when the server has
 * answered, or not at all.
 *
 * @jest-environment-options {"customExportConditions": ["node", "node-addons"]}
 */
import { createStage, type Stage } from './page-on-phone';
import { answerActionSheet, answerModals, resetWx, wxMock, type MountedPage } from '../support/page-harness';

let stage: Stage;
beforeEach(async () => {
  resetWx();
  stage = await createStage();
});
afterEach(() => stage.close());

/** Overlays that nobody has taken away. */
const overlays = (): number =>
  (wxMock['showLoading']?.mock.calls.length ?? 0) - (wxMock['hideLoading']?.mock.calls.length ?? 0);

const textsOf = (page: MountedPage): string[] => page.findAll('message-bubble__text').map(({ text }) => text);

async function say(page: MountedPage, text: string): Promise<void> {
  page.find('composer__input').trigger('input', { value: text });
  await stage.pass(50);
  page.find('composer__send').tap();
  await stage.pass(0);
}

/** A phone that is online, and one of its pages with what the server told of it. */
async function openOnline(user: string, name: 'rooms' | 'chat'): Promise<MountedPage> {
  const phone = stage.launch(user);
  const page = stage.open(phone, name, name === 'chat' ? { room: 'tea' } : {});
  await stage.until('the server', () => phone.client.chat.connection.state === 'online');
  await stage.until('what it tells', () => !page.has('rooms__bone') && !page.has('chat__bones'));
  return page;
}

const namesOf = (page: MountedPage): string[] => page.findAll('room-row__name').map(({ text }) => text);

test('[UI457] the list of rooms is bones until the server has told them, and rows afterwards', async () => {
  const page = stage.open(stage.launch('ann'), 'rooms');
  expect([page.findAll('rooms__bone').length, page.has('room-row')]).toEqual([5, false]);
  await stage.until('rooms', () => !page.has('rooms__bone'));
  expect(namesOf(page)).toHaveLength(2);
  expect(overlays()).toBe(0);
});

test('[UI457] what one person writes is sent, and the list of another one shows it', async () => {
  const [his, hers] = [await openOnline('bob', 'rooms'), await openOnline('ann', 'chat')];
  await say(hers, 'is there tea?');
  expect(textsOf(hers).at(-1)).toBe('is there tea?');
  await stage.until('the words', () => /is there tea\?/.test(his.find('rooms__rows').text));
  await stage.until('the answer', () => !hers.has('message-bubble__state'));
});

test('[UI457] what is written without a server waits, survives the end of the app, and goes out with the server', async () => {
  const before = await openOnline('ann', 'chat');
  const [ann] = stage.world.phones;
  stage.world.stopServer(false);
  await say(before, 'later');
  await stage.until('a clock', () => before.has('message-bubble__clock'));
  ann!.kill();
  ann!.launch();
  const after = stage.open(ann!, 'chat', { room: 'tea' });
  await stage.pass(1_000);
  expect([textsOf(after).at(-1), after.has('message-bubble__clock')]).toEqual(['later', true]);
  void stage.world.startServer();
  await stage.until('the answer', () => !after.has('message-bubble__state'));
  expect(textsOf(after).at(-1)).toBe('later');
});

test('[UI458] no overlay stays for ever when the server goes while a room is being made', async () => {
  const page = await openOnline('ann', 'rooms');
  answerActionSheet('创建公开房间');
  answerModals({ confirm: true, content: '茶馆' }, { confirm: false });
  page.find('rooms__add').tap();
  stage.world.stopServer(true);
  await stage.until('an overlay', () => overlays() === 1);
  await stage.pass(10_000);
  expect(overlays()).toBe(0);
  expect(wxMock['navigateTo']).not.toHaveBeenCalled();
});

test('[UI458] a room that is made is opened, without an overlay on it', async () => {
  const page = await openOnline('ann', 'rooms');
  answerActionSheet('创建公开房间');
  answerModals({ confirm: true, content: '茶馆' });
  page.find('rooms__add').tap();
  await stage.until('the room', () => wxMock['navigateTo']!.mock.calls.length > 0);
  await stage.until('its row', () => namesOf(page).includes('茶馆'));
  expect(overlays()).toBe(0);
});
