/** A phone of a browser test that begins in the room where every new person is. */
import type { BrowserStage } from './browser-stage';
import { byClass, openChat, type ChatPage } from './chat-page';

/** A phone of the stage in the room that every new person is in, with its first message on the screen. */
export async function openTeaRoom(stage: BrowserStage, user: string): Promise<ChatPage> {
  const hash = '#/pages/rooms/rooms|pages/chat/chat?room=tea';
  const phone = stage.keep(await openChat(stage.browser, stage.server.url, user, { hash }));
  await byClass(phone.page, 'message-bubble__text').first().waitFor();
  return phone;
}
