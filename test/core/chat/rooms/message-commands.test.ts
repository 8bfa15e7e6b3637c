import { ChatError } from '../../../../miniprogram/core/chat/chat-error';
import { REEDIT_MS } from '../../../../miniprogram/core/chat/rooms/message-commands';
import { OUTBOX_TTL_MS } from '../../../../miniprogram/core/chat/outbox/outbox-rules';
import { MAX_REACTIONS_PER_MESSAGE } from '../../../../miniprogram/core/protocol/limits';
import type { Quote } from '../../../../miniprogram/core/protocol/fields';
import type { UpFrameOf } from '../../../../miniprogram/core/protocol/up';
import { selectItems, selectMessage, selectPreview } from '../../../../miniprogram/core/store/selectors';
import {
  createChatRig,
  createMemoryKeyValues,
  errorOf,
  LOBBY,
  ME,
  message,
  RIG_URL,
  roomState,
  type ChatRig,
} from '../../../support/chat-rig';

const MINE = 'me/mine-1';
const mine = message(2, { user: 'me', clientId: 'mine-1', body: { kind: 'text', text: 'my words' } });
const ANNS = 'ann/ann-1-1';

const reactionsOf = (rig: ChatRig, key = ANNS): string[] =>
  (selectMessage(rig.chat.state, LOBBY, key)?.reactions ?? []).map(({ emoji, count }) => `${emoji}${count}`);
const bodyOf = (rig: ChatRig, key: string): string =>
  selectMessage(rig.chat.state, LOBBY, key)?.body.kind ?? 'absent';
const published = (rig: ChatRig): readonly UpFrameOf<'publish'>[] => rig.server.of('publish');
const stored = (rig: ChatRig): string => JSON.stringify([...rig.storage.values]);
const nack = ({ id, room, clientId }: UpFrameOf<'publish'>, code: string): object => ({
  type: 'nack',
  id,
  room,
  clientId,
  code,
  reason: `refused: ${code}`,
});

/** In a room with a message of Ann's and an own one. */
async function inRoom(options = {}): Promise<ChatRig> {
  const rig = createChatRig(options);
  await rig.online([roomState({ head: 0 })]);
  await rig.server.say(message(1), mine);
  return rig;
}

describe('recall', () => {
  test('[MK22] waits for the ack, then stands in the place of the message, and offers its text for a while', async () => {
    const rig = await inRoom();
    let isDone = false;
    const done = rig.chat.recall(LOBBY, MINE).then(() => (isDone = true));
    const [publish] = published(rig);
    expect(publish?.body).toEqual({ kind: 'recall', of: { user: 'me', clientId: 'mine-1', seq: 2 } });
    expect([bodyOf(rig, MINE), isDone]).toEqual(['text', false]);
    expect(rig.chat.recall(LOBBY, MINE)).toBeInstanceOf(Promise);
    expect(published(rig)).toHaveLength(1);
    if (publish) await rig.server.ack(publish, 3);
    await done;
    expect(bodyOf(rig, MINE)).toBe('recalled');
    expect(rig.chat.state.recalledTexts).toEqual({ [MINE]: 'my words' });
    expect(stored(rig)).not.toContain('my words');
    expect(selectItems(rig.chat.state.timelines['lobby']!).map(({ key }) => key)).toEqual([ANNS, MINE]);
    await rig.clock.advance(REEDIT_MS - 1);
    expect(rig.chat.state.recalledTexts).not.toEqual({});
    await rig.clock.advance(1);
    expect(rig.chat.state.recalledTexts).toEqual({});
  });

  test('[MK22] its echo settles it as well, and one that comes from another device offers no text', async () => {
    const rig = await inRoom();
    const done = rig.chat.recall(LOBBY, MINE);
    const [publish] = published(rig);
    await rig.server.say({ ...message(3), user: 'me', clientId: publish?.clientId, body: publish?.body });
    await done;
    expect(bodyOf(rig, MINE)).toBe('recalled');
    const other = await inRoom();
    await other.server.say(message(3, { user: 'me', clientId: 'other-1', body: publish?.body }));
    expect(bodyOf(other, MINE)).toBe('recalled');
    expect(other.chat.state.recalledTexts).toEqual({});
  });

  test('[MK22, MK23] a refusal is told, leaves the message as it was and nothing in the outbox', async () => {
    const rig = await inRoom();
    const refused = errorOf(rig.chat.recall(LOBBY, MINE));
    const [publish] = published(rig);
    if (publish) await rig.server.say(nack(publish, 'too_late'));
    expect((await refused).kind).toBe('too_late');
    expect(bodyOf(rig, MINE)).toBe('text');
    expect(rig.chat.state.timelines['lobby']?.pending).toEqual([]);
    expect(stored(rig)).not.toContain(':out:');
  });

  test('[MK22] of what others said is for those who run the room, and offers none of their words', async () => {
    const rig = createChatRig();
    await rig.online([roomState({ head: 0, standing: { role: 'admin', mutedUntil: 0 } })]);
    await rig.server.say(message(1));
    const done = rig.chat.recall(LOBBY, ANNS);
    const [publish] = published(rig);
    if (publish) await rig.server.ack(publish, 2);
    await done;
    expect([bodyOf(rig, ANNS), rig.chat.state.recalledTexts]).toEqual(['recalled', {}]);
  });

  test('[MK22] is refused here when offline, for others’ messages and for what is not there', async () => {
    const rig = await inRoom();
    expect((await errorOf(rig.chat.recall(LOBBY, ANNS))).kind).toBe('forbidden');
    expect((await errorOf(rig.chat.recall(LOBBY, 'me/nothing'))).kind).toBe('no_message');
    rig.server.connection.close(1006, 'cut');
    await rig.host({ kind: 'network', connected: false, type: 'none' });
    expect((await errorOf(rig.chat.recall(LOBBY, MINE))).kind).toBe('offline');
    expect(rig.chat.state.timelines['lobby']?.pending).toEqual([]);
  });

  test('[MK22] survives a lost connection, and the end of the chat ends the waiting', async () => {
    const rig = await inRoom();
    const done = rig.chat.recall(LOBBY, MINE);
    await rig.reconnect();
    await rig.server.welcome([roomState({ head: 2, from: 3 })]);
    const [again] = published(rig);
    if (again) await rig.server.ack(again, 3);
    await done;
    const ended = errorOf((await inRoomAnd((other) => other.chat.recall(LOBBY, MINE))).answer);
    expect((await ended).kind).toBe('closed');
  });
});

