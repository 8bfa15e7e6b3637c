/** What every message goes through, for every kind of the registry: that a new one cannot be forgotten. */
import type { MessageBody } from '../../../../miniprogram/core/protocol/fields';
import { checkBody } from '../../../../miniprogram/core/protocol/content';
import { absenceOf } from '../../../../miniprogram/core/store/copies';
import { quoteOf, selectMessage } from '../../../../miniprogram/core/store/message-selectors';
import { restart } from '../../../support/cache-rig';
import { createChatRig, LOBBY, message, roomState, type ChatRig } from '../../../support/chat-rig';
import {
  BODIES,
  EVERY_KIND,
  finishUploads,
  keptFilesOf,
  sayKind,
  tracesOf,
} from '../../../support/every-kind';

const TEA = 'tea' as typeof LOBBY;
const ANNS = 'ann/ann-1-1';
const ROOMS = [roomState(), roomState({ room: 'tea', name: 'Tea' })];

/** What a quote keeps of each; of what has neither words nor a name, its kind alone. */
const PREVIEWS: Readonly<Record<keyof typeof BODIES, string>> = {
  ...{ text: 'two lines', location: '西湖', custom: '掷出 6', file: 'plan.pdf' },
  ...{ image: '', voice: '', video: '' },
};

const published = (rig: ChatRig): readonly unknown[] => rig.server.of('publish').map(({ body }) => body);
/** All that is on the phone, on its screen and in its storage. */
const onPhone = (rig: ChatRig): string => JSON.stringify([rig.chat.state, ...rig.storage.values]);
const left = (rig: ChatRig, body: MessageBody): string[] =>
  tracesOf(body).filter((trace) => onPhone(rig).includes(trace));

/** Online, with this message of Ann. */
async function hears(body: MessageBody): Promise<ChatRig> {
  const rig = createChatRig();
  await rig.online(ROOMS);
  await rig.server.say(message(1, { body }));
  return rig;
}

describe.each(EVERY_KIND)('%s', (kind) => {
  const body = BODIES[kind];

  test('[BA28] is said without a network, survives the end of the app, and goes out once with all its files', async () => {
    const before = await hears({ kind: 'text', text: 'hello' });
    await before.host({ kind: 'hide' });
    before.chat.close();
    const offline = restart(before.storage);
    await sayKind(offline, LOBBY, kind);
    expect(offline.shown().slice(1)).toHaveLength(1);
    expect(offline.transport.connections).toEqual([]);
    const rig = restart(offline.storage);
    await rig.online([roomState({ head: 1 })]);
    await finishUploads(rig);
    expect(published(rig)).toEqual([body]);
    expect(rig.media.uploads.map(({ path }) => path)).toEqual(keptFilesOf(kind));
    const [publish] = rig.server.of('publish');
    if (publish) await rig.server.ack(publish, 2);
    expect(rig.shown().map((line) => line.split(':')[0])).toEqual(['1', '2']);
  });

  test('[BA28] goes on to another room as it is, without being uploaded once more, and waits for a network too', async () => {
    const rig = await hears(body);
    const copy = selectMessage(rig.chat.state, LOBBY, ANNS)?.body;
    expect(copy).toEqual(body);
    rig.server.connection.close(1006, 'cut');
    rig.chat.sendBody(TEA, copy as typeof body);
    const again = restart(rig.storage);
    await again.online(ROOMS);
    expect(again.server.of('publish').map(({ room }) => room)).toEqual(['tea']);
    expect([published(again), again.media.uploads]).toEqual([[body], []]);
  });

  test('[BA28] is quoted by what its entry says of it, which the server takes', async () => {
    const rig = await hears(body);
    const quote = quoteOf(selectMessage(rig.chat.state, LOBBY, ANNS)!);
    expect(quote).toEqual({ user: 'ann', clientId: 'ann-1-1', seq: 1, kind, text: PREVIEWS[kind] });
    rig.chat.sendText(LOBBY, 'yes', { quote });
    const [answer] = rig.server.of('publish');
    expect(answer?.body).toEqual({ kind: 'text', text: 'yes', quote });
    expect(checkBody(answer!.body).ok).toBe(true);
  });

  test('[BA28] nothing of it is left on the phone of its reader when it is taken back, nor in an answer that waits', async () => {
    const rig = await hears(body);
    const quote = quoteOf(selectMessage(rig.chat.state, LOBBY, ANNS)!);
    rig.chat.sendText(LOBBY, 'what?', { quote });
    await rig.clock.advance(3_000);
    expect(left(rig, body)).toEqual(tracesOf(body));
    const of = { user: 'ann', clientId: 'ann-1-1', seq: 1 };
    await rig.server.say(message(2, { body: { kind: 'recall', of } }));
    await rig.clock.advance(3_000);
    expect(selectMessage(rig.chat.state, LOBBY, ANNS)?.body).toEqual({ kind: 'recalled', by: 'ann' });
    expect(absenceOf(rig.chat.state, LOBBY, ANNS)).toBe('recalled');
    expect(left(rig, body)).toEqual([]);
  });

  test('[BA28] its author takes it back: the words of a text alone are kept, to be written again', async () => {
    const rig = createChatRig();
    await rig.online();
    await sayKind(rig, LOBBY, kind);
    await finishUploads(rig);
    const said = rig.server.last('publish');
    await rig.server.ack(said, 1);
    const taken = rig.chat.recall(LOBBY, `me/${said.clientId}`);
    const of = { user: 'me', clientId: said.clientId, seq: 1 };
    expect(rig.server.last('publish').body).toEqual({ kind: 'recall', of });
    await rig.server.ack(rig.server.last('publish'), 2);
    await taken;
    await rig.clock.advance(3_000);
    expect(left(rig, body)).toEqual(kind === 'text' ? tracesOf(body) : []);
  });
});
