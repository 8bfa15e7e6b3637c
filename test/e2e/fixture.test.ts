import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Browser, Page } from 'playwright';
import { buildPreview } from '../../simulator/view/build/build-preview';
import { launchBrowser } from '../support/browser';
import { expectPage } from '../support/expect-page';
import { openPhone } from '../support/phone-page';
import type { PhonePage, PhonePageOptions } from '../support/phone-page';
import { serveFolder } from '../support/static-server';
import type { StaticServer } from '../support/static-server';

const FIXTURE = path.join(__dirname, '..', 'simulator', 'fixture');

jest.setTimeout(60_000);

let browser: Browser;
let server: StaticServer;
let folder: string;
let phones: PhonePage[] = [];

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-fixture-'));
  const outDir = path.join(folder, 'preview');
  await buildPreview({ miniprogramDir: FIXTURE, outDir });
  server = await serveFolder(outDir);
  browser = await launchBrowser();
}, 120_000);

afterEach(async () => {
  const opened = phones;
  phones = [];
  for (const phone of opened) phone.expectNoFaults();
  await Promise.all(opened.map((phone) => phone.close()));
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function open(query = '', hash = '', options: PhonePageOptions = {}): Promise<PhonePage> {
  const phone = await openPhone(browser, `${server.url}/phone/?user=Ann${query}${hash}`, options);
  phones.push(phone);
  return phone;
}

function logOf(page: Page): Promise<string[]> {
  return page.evaluate('getApp().log') as Promise<string[]>;
}

const said = (page: Page, text: string) => page.locator('.mp-top .said', { hasText: text }).waitFor();

describe('a mini program in the browser', () => {
  test('[SM50] app and page go through their lives in the order of WeChat', async () => {
    const { page } = await open();
    await page.waitForFunction('getApp().log.includes("first ready for people")');
    expect(await logOf(page)).toEqual([
      'app launch pages/first/first {}',
      'app show',
      'first attached',
      'first load {}',
      'first pageLifetimes show',
      'first show',
      'first ready',
      'first ready for people',
    ]);
    await page.evaluate('getApp().log.length = 0');
    await page.locator('.go').click();
    await page.locator('.mp-top .name').waitFor();
    expect(await logOf(page)).toEqual([
      'first pageLifetimes hide',
      'first hide',
      'second load {"name":"a%20b"}',
    ]);
    await page.evaluate('getApp().log.length = 0');
    await page.locator('.mp-top .mp-nav__leading').click();
    await page.locator('.mp-top .go').waitFor();
    expect(await logOf(page)).toEqual(['second unload', 'first pageLifetimes show', 'first show']);
  });

  test('[SM50] hiding the phone tells the page first and then the app, showing the other way round', async () => {
    const { page } = await open();
    await page.evaluate('getApp().log.length = 0');
    await page.evaluate('__preview.control.hide()');
    await page.evaluate('__preview.control.show()');
    expect(await logOf(page)).toEqual([
      'first pageLifetimes hide',
      'first hide',
      'app hide',
      'app show',
      'first pageLifetimes show',
      'first show',
    ]);
  });

  test('[SM51] a page opens another one with a query, hears its answer, and is as it was when it comes back', async () => {
    const { page } = await open();
    await page.locator('.field input').fill('half a sentence');
    await page.locator('.go').click();
    await page.locator('.mp-top .name', { hasText: 'a b' }).waitFor();
    await expectPage(page.locator('.mp-top .stack')).toHaveText('pages/first/first pages/second/second');
    await expectPage(page.locator('.mp-top .mp-nav__title')).toHaveText('second');
    await page.locator('.mp-top .tell').click();
    await said(page, 'answer yes');
    await expectPage(page.locator('.field input')).toHaveValue('half a sentence');
    expect(await page.evaluate('location.hash')).toBe('#/pages/first/first');
  });

  test('[SM52] the page stack is in the address: a reload keeps it and a deep link opens it', async () => {
    const { page } = await open();
    await page.locator('.go').click();
    await page.locator('.mp-top .name').waitFor();
    await page.reload();
    await page.locator('.mp-top .name', { hasText: 'a b' }).waitFor();
    expect(await page.evaluate('__preview.pages()')).toEqual([
      'pages/first/first',
      'pages/second/second?name=a%20b',
    ]);
    const linked = await open('', '#/pages/second/second?name=x');
    await linked.page.locator('.mp-top .name', { hasText: 'x' }).waitFor();
    expect((await logOf(linked.page))[0]).toBe('app launch pages/second/second {"name":"x"}');
    await linked.page.locator('.mp-top .mp-nav__leading').click();
    await linked.page.locator('.mp-top .go').waitFor();
  });

  test('[SM53] a tap, a long press and events of components reach their handlers with data', async () => {
    const { page } = await open();
    await page.locator('.presser').click();
    await said(page, 'tap tea tap');
    await page.locator('.presser').click({ delay: 500 });
    await said(page, 'long press');
    await page.locator('[class*="counter-box__value"]').click();
    await said(page, 'changed 4');
    await page.locator('[wx-id="row-b"]').click();
    await expectPage(page.locator('.row')).toHaveText(['number 1!', 'name b!', 'name bx!']);
  });

  test('[SM53] what was touched looks so for a moment only, however short the tap was', async () => {
    const { page } = await open();
    const down = page.locator('.presser--down');
    await page.locator('.presser').click();
    await down.waitFor();
    await down.waitFor({ state: 'detached' });
  });

  test('[SM53] a finger makes the same events as a mouse', async () => {
    const { page } = await open('', '', { hasTouch: true, isMobile: true });
    await page.locator('.presser').tap();
    await said(page, 'tap tea tap');
    await page.locator('.switch').tap();
    await said(page, 'switch true');
  });

  test('[SM54] an input reports what is typed, confirms with Enter, keeps the focus and is cleared by its page', async () => {
    const { page } = await open();
    const field = page.locator('.field input');
    await field.fill('hello');
    await field.press('Enter');
    await said(page, 'sent hello');
    await expectPage(field).toHaveValue('');
    await expectPage(field).toBeFocused();
    const hint = page.locator('.field .mp-placeholder');
    await expectPage(hint).toBeVisible();
    await expectPage(hint).toHaveCSS('color', 'rgb(0, 0, 255)');
    await page.evaluate('getCurrentPages()[0].setData({ text: "given" })');
    await expectPage(hint).toBeHidden();
  });

  test('[SM54] a soft keyboard of the given height is reported and lifts a page that asks for it', async () => {
    const { page } = await open('&keyboard=300');
    await page.evaluate('wx.onKeyboardHeightChange(({ height }) => (window.keyboardHeight = height))');
    await page.locator('.field input').focus();
    await page.waitForFunction('window.keyboardHeight === 300');
    await page.locator('.field input').blur();
    await page.waitForFunction('window.keyboardHeight === 0');
  });

  test('[SM55] a scroll-view scrolls to an id and reports its upper edge', async () => {
    const { page } = await open();
    const list = page.locator('.list');
    await page.evaluate('getCurrentPages()[0].setData({ into: "item-20" })');
    await page.waitForFunction('document.querySelector(".list").scrollTop === 800');
    await list.evaluate((element) => element.scrollTo(0, 10));
    await said(page, 'upper');
  });

  test('[SM56] modal, action sheet and toast are drawn, named for screen readers and answer', async () => {
    const { page } = await open();
    await page.locator('.ask').click();
    const dialog = page.getByRole('dialog', { name: 'who?' });
    await dialog.locator('textarea').fill('Ann');
    await dialog.getByRole('button', { name: '确定' }).click();
    await said(page, 'confirmed Ann');
    await page.locator('.ask').click();
    await dialog.getByRole('button', { name: '取消' }).click();
    await said(page, 'cancelled');
    await page.locator('.sheet').click();
    await page.getByRole('button', { name: 'two' }).click();
    await said(page, 'chose 1');
    await page.locator('.sheet').click();
    await page.keyboard.press('Escape');
    await said(page, 'showActionSheet:fail cancel');
    await page.locator('.toast').click();
    await page.getByRole('status').filter({ hasText: 'saved' }).waitFor();
  });

  test('[SM129] WXS hears of a tap and of a changed property, and styles, finds and calls', async () => {
    const { page } = await open('', '#/pages/first/first|pages/second/second');
    const moving = page.locator('.mp-top .moving');
    await expectPage(moving).toHaveCSS('height', '30px');
    await moving.click();
    await expectPage(page.locator('.mp-top .moving.moved')).toHaveText('moving 1');
    await moving.click();
    await expectPage(moving).toHaveText('moving 2');
    await expectPage(moving).toHaveCSS('margin-left', '20px');
    await expectPage(moving).toHaveCSS('height', '32px');
    await expectPage(page.locator('.mp-top .box')).toHaveCSS('width', '12px');
    await expectPage(page.locator('.mp-top .name')).toHaveText('it');
  });

  test('[SM126] setData takes a copy, and says what is lost in it', async () => {
    const phone = await open();
    const { page } = phone;
    const kept = await page.evaluate(`(() => {
      const [first] = getCurrentPages();
      const given = { list: [1], when: new Map([[1, 2]]) };
      first.setData({ given });
      given.list.push(2);
      return { given: first.data.given, isSame: first.data.given === given };
    })()`);
    expect(kept).toEqual({ given: { list: [1], when: {} }, isSame: false });
    expect(phone.takeFaults(/given\.when" is a Map/)).toHaveLength(1);
  });

  test('[SM57] an API that is used and not built is named in the console', async () => {
    const phone = await open();
    await phone.page.locator('.missing').click();
    await said(phone.page, 'missing undefined');
    expect(phone.takeFaults(/startBeaconDiscovery/)).toEqual([
      'error: [preview] wx.startBeaconDiscovery: this API is used and not built',
    ]);
  });

  test('[SM58] rpx, page scopes, component prefixes and dark mode end in the styles of the browser', async () => {
    const { page } = await open('&theme=dark');
    const box = page.locator('.mp-top .box');
    expect(await box.evaluate((element) => element.getBoundingClientRect().width)).toBeCloseTo(195, 0);
    await expectPage(box).toHaveCSS('background-color', 'rgb(0, 64, 0)');
    const value = page.locator('.counter-box--counter-box__value');
    await expectPage(value).toHaveCSS('color', 'rgb(1, 2, 3)');
    await expectPage(page.locator('.maybe')).toBeVisible();
    await page.evaluate('__preview.setTheme("light")');
    await expectPage(box).toHaveCSS('background-color', 'rgb(0, 128, 0)');
    expect(await page.evaluate('wx.getAppBaseInfo().theme')).toBe('light');
  });

  test('[SM59] labels and roles of a template reach screen readers', async () => {
    const { page } = await open();
    await page.locator('.presser').click();
    await page.getByRole('status', { name: 'said tap tea tap' }).waitFor();
    const toggle = page.getByRole('switch', { name: 'sound' });
    await toggle.focus();
    await page.keyboard.press('Space');
    await expectPage(toggle).toHaveAttribute('aria-checked', 'true');
  });

  test('[SM92] {P7} a component that declares ariaRole passes it on to its own element', async () => {
    const { page } = await open();
    const value = page.locator('[class*="counter-box__value"]');
    await expectPage(value).toHaveAttribute('role', 'note');
    await expectPage(page.locator('[role="note"]')).toHaveCount(1);
  });

  describe('the rarer built-ins', () => {
    const HASH = '#/pages/controls/controls';

    test('[SM80] a form hands in the values of its controls and puts them back', async () => {
      const { page } = await open('', HASH);
      await said(page, 'image 40');
      await page.locator('.label__text').click();
      await page.locator('.box-pear').click();
      await said(page, 'pear');
      await page.locator('.large').click();
      await page.locator('.note textarea').fill('a\nb');
      await page.locator('.submit').click();
      await said(page, '{"agree":true,"fruit":["pear"],"size":"l","note":"a\\nb"}');
      await page.locator('.reset').click();
      await said(page, 'reset');
      await expectPage(page.locator('.note textarea')).toHaveValue('');
      await expectPage(page.getByRole('switch')).toHaveAttribute('aria-checked', 'false');
    });

    test('[SM54] the cursor is where the page puts it, with the focus and with another text', async () => {
      const { page } = await open('', HASH);
      const field = page.locator('.talk textarea');
      const cursor = () => field.evaluate((element: HTMLTextAreaElement) => element.selectionStart);
      await field.fill('abcd');
      await field.blur();
      await page.evaluate('getCurrentPages()[0].setData({ talk: { text: "abcd", cursor: 2, focus: true } })');
      await page.waitForFunction('document.activeElement.value === "abcd"');
      await expectPage.poll(cursor).toBe(2);
      await page.evaluate(
        'getCurrentPages()[0].setData({ talk: { text: "abXcd", cursor: 3, focus: true } })',
      );
      await expectPage.poll(cursor).toBe(3);
    });

    test('[SM54] Enter confirms a textarea that sends, with Shift or Ctrl it makes a new line, and what is beyond its limit scrolls', async () => {
      const { page } = await open('', HASH);
      const field = page.locator('.talk textarea');
      // The last thing that the page says of itself.
      await said(page, 'image 40');
      await field.focus();
      await page.keyboard.type('a');
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.type('b');
      await page.keyboard.press('Control+Enter');
      await page.keyboard.type('c');
      await expectPage(field).toHaveValue('a\nb\nc');
      await field.press('Enter');
      await said(page, 'sent a b c');
      await field.fill(Array.from({ length: 9 }, (_, i) => `line ${i}`).join('\n'));
      const { height, scrolled } = await field.evaluate((element) => ({
        height: element.clientHeight,
        scrolled: element.scrollTop > 0,
      }));
      expect([height, scrolled]).toEqual([60, true]);
    });

    test('[SM80] picker, slider, swiper, image and navigator do what they are for', async () => {
      const { page } = await open('', HASH);
      await said(page, 'image 40');
      await page.locator('.picker').click();
      await page.getByRole('button', { name: 'blue' }).click();
      await page.locator('.picker', { hasText: 'colour 1' }).waitFor();
      await page.locator('.slider input').fill('50');
      await said(page, 'slid 50');
      await page.evaluate('getCurrentPages()[0].setData({ current: 2 })');
      await said(page, 'page 2');
      await page.locator('.link').click();
      await page.locator('.mp-top .name', { hasText: 'linked' }).waitFor();
    });

    test('[SM107] a picture of the package is shown without a network, on a page that is opened later', async () => {
      const own = await serveFolder(path.join(folder, 'preview'));
      const phone = await openPhone(browser, `${own.url}/phone/?user=Ann`);
      phones.push(phone);
      await phone.page.waitForFunction(
        "performance.getEntriesByName(new URL('images/dot.svg', document.baseURI).href).length > 0",
      );
      await own.close();
      await phone.page.evaluate('wx.navigateTo({ url: "/pages/controls/controls" })');
      await said(phone.page, 'image 40');
    });

    test('[SM80] a root portal is drawn outside of its place, in the styles of its page, and goes with its condition', async () => {
      const { page } = await open('', HASH);
      await page.locator('.off').click({ force: true });
      await expectPage(page.locator('.portal')).toHaveCount(0);
      await page.locator('.open').click();
      const portal = page.locator('.mp-page > .mp-portal > .portal');
      await portal.waitFor();
      await expectPage(portal).toHaveCSS('position', 'fixed');
      await portal.click();
      await portal.waitFor({ state: 'detached' });
      await expectPage(page.locator('.mp-portal')).toHaveCount(0);
    });

    test('[SM80] rich text keeps what is harmless only', async () => {
      const { page } = await open('', HASH);
      await expectPage.poll(() => page.locator('.rich').innerHTML()).toBe('<b>bold</b>');
    });

    test('[SM81] page-meta sets the font size of the person, and a page of its own bar starts at the top', async () => {
      const { page } = await open('&font=1.5', HASH);
      await expectPage(page.locator('html')).toHaveCSS('font-size', '24px');
      const meta = page.locator('.mp-top wx-page');
      await expectPage(meta).toHaveCSS('padding-top', '52px');
      expect(await meta.evaluate((element) => element.getBoundingClientRect().top)).toBe(0);
      expect(await page.evaluate('wx.getAppBaseInfo().fontSizeScaleFactor')).toBe(1.5);
    });

    test('[SM81] a page is pulled down by its API', async () => {
      const { page } = await open('', HASH);
      await said(page, 'image 40');
      await page.evaluate('wx.startPullDownRefresh()');
      await said(page, 'pulled');
    });

    test('[SM57] a component that is used and not built is named in the console', async () => {
      const phone = await open('', HASH);
      await phone.page.evaluate('getCurrentPages()[0].setData({ hasMap: true })');
      expect(phone.takeFaults(/<map>/)).toEqual([
        'error: [preview] <map>: this component is used and not built, so it is not shown',
      ]);
    });
  });
});