async function inRoomAnd(work: (rig: ChatRig) => Promise<void>): Promise<{ answer: Promise<void> }> {
  const rig = await inRoom();
  const answer = work(rig);
  rig.chat.close();
  return { answer };
}

describe('reactions', () => {
  test('[MK21] an own one is shown at once, settled by its echo and not counted twice', async () => {
    const rig = await inRoom();
    rig.chat.react(LOBBY, ANNS, '👍', true);
    expect(reactionsOf(rig)).toEqual(['👍1']);
    const [publish] = published(rig);
    if (publish) await rig.server.ack(publish, 3);
    expect(reactionsOf(rig)).toEqual(['👍1']);
    const body = { ...publish?.body, count: 2 };
    await rig.server.say(message(3, { user: 'me', clientId: publish?.clientId, body }));
    expect(reactionsOf(rig)).toEqual(['👍2']);
    rig.chat.react(LOBBY, ANNS, '👍', true);
    expect(published(rig)).toHaveLength(1);
    rig.chat.react(LOBBY, ANNS, '👍', false);
    expect(reactionsOf(rig)).toEqual(['👍1']);
  });

  test('[MK21, MK23] a refused one is taken off again and leaves nothing behind', async () => {
    const rig = await inRoom();
    rig.chat.react(LOBBY, ANNS, '👍', true);
    const [publish] = published(rig);
    if (publish) await rig.server.say(nack(publish, 'no_message'));
    expect(reactionsOf(rig)).toEqual([]);
    expect(rig.chat.state.timelines['lobby']?.pending).toEqual([]);
    expect(stored(rig)).not.toContain(':out:');
  });

  test('[MK21] waits without a connection and survives a restart; a change of mind is never sent', async () => {
    const rig = await inRoom();
    rig.server.connection.close(1006, 'cut');
    rig.chat.react(LOBBY, ANNS, '🎉', true);
    rig.chat.react(LOBBY, ANNS, '👍', true);
    rig.chat.react(LOBBY, ANNS, '👍', false);
    expect(reactionsOf(rig)).toEqual(['🎉1']);
    rig.chat.close();
    const next = createChatRig({ storage: rig.storage, self: ME, seed: 2 });
    await next.online([roomState({ head: 2, from: 1 })]);
    await next.server.say(message(1), mine);
    expect(published(next).map(({ body }) => body)).toMatchObject([
      { kind: 'reaction', emoji: '🎉', on: true },
    ]);
    expect(reactionsOf(next)).toEqual(['🎉1']);
  });

  test('[OB103] twenty kinds stand under a message at most: a further one is refused here, one that stands there is not', async () => {
    const rig = createChatRig();
    const emoji = Array.from({ length: MAX_REACTIONS_PER_MESSAGE }, (_, i) =>
      String.fromCodePoint(0x1f600 + i),
    );
    const reactions = emoji.map((each) => ({ emoji: each, users: ['bob', 'ann'], count: 2 }));
    await rig.online([roomState({ head: 0 })]);
    await rig.server.say(message(1, { reactions }));
    const react = (each: string): string => {
      try {
        rig.chat.react(LOBBY, ANNS, each, true);
      } catch (thrown) {
        return thrown instanceof ChatError ? thrown.kind : String(thrown);
      }
      return 'taken';
    };
    expect([react('👍'), react(emoji[3]!)]).toEqual(['too_many_reactions', 'taken']);
    expect(published(rig).map(({ body }) => body)).toMatchObject([{ emoji: emoji[3] }]);
  });

  test('[OB103] an own one among those of others is known as own: taken off once, and not put there twice', async () => {
    const rig = createChatRig();
    await rig.online([roomState({ head: 0 })]);
    await rig.server.say(message(1, { reactions: [{ emoji: '👍', users: ['ann', 'me', 'bob'], count: 3 }] }));
    rig.chat.react(LOBBY, ANNS, '👍', true);
    expect(published(rig)).toEqual([]);
    rig.chat.react(LOBBY, ANNS, '👍', false);
    expect(published(rig).map(({ body }) => body)).toMatchObject([{ emoji: '👍', on: false }]);
  });

  test('[MK21] what is no emoji, or about no message, is refused here', async () => {
    const rig = await inRoom();
    const kind = (key: string, emoji: string): string => {
      try {
        rig.chat.react(LOBBY, key, emoji, true);
      } catch (thrown) {
        return thrown instanceof ChatError ? thrown.kind : String(thrown);
      }
      return 'taken';
    };
    expect([kind(ANNS, 'no'), kind('ann/nothing', '👍')]).toEqual(['bad_kind', 'no_message']);
  });

  test('[MK23] one that waited for more than 7 days is dropped, because nobody could see it wait', async () => {
    const rig = await inRoom();
    rig.server.connection.close(1006, 'cut');
    rig.chat.react(LOBBY, ANNS, '🎉', true);
    rig.chat.close();
    const next = createChatRig({ storage: rig.storage, self: null });
    next.chat.start();
    await next.server.accept();
    await next.server.welcome([roomState({ head: 2 })], { now: OUTBOX_TTL_MS + 10_000 });
    expect(next.chat.state.timelines['lobby']?.pending).toEqual([]);
    expect(stored(next)).not.toContain(':out:');
  });
});

