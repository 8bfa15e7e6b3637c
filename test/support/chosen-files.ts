/** What a person chooses in the pickers of the preview: pictures out of the album, files out of a chat. */
import sharp from 'sharp';
import type { Locator, Page } from 'playwright';
import { byClass } from './chat-page';

export interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export async function photo(name: string, width = 1_200, height = 800): Promise<ChosenFile> {
  const create = { width, height, channels: 3, background: '#48c' } as const;
  return { name, mimeType: 'image/jpeg', buffer: await sharp({ create }).jpeg().toBuffer() };
}

/** Opens a picker of the composer and chooses `files` in it. */
export async function choose(
  page: Page,
  entry: 'album' | 'file',
  files: readonly ChosenFile[],
): Promise<void> {
  await byClass(page, 'composer__tool--more').first().click();
  const label = entry === 'album' ? '相册' : '文件';
  const tile = byClass(page, 'plus-panel__entry').filter({ hasText: label });
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), tile.click()]);
  await chooser.setFiles([...files]);
}

/** Says yes to the question that comes before a file is sent. */
export const agreeToFile = (page: Page): Promise<void> =>
  page.getByRole('dialog', { name: '作为文件发送？' }).getByRole('button', { name: '发送' }).click();

export const picturesOf = (page: Page): Locator => byClass(page, 'message-body__picture');
