/**
 * Pictures, files and places: the pickers, the viewers, and what is told of a picture. The showing is the UI port's, the looking into
 * pictures the pictures port's.
 */
import { ApiFailure, requireString } from './api-call';
import type { ApiOptions, ApiWork } from './api-call';
import type { PicturesPort } from './media-ports';
import { list, number, text } from './option-values';
import type { Authorize } from './privacy';
import type { NeedsPort, PickedFile, Place, PreviewSource, UiPort } from './ui-ports';

/** "Legal values of fileType" (wx.openDocument). */
const DOCUMENTS: readonly string[] = ['doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'pdf'];

async function pickMedia(choose: NonNullable<UiPort['chooseMedia']>, options: ApiOptions) {
  const picked = await choose({
    count: number(options.count, 9),
    mediaType: list(options.mediaType, ['image', 'video']),
    sourceType: list(options.sourceType, ['album', 'camera']),
  });
  if (!picked || picked.length === 0) throw new ApiFailure('cancel');
  const toFile = (file: PickedFile) => ({ duration: 0, thumbTempFilePath: '', ...file });
  return { tempFiles: picked.map(toFile), type: picked[0]?.fileType ?? 'image' };
}

async function pickFiles(choose: NonNullable<UiPort['chooseMessageFile']>, options: ApiOptions) {
  const { count } = options;
  // "count: required, 0 to 100" (wx.chooseMessageFile).
  if (typeof count !== 'number') throw new ApiFailure('parameter error: count is required');
  const picked = await choose({
    count,
    type: text(options.type, 'all'),
    extension: list(options.extension, []),
  });
  if (!picked || picked.length === 0) throw new ApiFailure('cancel');
  return { tempFiles: picked.map((file) => ({ ...file, time: 0 })) };
}

async function pickPlace(choose: NonNullable<UiPort['chooseLocation']>) {
  const place = await choose();
  if (!place) throw new ApiFailure('cancel');
  return { ...place };
}

/** "latitude and longitude: number, required; scale 5 to 18" (wx.openLocation). */
function placeIn({ latitude, longitude, name, address }: ApiOptions): Place {
  if (typeof latitude !== 'number' || typeof longitude !== 'number')
    throw new ApiFailure('parameter error: latitude and longitude should be Number');
  return { latitude, longitude, name: text(name, ''), address: text(address, '') };
}

/** "sources: Array.<Object>, required: url, type (image by default), poster" (wx.previewMedia). */
function sourcesIn({ sources }: ApiOptions): readonly PreviewSource[] {
  const all: readonly unknown[] = Array.isArray(sources) ? sources : [];
  if (all.length === 0) throw new ApiFailure('parameter error: sources is required');
  return all.map((one) => {
    const { url, type, poster } = (one ?? {}) as ApiOptions;
    if (typeof url !== 'string') throw new ApiFailure('parameter error: sources.url should be String');
    return { url, type: type === 'video' ? type : 'image', poster: text(poster, '') };
  });
}

function openDocument(open: NonNullable<UiPort['openDocument']>, options: ApiOptions): Promise<void> {
  const path = requireString(options, 'filePath');
  const fileType = text(options.fileType, /\.(\w+)$/.exec(path)?.[1] ?? '').toLowerCase();
  if (!DOCUMENTS.includes(fileType)) throw new ApiFailure('filetype not supported');
  return open(path, fileType);
}

export interface MediaOptions {
  readonly port: NeedsPort;
  readonly pictures: PicturesPort | undefined;
  readonly authorize: Authorize;
}

export function createMedia({ port, pictures, authorize }: MediaOptions): Record<string, ApiWork> {
  const look = (): PicturesPort => {
    if (pictures) return pictures;
    throw new ApiFailure('no pictures port in this simulator');
  };
  return {
    previewImage(options) {
      const urls = list(options.urls, []);
      if (urls.length === 0) throw new ApiFailure('parameter error: urls is required');
      port('previewImage')({ urls, current: text(options.current, urls[0] ?? '') });
    },
    previewMedia(options) {
      port('previewMedia')({ sources: sourcesIn(options), current: number(options.current, 0) });
    },
    async chooseMedia(options) {
      const choose = port('chooseMedia');
      await authorize('chooseMedia');
      return pickMedia(choose, options);
    },
    async chooseMessageFile(options) {
      const choose = port('chooseMessageFile');
      await authorize('chooseMessageFile');
      return pickFiles(choose, options);
    },
    async chooseLocation() {
      const choose = port('chooseLocation');
      await authorize('chooseLocation');
      return pickPlace(choose);
    },
    openLocation: (options) => port('openLocation')(placeIn(options)),
    openDocument: (options) => openDocument(port('openDocument'), options),
    async getImageInfo(options) {
      const path = requireString(options, 'src');
      // A browser turns pictures upright by itself.
      return { ...(await look().describe(path)), path, orientation: 'up' };
    },
    async compressImage(options) {
      const width = typeof options.compressedWidth === 'number' ? options.compressedWidth : undefined;
      const quality = number(options.quality, 80);
      return { tempFilePath: await look().compress(requireString(options, 'src'), quality, width) };
    },
    async scanCode() {
      const result = await port('scanCode')();
      if (result === null) throw new ApiFailure('cancel');
      return { result, scanType: 'QR_CODE', charSet: 'UTF-8', path: '' };
    },
  };
}