describe('delete for me', () => {
  test('[MK24] hides the message here for good, and the row of the room shows the one before', async () => {
    const rig = await inRoom();
    rig.chat.deleteForMe(LOBBY, MINE);
    const shown = (other: ChatRig): string[] =>
      selectItems(other.chat.state.timelines['lobby']!, other.chat.state.hidden).map(({ key }) => key);
    expect(shown(rig)).toEqual([ANNS]);
    expect(selectPreview(rig.chat.state, LOBBY)?.key).toBe(ANNS);
    expect(published(rig)).toEqual([]);
    const next = createChatRig({ storage: rig.storage, self: ME });
    await next.online([roomState({ head: 0 })]);
    await next.server.say(message(1), mine);
    expect(shown(next)).toEqual([ANNS]);
    // Another person on this phone still has it.
    const other = createChatRig({ storage: rig.storage });
    other.chat.start();
    await other.server.accept();
    await other.server.welcome([roomState()], { self: { ...ME, user: 'you' } });
    await other.server.say(message(1), mine);
    expect(shown(other)).toEqual([ANNS, MINE]);
  });

  test('[MK24] a phone that cannot store hides it until the app ends', async () => {
    const rig = await inRoom();
    rig.storage.failWith = new Error('full');
    rig.chat.deleteForMe(LOBBY, ANNS);
    expect(rig.chat.state.hidden).toEqual({ [ANNS]: true });
  });
});

describe('what the outbox holds', () => {
  const quote: Quote = { user: ME.user, clientId: mine.clientId, seq: 2, kind: 'text', text: 'my words' };

  test('[MK25] quote, mentions and media survive a restart; a plain text is stored as every version reads it', async () => {
    const rig = await inRoom();
    rig.server.connection.close(1006, 'cut');
    rig.chat.sendText(LOBBY, 'plain');
    rig.chat.sendText(LOBBY, 'answer', { quote, mentions: { users: [message(1).user] } });
    const image = {
      kind: 'image',
      url: '/media/a.png',
      thumbUrl: '/media/t.png',
      width: 3,
      height: 2,
      bytes: 9,
    } as const;
    rig.chat.sendBody(LOBBY, image);
    const values = [...rig.storage.values].flatMap(([key, value]) => (key.includes(':out:') ? [value] : []));
    expect(values[0]).toMatchObject({ text: 'plain' });
    expect(values[0]).not.toHaveProperty('body');
    rig.chat.close();
    const next = createChatRig({ storage: rig.storage, self: ME, seed: 2 });
    await next.online([roomState({ head: 2, from: 3 })]);
    expect(published(next).map(({ body }) => body)).toEqual([
      { kind: 'text', text: 'plain' },
      { kind: 'text', text: 'answer', quote, mentions: { users: ['ann'] } },
      image,
    ]);
  });

  test('[MK25] a media address of another host is not loaded from storage', async () => {
    const values = new Map<string, unknown>();
    const body = { kind: 'file', url: 'https://evil.example/a.pdf', name: 'a.pdf', bytes: 1 };
    values.set(`mc1:out:${RIG_URL}:me:000000000001`, { clientId: 'c-1', room: 'lobby', body, at: 1 });
    const rig = createChatRig({ storage: createMemoryKeyValues(values), self: ME });
    await rig.online();
    expect(rig.shown()).toEqual([]);
    expect([...values.keys()].some((key) => key.startsWith('mc1:bad:'))).toBe(true);
  });

  test('[MK25] a message without words gives back an empty text when it is taken out', async () => {
    const rig = await inRoom();
    rig.server.connection.close(1006, 'cut');
    const voice = { kind: 'voice', url: '/media/a.mp3', durationMs: 900, bytes: 9 } as const;
    const clientId = rig.chat.sendBody(LOBBY, voice);
    expect(rig.chat.discard(LOBBY, clientId)).toBe('');
  });
});

