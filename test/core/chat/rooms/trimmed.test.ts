/**
 * What the server no longer has is said as that: never "this is the beginning", never a load without end.
 */
import { ChatList } from '../../../../miniprogram/pages/chat/list/chat-list';
import { chatView } from '../../../../miniprogram/pages/chat/chat-view';
import { createChatRig, LOBBY, message, roomState, type ChatRig } from '../../../support/chat-rig';
import { viewContext } from '../../../support/view-context';

const page = (id: string, seqs: readonly number[], more: object = {}): object => ({
  type: 'page',
  id,
  room: 'lobby',
  epoch: 'e1',
  messages: seqs.map((seq) => message(seq)),
  more: false,
  ...more,
});

const view = (rig: ChatRig) =>
  chatView(viewContext({ state: rig.chat.state, language: 'en' }), LOBBY, new ChatList()).view;

describe('a room that was trimmed', () => {
  test('[SV125] ends upwards in a line that says so, and asks for no more', async () => {
    const rig = createChatRig();
    await rig.online([roomState({ head: 9, from: 10, oldest: 8, last: message(9) })]);
    const loading = rig.chat.loadOlder(LOBBY);
    await rig.server.say(page(rig.server.last('history').id, [8], { oldest: 8 }));
    await loading;
    expect(rig.shown()).toEqual(['lost 1-7', '8:m8', '9:m9']);
    expect(view(rig).list.older).toBe('trimmed');
    expect(view(rig).phase).toBe('list');
    const asked = rig.server.of('history').length;
    await rig.chat.loadOlder(LOBBY);
    expect(rig.server.of('history')).toHaveLength(asked);
  });

  test('[SV125] that has nothing left is a list with that line, not a load without end', async () => {
    const rig = createChatRig();
    await rig.online([roomState({ head: 9, from: 10, oldest: 10 })]);
    expect(rig.shown()).toEqual(['lost 1-9']);
    expect(view(rig)).toMatchObject({ phase: 'list', list: { older: 'trimmed' } });
    await rig.server.say(message(10));
    expect(rig.shown()).toEqual(['lost 1-9', '10:m10']);
  });

  test('[SV125] that is whole from its first message on has its true beginning', async () => {
    const rig = createChatRig();
    await rig.online([roomState({ head: 2, from: 3, oldest: 1, last: message(2) })]);
    const loading = rig.chat.loadOlder(LOBBY);
    await rig.server.say(page(rig.server.last('history').id, [1], { oldest: 1 }));
    await loading;
    expect(rig.shown()).toEqual(['1:m1', '2:m2']);
    expect(view(rig).list.older).toBe('complete');
  });

  test('[SV125] shows a gap that cannot be filled as such', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1));
    await rig.reconnect();
    const gap = { from: 2, to: 7, code: 'trimmed' };
    await rig.server.welcome([roomState({ head: 8, from: 8, oldest: 8, gap })]);
    await rig.server.say(message(8));
    expect(rig.shown()).toEqual(['1:m1', 'gap 2-7', '8:m8']);
    const filling = rig.chat.fillGap(LOBBY, rig.chat.state.timelines['lobby']?.items[1]?.key ?? '');
    await rig.server.say(page(rig.server.last('history').id, [], { oldest: 8 }));
    await filling;
    expect(rig.shown()).toEqual(['1:m1', 'lost 2-7', '8:m8']);
  });
});
