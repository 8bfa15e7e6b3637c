/**
 * The one door for pictures: whatever comes as one is decoded, bounded and made anew, so that nothing is served but pixels.
 * Sizes are those of what was made. Knows no names and no users.
 */
import { readFile, stat, writeFile } from 'node:fs/promises';
import type { Sharp } from 'sharp';
import { err, ok, type Result } from '../../miniprogram/core/base/result';
import type { Refusal } from '../../miniprogram/core/protocol/content';
import { MAX_PICTURE_SIDE_PX } from '../../miniprogram/core/protocol/limits';
import { PRIVATE_FILE } from '../private-files';
import type { Ending } from './file-kinds';
import { planOf, type PicturePlan } from './picture-cost';
import { readSides, type PictureSides } from './picture-header';
import { stripMetadata } from './picture-metadata';
import type { PictureTask } from './picture-task';
import { DECODE_TIMEOUT_S, loadSharp, MAX_PIXELS, READ_OPTIONS, type SharpFactory } from './sharp';

/** A bubble is 180 px at most, on screens of up to three pixels each. */
const THUMBNAIL_PX = 480;
/** The longest side of an avatar. */
export const AVATAR_PX = 640;
/** Hardly to be told from the original, which the sender's phone has compressed already. */
const QUALITY = 90;
const THUMBNAIL_QUALITY = 78;
/** How hard the encoder tries; more costs a lot of time for a few bytes. */
const WEBP_EFFORT = 2;

export type { PictureTask };

/** What was made; sides are in pixels, and turned as people see them. */
export interface MadePicture extends PictureSides {
  readonly ending: Ending;
  readonly bytes: number;
  /** Null when the picture itself is small enough; nothing is at `thumbnail` then. */
  readonly thumbnail: Ending | null;
}

/** Refuses with `bad_kind`, `too_large` or `overload`; never rejects. */
export interface Pictures {
  make(task: PictureTask): Promise<Result<MadePicture, Refusal>>;
}

const NO_PICTURE: Refusal = { code: 'bad_kind', reason: 'The file begins like a picture, but is none.' };
const tooLarge = (what: string): Refusal => ({ code: 'too_large', reason: `The picture ${what}.` });

function encode(picture: Sharp, ending: Ending, isLossless: boolean): Sharp {
  if (ending === 'png') return picture.png();
  if (ending === 'gif') return picture.gif();
  if (ending === 'webp') return picture.webp({ quality: QUALITY, lossless: isLossless, effort: WEBP_EFFORT });
  // Better tables would hold the whole picture until its last row.
  return picture.flatten({ background: '#ffffff' }).jpeg({ quality: QUALITY, optimizeCoding: false });
}

/** wx: `<image>` shows WebP only when it is told to, and old phones know no AVIF. */
function keptAs(ending: Ending, { metadata, isAnimated, isLossless }: PicturePlan): Ending {
  if (ending === 'avif') return metadata.hasAlpha ? 'png' : 'jpg';
  return ending === 'webp' && isLossless && !isAnimated ? 'png' : ending;
}

async function shrink(sharp: SharpFactory, { target, thumbnail = '' }: PictureTask): Promise<Ending> {
  // From the picture that was made: upright, and cheap to read whatever was sent.
  const small = sharp(target, READ_OPTIONS).resize(THUMBNAIL_PX, THUMBNAIL_PX, {
    fit: 'inside',
    withoutEnlargement: true,
  });
  const { hasAlpha } = await small.metadata();
  const made = hasAlpha ? small.png() : small.jpeg({ quality: THUMBNAIL_QUALITY });
  await made.timeout({ seconds: DECODE_TIMEOUT_S }).toFile(thumbnail);
  return hasAlpha ? 'png' : 'jpg';
}

async function makeAnew(sharp: SharpFactory, task: PictureTask, plan: PicturePlan): Promise<MadePicture> {
  const { source, target, thumbnail } = task;
  const ending = keptAs(task.ending, plan);
  const upright = sharp(source, { ...READ_OPTIONS, animated: plan.isAnimated }).autoOrient();
  const { sidePx } = plan;
  const fitted = sidePx === null ? upright : upright.resize(sidePx, sidePx, { fit: 'inside' });
  const {
    width,
    height,
    pageHeight = height,
    size,
  } = await encode(fitted, ending, plan.isLossless).timeout({ seconds: DECODE_TIMEOUT_S }).toFile(target);
  const isLarge = Math.max(width, pageHeight) > THUMBNAIL_PX || plan.isAnimated;
  const made = thumbnail !== undefined && isLarge ? await shrink(sharp, task) : null;
  return { ending, width, height: pageHeight, bytes: size, thumbnail: made };
}

function classifyFailure(thrown: unknown): Refusal {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  if (/pixel limit/i.test(reason)) return tooLarge(`has more than ${MAX_PIXELS} pixels`);
  if (/timeout/i.test(reason)) return tooLarge(`takes more than ${DECODE_TIMEOUT_S} s to decode`);
  if (/ENOSPC|no space|unable to open for write/i.test(reason)) {
    return { code: 'storage', reason: 'The picture could not be stored; try again.' };
  }
  return NO_PICTURE;
}

async function makeBySharp(
  sharp: SharpFactory,
  capacity: number,
  task: PictureTask,
): Promise<Result<MadePicture, Refusal>> {
  try {
    const plan = await planOf(sharp, task, capacity);
    return plan.ok ? ok(await makeAnew(sharp, task, plan.value)) : plan;
  } catch (thrown) {
    return err(classifyFailure(thrown));
  }
}

/** Without the library: only what is built like a picture stays, as it was compressed, as large as its header says. */
async function takeApart({ source, ending, target }: PictureTask): Promise<Result<MadePicture, Refusal>> {
  const bytes = await readFile(source);
  const found = readSides(bytes, ending);
  const stripped = found && stripMetadata(bytes, ending);
  if (!found || !stripped) return err(NO_PICTURE);
  if (Math.max(found.width, found.height) > MAX_PICTURE_SIDE_PX)
    return err(tooLarge(`is wider or higher than ${MAX_PICTURE_SIDE_PX}`));
  if (found.width * found.height > MAX_PIXELS) return err(tooLarge(`has more than ${MAX_PIXELS} pixels`));
  await writeFile(target, stripped, { flag: 'wx', mode: PRIVATE_FILE });
  return ok({ ...found, ending, bytes: (await stat(target)).size, thumbnail: null });
}

/** One picture after the other. */
export interface PictureMaker {
  /** @param decodeBytes what decoding this one may take */
  make(task: PictureTask, decodeBytes: number): Promise<Result<MadePicture, Refusal>>;
}

/** Where nothing can be decoded pictures are taken apart instead, and lose what is no picture. `load` gives null there. */
export async function createPictureMaker(load = loadSharp): Promise<PictureMaker> {
  const sharp = await load();
  return {
    make: (task, decodeBytes) => (sharp ? makeBySharp(sharp, decodeBytes, task) : takeApart(task)),
  };
}
