/** The privacy authorisation as a person meets it: before a picture is chosen. */
import { setUpStage } from '../support/browser-stage';
import { byClass } from '../support/chat-page';
import { openPhone } from '../support/phone-page';
import { PIXEL_PNG } from '../support/pixel';

jest.setTimeout(90_000);

const stage = setUpStage();

test('[UI106, SM91] {P4, P1} a refused agreement is explained and asked for again; agreed, the picture is set', async () => {
  const hash = '#/pages/rooms/rooms|pages/profile/profile';
  const phone = await openPhone(stage.browser, `${stage.server.url}/phone/?user=Pia&privacy=1${hash}`);
  const { page } = phone;
  await byClass(page, 'profile__name').first().waitFor();
  await page.locator('.mp-top .profile__save[aria-disabled]').waitFor();
  const picture = byClass(page, 'profile__picture').first();
  await picture.click();
  await byClass(page, 'privacy-popup__read').getByText('《minichat 用户隐私保护指引》').waitFor();
  await byClass(page, 'privacy-popup__choice--refuse').click();
  await page.getByText('未同意隐私指引，不能使用此功能').waitFor();
  await byClass(page, 'privacy-popup__sheet').waitFor({ state: 'detached' });

  await picture.click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    byClass(page, 'privacy-popup__choice--agree').click(),
  ]);
  await chooser.setFiles({ name: 'me.png', mimeType: 'image/png', buffer: PIXEL_PNG });
  await page.locator('.mp-top [class*="avatar__picture"], .mp-top [class*="avatar"] img').first().waitFor();
  phone.expectNoFaults();
  await phone.close();
});
