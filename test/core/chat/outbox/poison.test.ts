import type { UpFrameOf } from '../../../../miniprogram/core/protocol/up';
import {
  bodyText,
  createChatRig,
  createMemoryKeyValues,
  LOBBY,
  ME,
  type ChatRig,
} from '../../../support/chat-rig';

const textOf = ({ body }: UpFrameOf<'publish'>): string => bodyText(body);
const texts = (rig: ChatRig): string[] => rig.server.of('publish').map(textOf);
const answerProbe = (rig: ChatRig): Promise<void> =>
  rig.server.say({ type: 'pong', id: rig.server.last('ping').id, now: 9 });
const findPublish = (rig: ChatRig, text: string): UpFrameOf<'publish'> => {
  const found = rig.server.of('publish').find((frame) => textOf(frame) === text);
  if (!found) throw new Error(`"${text}" was not sent`);
  return found;
};
async function comeBack(rig: ChatRig, end: () => Promise<void> | void): Promise<void> {
  const before = rig.transport.connections.length;
  await end();
  while (rig.transport.connections.length === before) await rig.clock.advance(100);
  await rig.server.accept();
  await rig.server.welcome();
}
const cut = (rig: ChatRig) => (): void => rig.server.connection.close(1006, 'cut');
/** Two connections have ended with "bad" first in line. */
async function suspect(rig: ChatRig): Promise<void> {
  await rig.online();
  rig.chat.sendText(LOBBY, 'bad');
  rig.chat.sendText(LOBBY, 'good');
  await comeBack(rig, cut(rig));
  expect(texts(rig)).toEqual(['bad', 'good']);
  await comeBack(rig, cut(rig));
}
/** A third one has, on which only "bad" was sent, after an answer; and the fourth has answered. */
async function convict(rig: ChatRig): Promise<void> {
  await suspect(rig);
  await answerProbe(rig);
  await comeBack(rig, cut(rig));
  expect(rig.shown()).toEqual(['queued:bad', 'queued:good']);
  await answerProbe(rig);
  expect(texts(rig)).toEqual(['bad']);
}

