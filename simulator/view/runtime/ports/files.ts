/** Files that a person picks. A temporary path is an object URL, which lives as long as the preview, as in WeChat. */
import type { ChooseMediaOptions, PickedFile } from '../../../wx/ui-ports';

function askForFiles(accept: string, isMany: boolean): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const field = document.createElement('input');
    field.type = 'file';
    field.accept = accept;
    field.multiple = isMany;
    // In the document, so that tools which drive the browser can find it.
    field.hidden = true;
    document.body.append(field);
    const finish = (): void => {
      field.remove();
      resolve([...(field.files ?? [])]);
    };
    field.addEventListener('change', finish, { once: true });
    field.addEventListener('cancel', finish, { once: true });
    field.click();
  });
}

async function sizeOf(url: string, isImage: boolean): Promise<{ width: number; height: number }> {
  if (!isImage) return { width: 0, height: 0 };
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
  } catch {
    // A picture that the browser cannot read still is a file that can be sent.
    return { width: 0, height: 0 };
  }
  return { width: image.naturalWidth, height: image.naturalHeight };
}

/** `wx.chooseMedia`; null when the person gave up. */
export async function chooseMedia(options: ChooseMediaOptions): Promise<readonly PickedFile[] | null> {
  const kinds = options.mediaType.includes('mix') ? ['image', 'video'] : options.mediaType;
  const files = await askForFiles(kinds.map((kind) => `${kind}/*`).join(','), options.count > 1);
  const picked = files.slice(0, options.count).map(async (file): Promise<PickedFile> => {
    const tempFilePath = URL.createObjectURL(file);
    const fileType = file.type.startsWith('video/') ? 'video' : 'image';
    const size = await sizeOf(tempFilePath, fileType === 'image');
    return { tempFilePath, size: file.size, fileType, ...size };
  });
  return picked.length === 0 ? null : Promise.all(picked);
}

/** One picture, for `chooseAvatar`. */
export async function chooseImage(): Promise<string | null> {
  const picked = await chooseMedia({ count: 1, mediaType: ['image'], sourceType: ['album'] });
  return picked?.[0]?.tempFilePath ?? null;
}
