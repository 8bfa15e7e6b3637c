import type { UpFrameOf } from '../../../../miniprogram/core/protocol/up';
import { bodyText, createChatRig, LOBBY } from '../../../support/chat-rig';

const nack = ({ id, room, clientId }: UpFrameOf<'publish'>, code: string, afterMs: number): object => ({
  type: 'nack',
  id,
  room,
  clientId,
  code,
  reason: 'because',
  afterMs,
});

describe('the head of the line', () => {
  test('[DL10] after a retryable nack nothing is sent as head before what went out earlier has its answer', async () => {
    const rig = createChatRig();
    await rig.online();
    for (const text of ['one', 'two', 'three']) rig.chat.sendText(LOBBY, text);
    const [one, , three] = rig.server.of('publish');
    if (!one || !three) throw new Error('three messages were not sent');
    await rig.server.say(nack(three, 'rate', 300));
    await rig.clock.advance(1_000);
    // A head would unblock the room on the server, and "three" would overtake "one", whose commit is about to fail.
    expect(rig.server.of('publish')).toHaveLength(3);
    await rig.server.say(nack(one, 'storage', 300));
    await rig.clock.advance(1_000);
    const again = rig.server.of('publish').slice(3);
    expect(again.map(({ head, body }) => [head ?? false, bodyText(body)])).toEqual([
      [true, 'one'],
      [false, 'two'],
      [false, 'three'],
    ]);
  });

  test('[DL10] the answer lets the next head go at once', async () => {
    const rig = createChatRig();
    await rig.online();
    rig.chat.sendText(LOBBY, 'one');
    rig.chat.sendText(LOBBY, 'two');
    const two = rig.server.last('publish');
    await rig.server.say(nack(two, 'rate', 300));
    await rig.clock.advance(1_000);
    expect(rig.server.of('publish')).toHaveLength(2);
    await rig.server.ack(rig.server.of('publish')[0] as UpFrameOf<'publish'>, 1);
    expect(rig.server.last('publish')).toMatchObject({ head: true, body: { text: 'two' } });
  });
});
