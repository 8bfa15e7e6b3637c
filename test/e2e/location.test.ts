import { setUpStage } from '../support/browser-stage';
import { byClass } from '../support/chat-page';
import type { ChatPage } from '../support/chat-page';
import { expectPage } from '../support/expect-page';
import { openTeaRoom } from '../support/tea-phone';

jest.setTimeout(90_000);

const stage = setUpStage();

const open = (user: string): Promise<ChatPage> => openTeaRoom(stage, user);

test('[UI441, UI442] a place that one phone chooses is a card on the other, and opens the map there', async () => {
  const [ming, yu] = [await open('阿明'), await open('小雨')];
  await byClass(ming.page, 'composer__tool--more').click();
  await byClass(ming.page, 'plus-panel__entry').filter({ hasText: '位置' }).click();
  await ming.page.locator('.mp-sheet__item').getByText('外滩', { exact: true }).click();
  const card = yu.page.locator('.mp-top').getByRole('button', { name: /\[位置\] 外滩/ });
  await expectPage(card).toContainText('上海市黄浦区中山东一路');
  await card.click();
  const map = yu.page.locator('.mp-map');
  await expectPage(map).toContainText('31.240018, 121.490317');
  await map.click();
  await expectPage(map).toHaveCount(0);
});
