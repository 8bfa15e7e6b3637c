/**
 * The people, rooms and messages that the states of pages show, made once on a real server by real clients. What a state
 * needs beyond that happens in the state itself, by the people here.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ChatError } from '../../../miniprogram/core/chat/chat-error';
import type { Role } from '../../../miniprogram/core/protocol/governance';
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import { quoteOf } from '../../../miniprogram/core/store/message-selectors';
import type { RoomAction } from '../../../miniprogram/core/protocol/room-actions';
import { createClientPhone, room, type ClientPhone } from '../client-phone';
import { sampleMedia } from './sample-media';

export interface World {
  readonly url: string;
  readonly rooms: Readonly<Record<RoomName, RoomId>>;
  readonly owner: ClientPhone;
  readonly other: ClientPhone;
  /** Another person each time, who is in no room but those that everybody is in. */
  person(name: string): string;
  /** The user id of a member. */
  find(room: RoomId, name: string): Promise<UserId>;
  /** More is said in the busy room than a page loads at once; the first call takes a while. */
  fill(): Promise<void>;
  /** Two people say this in turn, and it is committed. */
  say(room: RoomId, texts: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const ROOM_NAMES = {
  talk: '周末骑行',
  empty: '新房间',
  long: '一个名字特别特别特别长、怎么也显示不下的房间',
  muted: '读书会',
  closed: '旧房间',
  slow: '慢聊',
  gate: '周三足球',
  media: '照片墙',
  busy: '灌水区',
} as const;
export type RoomName = keyof typeof ROOM_NAMES;

export const OWNER = '阿明';
const OTHER = '小雨';
const LONG_NAME = 'Wolfeschlegelsteinhausen';
export const MUTED = '被禁言的人';
/** In no room at all. */
export const LONER = '独行';

const LONG_WORD = `Donaudampfschifffahrtsgesellschaftskapitän https://example.com/${'path/'.repeat(14)}end`;
const LONG_TEXT = '这是一段很长的文字，用来看看气泡怎么换行，标点会不会落在行首，行距读起来是否舒服。'.repeat(
  3,
);

const REFUSED_FOR_MS = 300;

/** The server lets nobody change many rooms in a moment: what it refuses for that is asked for again. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof ChatError) || thrown.kind !== 'rate') throw thrown;
      await new Promise((resolve) => setTimeout(resolve, REFUSED_FOR_MS));
    }
  }
}

async function join(phone: ClientPhone, ...rooms: readonly RoomId[]): Promise<void> {
  for (const id of rooms) await patiently(() => phone.client.chat.joinRoom(id));
}

/** Sends and waits until it is committed and everybody here has it. */
async function say(
  everybody: readonly ClientPhone[],
  who: ClientPhone,
  id: RoomId,
  text: string,
): Promise<void> {
  who.client.chat.sendText(id, text);
  for (const phone of everybody) {
    await phone.until(
      () =>
        phone
          .messages(id)
          .some(
            ({ body, delivery }) => body.kind === 'text' && body.text === text && delivery.status === 'sent',
          ),
      `"${text.slice(0, 20)}" in ${id}`,
    );
  }
}

function keyOf(phone: ClientPhone, id: RoomId, text: string): string {
  const message = phone.messages(id).find(({ body }) => body.kind === 'text' && body.text === text);
  if (message === undefined) throw new Error(`Nobody said "${text}" in ${id}.`);
  return message.key;
}

async function talk(owner: ClientPhone, other: ClientPhone, id: RoomId): Promise<void> {
  const both = [owner, other];
  await say(both, owner, id, '周六去江边骑车吗？天气预报说晴 ☀️');
  await say(both, other, id, '去！几点出发？');
  const asked = owner.messages(id).find(({ body }) => body.kind === 'text' && body.text === '去！几点出发？');
  if (asked?.body.kind !== 'text' || asked.delivery.status !== 'sent')
    throw new Error('The question is not there.');
  other.client.chat.react(id, keyOf(other, id, '周六去江边骑车吗？天气预报说晴 ☀️'), '🎉', true);
  owner.client.chat.react(id, asked.key, '👍', true);
  await say(both, owner, id, '八点，老地方见。');
  await say(both, owner, id, '打错了，这条收回');
  await owner.client.chat.recall(id, keyOf(owner, id, '打错了，这条收回'));
  await say(both, other, id, '好，我带早饭 🥟');
}

async function talkAtLength(owner: ClientPhone, named: ClientPhone, id: RoomId): Promise<void> {
  const both = [owner, named];
  await say(both, named, id, LONG_WORD);
  await say(both, owner, id, LONG_TEXT);
  await say(both, named, id, '🎉');
  await say(both, owner, id, '12345678901234567890123456789012345678901234567890');
}

async function makeRooms(owner: ClientPhone): Promise<Record<RoomName, RoomId>> {
  const make = (name: RoomName): Promise<RoomId> =>
    patiently(() => owner.client.chat.createRoom(ROOM_NAMES[name], 'public'));
  return {
    talk: await make('talk'),
    empty: await make('empty'),
    long: await make('long'),
    muted: await make('muted'),
    closed: await make('closed'),
    slow: await make('slow'),
    gate: await make('gate'),
    media: await make('media'),
    busy: await make('busy'),
  };
}

/** Each sends what the other has not, and the last of it, the video, is answered. */
async function share(owner: ClientPhone, other: ClientPhone, id: RoomId): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-media-'));
  const people = [other, other, owner, owner, other];
  for (const [index, media] of (await sampleMedia(folder)).entries()) {
    const clientId = await people[index]?.client.chat.sendMedia(id, media);
    const isHere = (phone: ClientPhone): boolean =>
      phone.messages(id).some((one) => one.clientId === clientId && one.delivery.status === 'sent');
    for (const phone of [owner, other]) await phone.until(() => isHere(phone), `the ${media.kind} in ${id}`);
  }
  fs.rmSync(folder, { recursive: true });
  const film = owner.messages(id).at(-1);
  const quote = film ? quoteOf(film) : null;
  owner.client.chat.sendText(id, '下次我也去', { quote });
  for (const phone of [owner, other])
    await phone.until(() => phone.texts(id).includes('下次我也去'), `the answer in ${id}`);
}

