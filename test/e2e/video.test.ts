import { setUpStage } from '../support/browser-stage';
import { byClass, type ChatPage } from '../support/chat-page';
import { expectPage } from '../support/expect-page';
import { openTeaRoom } from '../support/tea-phone';
import { tinyVideo } from '../support/tiny-video';

jest.setTimeout(120_000);

const stage = setUpStage();

const open = (user: string): Promise<ChatPage> => openTeaRoom(stage, user);

test('[UI446, UI447, UI448] a video that one phone chooses stands on the other by its picture, and plays there', async () => {
  const [ming, yu] = [await open('阿明'), await open('小雨')];
  await byClass(ming.page, 'composer__tool--more').click();
  const tile = byClass(ming.page, 'plus-panel__entry').filter({ hasText: '视频' });
  const [chooser] = await Promise.all([ming.page.waitForEvent('filechooser'), tile.click()]);
  await chooser.setFiles([await tinyVideo('tea.mp4')]);
  const film = yu.page.locator('.mp-top').getByRole('button', { name: /\[视频\] 3″/ });
  await expectPage(film).toContainText('0:03');
  const still = film.locator('img');
  await expectPage(still).toHaveJSProperty('naturalWidth', 160);
  await ming.waitUntilSent();
  await film.click();
  const video = yu.page.locator('.mp-preview__video');
  await expectPage(video).toHaveJSProperty('videoWidth', 160);
  await yu.page.keyboard.press('Escape');
  await expectPage(video).toHaveCount(0);
});
