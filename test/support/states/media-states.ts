/** The states of pictures, voices and files: in the room, on their way, and all of them together. */
import { byClass } from '../chat-page';
import { pageOf } from './list-states';
import type { PageState, StatePhone } from './page-state';
import { samplePicture } from './sample-media';

const MEDIA = { hash: pageOf('chat', 'media'), ready: 'message-body__file' } as const;

async function pickPicture({ page }: Pick<StatePhone, 'page'>): Promise<void> {
  await byClass(page, 'composer__tool--more').first().click();
  const tile = byClass(page, 'plus-panel__entry').first();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), tile.click()]);
  await chooser.setFiles([await samplePicture('picked.jpg')]);
}

const hold = async (page: StatePhone['page'], part: string): Promise<void> => {
  await byClass(page, part).last().click({ delay: 700 });
  await byClass(page, 'message-menu__entry').first().waitFor();
};

const ALBUM = { hash: pageOf('album', 'media') } as const;

export const MEDIA_STATES: readonly PageState[] = [
  { name: 'chat-media', ...MEDIA },
  { name: 'chat-media-other', ...MEDIA, user: '小雨' },
  {
    name: 'chat-plus',
    hash: pageOf('chat', 'talk'),
    ready: 'message-bubble__text',
    async act({ page }) {
      await byClass(page, 'composer__tool--more').first().click();
      await byClass(page, 'plus-panel__entry').first().waitFor();
    },
  },
  {
    name: 'chat-uploading',
    ...MEDIA,
    async act({ page }) {
      // The server takes the file and does not answer.
      await page.route('**/api/media', () => undefined);
      await pickPicture({ page });
      await byClass(page, 'message-bubble__cross').first().waitFor();
    },
  },
  {
    name: 'chat-recording',
    ...MEDIA,
    query: '&mic=tone',
    async act({ page }) {
      await byClass(page, 'composer__tool--voice').first().click();
      const button = byClass(page, 'voice-button--voice-button').first();
      const press = async (): Promise<void> => {
        const { x = 0, y = 0 } = (await button.boundingBox()) ?? {};
        await page.mouse.move(x + 20, y + 10);
        await page.mouse.down();
      };
      await press();
      await page.mouse.up();
      await page.locator('.mp-modal__button, [class*="mp-modal"] button').last().click();
      await press();
      await byClass(page, 'voice-button__bars').first().waitFor();
    },
  },
  {
    name: 'chat-select',
    ...MEDIA,
    async act({ page }) {
      await hold(page, 'file-name');
      await byClass(page, 'message-menu__icon--select').click();
      await byClass(page, 'message-bubble__choice').first().click();
    },
  },
  { name: 'album-images', ...ALBUM, ready: 'album__cell' },
  {
    name: 'album-files',
    ...ALBUM,
    ready: 'album__cell',
    async act({ page }) {
      await page.locator('.mp-top [data-side="files"], .mp-top [class*="album__kind"]').last().click();
      await byClass(page, 'album__file').first().waitFor();
    },
  },
  { name: 'album-empty', hash: pageOf('album', 'empty'), ready: 'album__notice' },
  { name: 'search-ways', hash: pageOf('search', 'talk'), ready: 'search__ways' },
];