describe('a message that ends connections', () => {
  test('[OB50, FM22] the second one on which all else worked fails it as poison, also over a restart, and the others go on', async () => {
    const rig = createChatRig();
    await convict(rig);
    await comeBack(rig, cut(rig));
    expect(rig.shown()).toEqual(['failed:bad', 'sending:good']);
    expect(texts(rig)).toEqual(['good']);
    const failed = rig.chat.state.timelines['lobby']?.pending[0];
    expect(failed?.delivery).toMatchObject({ status: 'failed', code: 'poison' });
    const later = createChatRig({ storage: createMemoryKeyValues(rig.storage.values), self: ME });
    expect(later.shown()).toEqual(['failed:bad', 'queued:good']);
  });

  test('[OB50, FM22] an end without news counts like one that is told', async () => {
    const rig = createChatRig();
    await convict(rig);
    await comeBack(rig, () => rig.clock.advance(11_000));
    expect(rig.shown()).toEqual(['failed:bad', 'sending:good']);
  });

  test('[OB51, FM22] after two ends it is sent alone, on a connection that has just answered', async () => {
    const rig = createChatRig();
    await suspect(rig);
    expect(texts(rig)).toEqual([]);
    expect(rig.chat.connection).toMatchObject({ state: 'online', checking: true });
    await answerProbe(rig);
    expect(texts(rig)).toEqual(['bad']);
    await rig.server.ack(findPublish(rig, 'bad'), 1);
    expect(texts(rig)).toEqual(['bad', 'good']);
  });

  test('[OB51] a connection that does not answer first proves nothing', async () => {
    const rig = createChatRig();
    await suspect(rig);
    await comeBack(rig, cut(rig));
    expect(rig.shown()).toEqual(['sending:bad', 'sending:good']);
  });

  test('[OB52, FM22] an answer acquits it: the count begins again', async () => {
    const rig = createChatRig();
    await convict(rig);
    const { id, room, clientId } = findPublish(rig, 'bad');
    await rig.server.say({ type: 'nack', id, room, clientId, code: 'rate', reason: 'slow', afterMs: 500 });
    await rig.clock.advance(500);
    expect(texts(rig)).toEqual(['bad', 'bad', 'good']);
    await comeBack(rig, cut(rig));
    await comeBack(rig, cut(rig));
    expect(rig.shown()).toEqual(['queued:bad', 'queued:good']);
  });

  test('[OB52] so does a connection that outlives it, and then nothing is held back for it', async () => {
    const rig = createChatRig();
    await convict(rig);
    await rig.clock.advance(8_000);
    await answerProbe(rig);
    expect(texts(rig)).toEqual(['bad', 'bad', 'good']);
    await comeBack(rig, cut(rig));
    expect(rig.shown()).toEqual(['sending:bad', 'sending:good']);
  });

  test('[OB52] and so does an end with a reason: ours, the server’s or the phone’s', async () => {
    const reasons: Record<string, (rig: ChatRig) => Promise<void>> = {
      bye: (rig) => rig.server.say({ type: 'bye', code: 'draining', reconnect: true }),
      code: async (rig) => rig.server.connection.close(1012, 'restart'),
      zombie: async (rig) => rig.server.connection.close(4412, 'stale'),
      hidden: async (rig) => (await rig.host({ kind: 'hide' }), cut(rig)()),
      network: async (rig) => (await rig.host({ kind: 'network', connected: true, type: '4g' }), cut(rig)()),
    };
    for (const [reason, end] of Object.entries(reasons)) {
      const rig = createChatRig();
      await convict(rig);
      await comeBack(rig, () => end(rig));
      expect({ reason, shown: rig.shown() }).toEqual({ reason, shown: ['sending:bad', 'sending:good'] });
    }
  });

  test('[OB52] one that others of its room have come before is not sent alone ahead of them', async () => {
    const rig = createChatRig();
    await rig.online();
    const first = rig.chat.sendText(LOBBY, 'refused');
    rig.chat.sendText(LOBBY, 'bad');
    const { id, room, clientId } = findPublish(rig, 'refused');
    await rig.server.say({ type: 'nack', id, room, clientId, code: 'muted', reason: 'no' });
    await comeBack(rig, cut(rig));
    await comeBack(rig, cut(rig));
    expect(rig.chat.connection).toMatchObject({ checking: true });
    rig.chat.resend(LOBBY, first);
    await answerProbe(rig);
    expect(texts(rig)).toEqual(['refused', 'bad']);
  });
});

describe('the limits of the server', () => {
  const limits = { frameBytes: 400, textCodePoints: 4_000, inFlight: 2, dedupeDays: 14, turns: true };

  test('[OB53] a message whose frame would be too large for it fails and is not sent, the others go on', async () => {
    const rig = createChatRig();
    rig.chat.start();
    await rig.server.accept();
    await rig.server.welcome(undefined, { limits });
    rig.chat.sendText(LOBBY, '字'.repeat(120));
    rig.chat.sendText(LOBBY, 'short');
    expect(texts(rig)).toEqual(['short']);
    const [failed] = rig.chat.state.timelines['lobby']?.pending ?? [];
    expect(failed?.delivery).toMatchObject({ status: 'failed', code: 'too_large' });
    const exact =
      400 - JSON.stringify({ ...rig.server.last('publish'), body: { kind: 'text', text: '' } }).length;
    rig.chat.discard(LOBBY, failed?.clientId ?? ('' as never));
    await rig.server.ack(rig.server.last('publish'), 1);
    rig.chat.sendText(LOBBY, 'x'.repeat(exact));
    expect(texts(rig)).toHaveLength(2);
  });

  test('[OB54] no more are on their way than it takes', async () => {
    const rig = createChatRig();
    rig.chat.start();
    await rig.server.accept();
    await rig.server.welcome(undefined, { limits });
    for (const text of ['one', 'two', 'three']) rig.chat.sendText(LOBBY, text);
    expect(texts(rig)).toEqual(['one', 'two']);
  });
});
