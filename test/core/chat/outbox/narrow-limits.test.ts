import { ChatError } from '../../../../miniprogram/core/chat/chat-error';
import { createChatRig, LOBBY, roomState, type ChatRig } from '../../../support/chat-rig';

const LIMITS = { frameBytes: 32_768, inFlight: 8, dedupeDays: 14, turns: true };

async function online(textCodePoints: number): Promise<ChatRig> {
  const rig = createChatRig();
  rig.chat.start();
  await rig.server.accept();
  await rig.server.welcome([roomState()], { limits: { ...LIMITS, textCodePoints } });
  return rig;
}

function refusalOf(say: () => unknown): ChatError {
  try {
    say();
  } catch (thrown) {
    if (thrown instanceof ChatError) return thrown;
    throw thrown;
  }
  throw new Error('it was taken');
}

test('[BA33] a text that is longer than the server takes is refused before it is stored, and the limit is named', async () => {
  const rig = await online(1_000);
  expect(rig.chat.state.textCodePoints).toBe(1_000);
  expect(refusalOf(() => rig.chat.sendText(LOBBY, '字'.repeat(1_001)))).toMatchObject({
    kind: 'too_large',
    message: 'The message has 1001 characters, the limit is 1000.',
  });
  expect(rig.chat.state.timelines['lobby']?.pending).toEqual([]);
  rig.chat.sendText(LOBBY, '👍'.repeat(1_000));
  expect(rig.server.of('publish')).toHaveLength(1);
});

test('[BA33] a server that takes more than this version sends does not widen it', async () => {
  const rig = await online(9_000);
  expect(rig.chat.state.textCodePoints).toBe(4_000);
  expect(refusalOf(() => rig.chat.sendText(LOBBY, 'x'.repeat(4_001)))).toMatchObject({ kind: 'too_large' });
});

test('[BA33] the next server may take more again', async () => {
  const rig = await online(1_000);
  await rig.reconnect();
  await rig.server.welcome();
  expect(rig.chat.state.textCodePoints).toBe(4_000);
});
