/**
 * A room whose owner leaves, by two people in two browsers: it falls to the other one, and its name stays or is free.
 */
import { setUpStage } from '../support/browser-stage';
import { byClass, openChat } from '../support/chat-page';

jest.setTimeout(90_000);

const stage = setUpStage();

test('[SV400, RM56] {K23} when the owner leaves, the other one reads that the room is theirs, and runs it', async () => {
  const ann = await openChat(stage.browser, stage.server.url, 'Ann', { hash: '&lang=zh' });
  await ann.createRoom('Club');
  const bob = await openChat(stage.browser, stage.server.url, 'Bob', {
    hash: '&lang=zh#/pages/rooms/rooms|pages/find/find',
  });
  await byClass(bob.page, 'find__name').getByText('Club', { exact: true }).click();
  await byClass(bob.page, 'composer__input').waitFor();
  await byClass(ann.page, 'room-head__bar').first().click();
  await ann.page.getByText('退出房间', { exact: true }).click();
  await ann.page.getByText('退出', { exact: true }).last().click();
  await byClass(bob.page, 'message-list').getByText('Bob 现在是房主').waitFor();
  await byClass(bob.page, 'room-head__bar').first().click();
  await bob.page.getByText('关闭房间').waitFor();
  ann.expectNoFaults();
  bob.expectNoFaults();
  await Promise.all([ann.close(), bob.close()]);
});
