/** Files that a person picks, as temporary files, and a document that they look at. */
import type {
  ChooseFilesOptions,
  ChooseMediaOptions,
  PickedFile,
  PickedMessageFile,
} from '../../../wx/ui-ports';
import { addressOf } from './files';
import { lookAtVideo } from './video-look';

interface Asked {
  readonly accept: string;
  readonly isMany: boolean;
  readonly isCamera?: boolean;
}

function askForFiles({ accept, isMany, isCamera = false }: Asked): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const field = document.createElement('input');
    field.type = 'file';
    field.accept = accept;
    field.multiple = isMany;
    if (isCamera) field.setAttribute('capture', 'environment');
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

/** As WeChat's temporary paths, it ends with what the file is. */
const temporaryPath = (file: File): string => {
  const ending = /\.\w{1,8}$/.exec(file.name)?.[0] ?? '';
  return `${URL.createObjectURL(file)}#${ending}`;
};

async function sizeOf(url: string): Promise<{ width: number; height: number }> {
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
  const { count, mediaType, sourceType } = options;
  const kinds = mediaType.includes('mix') ? ['image', 'video'] : mediaType;
  const accept = kinds.map((kind) => `${kind}/*`).join(',');
  const isCamera = sourceType.length === 1 && sourceType[0] === 'camera';
  const files = await askForFiles({ accept, isMany: count > 1 && !isCamera, isCamera });
  const picked = files.slice(0, count).map(async (file): Promise<PickedFile> => {
    const tempFilePath = temporaryPath(file);
    const fileType = file.type.startsWith('video/') ? 'video' : 'image';
    const look = fileType === 'video' ? await lookAtVideo(tempFilePath) : await sizeOf(tempFilePath);
    return { tempFilePath, size: file.size, fileType, ...look };
  });
  return picked.length === 0 ? null : Promise.all(picked);
}

/** `wx.chooseMessageFile`: a browser has no chats to take files from, so the person's own; null when they gave up. */
export async function chooseMessageFile(
  options: ChooseFilesOptions,
): Promise<readonly PickedMessageFile[] | null> {
  const { count, extension, type } = options;
  const kinds =
    type === 'image' || type === 'video' ? [`${type}/*`] : extension.map((ending) => `.${ending}`);
  const files = await askForFiles({ accept: kinds.join(','), isMany: count > 1 });
  if (files.length === 0) return null;
  return files.slice(0, count).map((file) => ({
    path: temporaryPath(file),
    name: file.name,
    size: file.size,
    type: file.type.startsWith('image/') ? 'image' : file.type.startsWith('video/') ? 'video' : 'file',
  }));
}

/** One picture, for `chooseAvatar`. */
export async function chooseImage(): Promise<string | null> {
  const picked = await chooseMedia({ count: 1, mediaType: ['image'], sourceType: ['album'] });
  return picked?.[0]?.tempFilePath ?? null;
}

/** The browser shows what it can (PDF) in a window of its own and downloads the rest. */
export async function openDocument(path: string, fileType: string): Promise<void> {
  const bytes = await (await fetch(addressOf(path))).blob();
  const type = fileType === 'pdf' ? 'application/pdf' : bytes.type;
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement('a');
  link.href = address;
  if (fileType === 'pdf') link.target = '_blank';
  else link.download = `document.${fileType}`;
  link.click();
}
