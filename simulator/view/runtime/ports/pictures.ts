/** What a browser knows of a picture, and a smaller copy of one. */
import type { PictureInfo, PicturesPort } from '../../../wx/media-ports';
import { readFile } from './files';

const TYPES: readonly PictureInfo['type'][] = ['jpeg', 'png', 'gif', 'webp'];

async function load(path: string): Promise<{ file: Blob; bitmap: ImageBitmap }> {
  const file = await readFile(path);
  if (!file) throw new Error('file not found');
  return { file, bitmap: await createImageBitmap(file) };
}

export const browserPictures: PicturesPort = {
  async describe(path) {
    const { file, bitmap } = await load(path);
    const name = file.type.replace('image/', '');
    const type = TYPES.find((known) => known === name) ?? 'unknown';
    return { width: bitmap.width, height: bitmap.height, type };
  },
  async compress(path, quality, width) {
    const { bitmap } = await load(path);
    const canvas = document.createElement('canvas');
    canvas.width = width ?? bitmap.width;
    canvas.height = Math.round((bitmap.height * canvas.width) / bitmap.width);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const small = await new Promise<Blob | null>((resolve) =>
      canvas.toBlob(resolve, 'image/jpeg', quality / 100),
    );
    if (!small) throw new Error('the picture is too large');
    return `${URL.createObjectURL(small)}#.jpg`;
  },
};
