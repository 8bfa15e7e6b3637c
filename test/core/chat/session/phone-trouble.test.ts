/** What the chat says and does while the phone itself cannot do what a connection needs. */
import { ChatError } from '../../../../miniprogram/core/chat/chat-error';
import { createChatRig } from '../../../support/chat-rig';

test.each([
  ['no_sign_in', 'sign_in'],
  ['unreadable', 'storage'],
] as const)('[SS112] {H4, H3} %s is waited for and told, for as long as it takes', async (kind, trouble) => {
  const rig = createChatRig();
  rig.tickets.answers.push(...Array.from({ length: 12 }, () => new ChatError(kind, 'not now')));
  rig.chat.start();
  for (let i = 0; i < 12; i += 1) {
    await rig.server.accept();
    await rig.clock.advance(0);
    const view = rig.chat.connection;
    expect(view).toMatchObject({ state: 'reconnecting', trouble });
    if (view.state === 'reconnecting') await rig.clock.advance(view.retryAt - rig.clock.now());
  }
  await rig.server.accept();
  await rig.server.welcome();
  expect(rig.chat.connection.state).toBe('online');
  rig.server.connection.close(1006);
  expect(rig.chat.connection).not.toHaveProperty('trouble');
});

test('[SS153] what the phone could not do at the last attempt is not told of one that failed for another reason', async () => {
  const rig = createChatRig();
  rig.tickets.answers.push(new ChatError('unreadable', 'not now'));
  rig.chat.start();
  await rig.server.accept();
  await rig.clock.advance(0);
  const view = rig.chat.connection;
  expect(view).toMatchObject({ state: 'reconnecting', trouble: 'storage' });
  if (view.state === 'reconnecting') await rig.clock.advance(view.retryAt - rig.clock.now());
  rig.server.connection.close(1006, 'cut');
  await rig.clock.advance(0);
  expect(rig.chat.connection.state).toBe('reconnecting');
  expect(rig.chat.connection).not.toHaveProperty('trouble');
});