const CROWD = ['甲', '乙', '丙', '丁', '戊'];
const WORDS_OF_EACH = 75;

/** Each as fast as the server lets them. */
async function fillRoom(url: string, owner: ClientPhone, id: RoomId): Promise<void> {
  const crowd = await Promise.all(CROWD.map((user) => start(url, user)));
  for (const phone of crowd) await join(phone, id);
  const last = await Promise.all(
    crowd.map((phone, index) => {
      for (let n = 1; n < WORDS_OF_EACH; n += 1) phone.client.chat.sendText(id, `${CROWD[index]} ${n}`);
      return say([phone], phone, id, `${CROWD[index]} 说完了`);
    }),
  );
  await owner.until(() => owner.messages(id).length > 0 && last.length > 0, `what was said in ${id}`);
  await Promise.all(crowd.map((phone) => phone.close()));
}

const MONTH_MS = 30 * 24 * 3_600_000;

async function govern(world: World, admin: Role): Promise<void> {
  const { owner, rooms } = world;
  const act = (id: RoomId, action: RoomAction): Promise<void> =>
    patiently(() => owner.client.chat.rooms.act(id, action));
  await act(rooms.muted, {
    kind: 'mute',
    user: await world.find(rooms.muted, MUTED),
    forMs: MONTH_MS,
  });
  await act(rooms.slow, { kind: 'slow', everyMs: 30_000 });
  await act(rooms.talk, { kind: 'announce', text: '周六早上八点，江边公园东门集合，带好头盔和水。' });
  await act(rooms.talk, { kind: 'role', user: await world.find(rooms.talk, OTHER), role: admin });
  await act(rooms.closed, { kind: 'close' });
}

async function start(url: string, user: string): Promise<ClientPhone> {
  const phone = createClientPhone({ user, serverUrl: url });
  await phone.online();
  return phone;
}

export async function makeWorld(url: string): Promise<World> {
  const [owner, other, named, muted, loner] = await Promise.all(
    ([OWNER, OTHER, LONG_NAME, MUTED, LONER] as const).map((user) => start(url, user)),
  );
  if (!owner || !other || !named || !muted || !loner) throw new Error('Not everybody came.');
  const rooms = await makeRooms(owner);
  let people = 0;
  let filling: Promise<void> | null = null;
  const world: World = {
    url,
    rooms,
    owner,
    other,
    person(name) {
      people += 1;
      return `${name} ${people}`;
    },
    fill: () => (filling ??= fillRoom(url, owner, rooms.busy)),
    async find(id, name) {
      const { members } = await owner.client.chat.rooms.members(id, 0);
      const member = members.find((one) => one.name === name);
      if (member === undefined) throw new Error(`${name} is not in ${id}.`);
      return member.user;
    },
    async say(id, texts) {
      for (const [index, text] of texts.entries()) {
        await say([owner, other], index % 2 === 0 ? other : owner, id, text);
      }
    },
    async close() {
      await Promise.all([owner.close(), other.close()]);
    },
  };
  await join(other, rooms.talk, rooms.long, rooms.closed, rooms.slow, rooms.media);
  await join(named, rooms.talk, rooms.long);
  await join(muted, rooms.muted);
  for (const id of ['lobby', 'tea', 'help']) await loner.client.chat.leaveRoom(room(id));
  await talk(owner, other, rooms.talk);
  await talkAtLength(owner, named, rooms.long);
  await share(owner, other, rooms.media);
  await govern(world, 'admin');
  // So that the first picture has no line for unread messages that the later ones have not.
  for (const phone of [owner, other])
    for (const id of [rooms.talk, rooms.media]) phone.client.chat.markRead(id);
  await Promise.all([named, muted, loner].map((phone) => phone.close()));
  return world;
}
