import { setUpStage } from '../support/browser-stage';
import { byClass, openChat } from '../support/chat-page';
import { openTeaRoom } from '../support/tea-phone';

jest.setTimeout(90_000);

const stage = setUpStage();
const LIST_AND_ROOM = '#/pages/rooms/rooms|pages/chat/chat?room=tea';

test.each(['ohos', 'ohos_pc'])(
  '[UI430] on HarmonyOS (%s) a room is read and written in, light and without a fault',
  async (platform) => {
    const hash = `&platform=${platform}&theme=dark${LIST_AND_ROOM}`;
    const harmony = stage.keep(await openChat(stage.browser, stage.server.url, '阿明', { hash }));
    const other = await openTeaRoom(stage, '小雨');
    await byClass(harmony.page, 'message-bubble__text').first().waitFor();
    const text = `从 ${platform} 发的`;
    await harmony.write(text);
    await other.waitForMessage(text);
    await harmony.waitForMessage(text);
    await harmony.waitUntilSent();
    const state = await harmony.page.evaluate(() => ({
      theme: document.documentElement.getAttribute('mp-theme'),
      labels: document.querySelectorAll('.mp-page [aria-label], .mp-page [role]').length,
    }));
    expect(state).toEqual({ theme: 'light', labels: 0 });
  },
);