test('[MK31] a page that holds nothing but events leads on to the next one', async () => {
  const rig = createChatRig();
  const of = { user: 'ann', clientId: 'ann-1-1', seq: 1 };
  const event = (seq: number): object =>
    message(seq, {
      clientId: `r-${seq}`,
      body: { kind: 'reaction', of, emoji: '👍', on: seq % 2 === 0, count: seq % 2 },
    });
  await rig.online([roomState({ head: 40, from: 41 })]);
  const done = rig.chat.loadOlder(LOBBY);
  const answer = async (messages: readonly object[], more: boolean): Promise<void> => {
    const { id } = rig.server.last('history');
    await rig.server.say({ type: 'page', id, room: 'lobby', epoch: 'e1', messages, more });
  };
  await answer(
    Array.from({ length: 30 }, (_, i) => event(11 + i)),
    true,
  );
  expect(rig.server.of('history').map(({ before }) => before)).toEqual([41, 11]);
  await answer([message(1), ...Array.from({ length: 9 }, (_, i) => event(2 + i))], false);
  await done;
  expect(rig.chat.state.timelines['lobby']?.older.state).toBe('complete');
});

test('[OB104] of pages that hold nothing but events four are asked for at once, and the next four by the next wish', async () => {
  const rig = createChatRig();
  const of = { user: 'ann', clientId: 'ann-1-1', seq: 1 };
  await rig.online([roomState({ head: 400, from: 401 })]);
  const answer = async (): Promise<void> => {
    const { id, before } = rig.server.last('history');
    const seq = (before ?? 0) - 1;
    const body = { kind: 'reaction', of, emoji: '👍', on: true, count: 1 };
    const messages = [message(seq, { clientId: `r-${seq}`, body })];
    await rig.server.say({ type: 'page', id, room: 'lobby', epoch: 'e1', messages, more: true });
  };
  for (const asked of [4, 8]) {
    const done = rig.chat.loadOlder(LOBBY);
    for (let i = 0; i < 4; i += 1) await answer();
    await done;
    expect(rig.server.of('history')).toHaveLength(asked);
    expect(rig.chat.state.timelines['lobby']?.older.state).toBe('idle');
  }
});

test('[UI303] {K22} whom a recalled text called is kept with it, and forgotten with it', async () => {
  const rig = await inRoom();
  const mentions = { users: ['ann'], ranges: [{ user: 'ann', from: 0, length: 4 }] };
  await rig.server.say(
    message(3, { user: 'me', clientId: 'm3', body: { kind: 'text', text: '@Ann hi', mentions } }),
  );
  const done = rig.chat.recall(LOBBY, 'me/m3');
  const [publish] = published(rig);
  if (publish) await rig.server.ack(publish, 4);
  await done;
  expect(rig.chat.state.recalledMentions).toEqual({ 'me/m3': mentions });
  await rig.clock.advance(REEDIT_MS);
  expect([rig.chat.state.recalledTexts, rig.chat.state.recalledMentions]).toEqual([{}, {}]);
});

test('[MK33] names are asked for of everybody who is shown: authors, those quoted, called and those who reacted', async () => {
  const rig = await inRoom();
  const quote = { user: 'quoted', clientId: 'c', seq: 1, kind: 'text', text: 'x' };
  const reactions = [{ emoji: '👍', users: ['fan'], count: 1 }];
  await rig.server.say(
    message(3, { body: { kind: 'text', text: 'answer', quote, mentions: { users: ['called'] } }, reactions }),
  );
  await rig.clock.advance(100);
  expect(rig.server.last('users').users).toEqual(['ann', 'quoted', 'called', 'fan']);
});
