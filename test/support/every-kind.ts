/**
 * A message of every kind that people say, and what a phone knows of the file of each that has one. A kind that is missing here
 * does not compile.
 */
import type { OutgoingMedia } from '../../miniprogram/core/chat/chat-types';
import type { ContentBody, RoomId } from '../../miniprogram/core/protocol/fields';
import { CONTENT_KINDS, type MediaName } from '../../miniprogram/core/protocol/kinds/registry';
import { makeText } from '../../miniprogram/core/protocol/kinds/text';
import type { ChatRig } from './chat-rig';

type ContentName = keyof typeof CONTENT_KINDS;

const PICTURE = { thumbUrl: '/media/t.jpg', width: 4, height: 3, bytes: 9 };

export const BODIES: { readonly [Name in ContentName]: Extract<ContentBody, { readonly kind: Name }> } = {
  text: makeText('two\nlines'),
  location: { kind: 'location', name: '西湖', address: '杭州', latitude: 30.2, longitude: 120.1 },
  custom: { kind: 'custom', type: 'example.dice', data: { eyes: 6, cup: 'leather' }, text: '掷出 6' },
  image: { kind: 'image', url: '/media/a.jpg', ...PICTURE },
  voice: { kind: 'voice', url: '/media/a.mp3', durationMs: 1_001, bytes: 9 },
  file: { kind: 'file', url: '/media/a.pdf', name: 'plan.pdf', bytes: 9 },
  video: { kind: 'video', url: '/media/a.mp4', ...PICTURE, durationMs: 61_000 },
};

/** The same before they were uploaded. */
const OUTGOING: { readonly [Name in MediaName]: Extract<OutgoingMedia, { readonly kind: Name }> } = {
  image: { kind: 'image', path: 'tmp/a.jpg', width: 4, height: 3, bytes: 9 },
  voice: { kind: 'voice', path: 'tmp/a.mp3', durationMs: 1_001, bytes: 9 },
  file: { kind: 'file', path: 'tmp/a.pdf', name: 'plan.pdf', bytes: 9 },
  video: {
    ...{ kind: 'video', path: 'tmp/a.mp4', cover: 'tmp/c.jpg' },
    ...{ width: 4, height: 3, durationMs: 61_000, bytes: 9 },
  },
};

/** From the registry: what is added there is tried. */
export const EVERY_KIND = Object.keys(CONTENT_KINDS) as ContentName[];

const outgoingOf = (kind: ContentName): OutgoingMedia | undefined =>
  (OUTGOING as Partial<Record<ContentName, OutgoingMedia>>)[kind];

/** As a person does: what has a file is handed over as one. */
export async function sayKind({ chat }: ChatRig, room: RoomId, kind: ContentName): Promise<void> {
  const outgoing = outgoingOf(kind);
  if (outgoing) await chat.sendMedia(room, outgoing);
  else chat.sendBody(room, BODIES[kind]);
}

/** The files that are uploaded for it, as the phone keeps them, in order. */
export function keptFilesOf(kind: ContentName): string[] {
  const { cover, path } = outgoingOf(kind) ?? {};
  return [cover, path].flatMap((file) => (file === undefined ? [] : [file.replace('tmp', 'kept')]));
}

/** The server has the files, in the order in which they come, and keeps each under its own name. */
export async function finishUploads({ media }: ChatRig): Promise<void> {
  for (let done = 0; done < media.uploads.length; done += 1) {
    const name = media.uploads[done]!.path.replace(/.*\//, '');
    const picture = name.endsWith('.jpg') ? PICTURE : {};
    await media.uploads[done]!.finish({ url: `/media/${name}`, bytes: 9, ...picture });
  }
}

/** The words and addresses in a body, by which one sees whether anything is left of it. */
export const tracesOf = (body: object): string[] =>
  Object.entries(body).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === 'object' && value !== null) return tracesOf(value);
    return typeof value === 'string' && name !== 'kind' ? [JSON.stringify(value).slice(1, -1)] : [];
  });
