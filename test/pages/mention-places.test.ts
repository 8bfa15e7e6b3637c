/**
 * Mentions that know their places, as people see and use them.
 */
import { answerActionSheet, openPage, resetWx, wxMock } from '../support/page-harness';
import { ANN, BOB, ME, chatState, message, type MessageInput } from '../support/chat-state';
import { commandsOf, field, hold, openWith, pick } from '../support/message-steps';
import { flushPromises } from '../support/manual-clock';
import type { Mentions } from '../../miniprogram/core/protocol/fields';
import type { ChatState } from '../../miniprogram/core/store/state';

beforeEach(resetWx);

describe('mentions that know their places', () => {
  const CALL = {
    kind: 'text',
    text: 'ask @Bob ',
    mentions: { users: [BOB.user], ranges: [{ user: BOB.user, from: 4, length: 4 }] },
  } as const;
  const renamed = (state: ChatState): ChatState => ({
    ...state,
    users: { ...state.users, [BOB.user]: { ...BOB, name: 'Roberto' } },
  });

  test('[UI302, UI304] {K22} after a rename the new name is marked, and a tap leads to the person', async () => {
    const page = openWith([{ user: ANN, body: CALL }]);
    expect(page.find('message-body__mention').text).toBe('@Bob');
    page.fake.setState(renamed(page.fake.client.chat.state));
    await page.frame();
    expect(page.find('message-body__mention').text).toBe('@Roberto');
    page.find('message-body__mention').tap();
    expect(wxMock['navigateTo']).toHaveBeenCalledWith(
      expect.objectContaining({ url: '/pages/members/members?room=tea&find=Roberto' }),
    );
  });

  test('[UI312] {K22} a quote reads with today’s name where its message is here, else as it was written', async () => {
    const quote = { user: ANN.user, seq: 1, kind: 'text', text: 'ask @Bob' } as const;
    const quoting = (clientId: string) =>
      ({ kind: 'text', text: 'I did', quote: { ...quote, clientId } }) as MessageInput['body'];
    const page = openWith([
      { user: ANN, body: CALL },
      { user: ME, body: quoting('c1') },
      { user: ME, body: quoting('c9') },
    ]);
    const quotes = () => page.findAll('message-bubble__quote').map((one) => one.text);
    expect(quotes()).toEqual(['Ann：ask @Bob', 'Ann：ask @Bob']);
    page.fake.setState(renamed(page.fake.client.chat.state));
    await page.frame();
    expect(quotes()).toEqual(['Ann：ask @Roberto', 'Ann：ask @Bob']);
  });

  test('[UI303] {K22} copied and forwarded it reads as here, and calls nobody', async () => {
    const page = openWith([{ user: ANN, body: CALL }], renamed, [{ id: 'r1' }]);
    await hold(page);
    await pick(page, '复制');
    expect(wxMock['setClipboardData']).toHaveBeenCalledWith(
      expect.objectContaining({ data: 'ask @Roberto ' }),
    );
    answerActionSheet('r1');
    await hold(page);
    await pick(page, '转发');
    expect(commandsOf(page, 'sendBody')).toEqual([
      ['sendBody', 'r1', { kind: 'text', text: 'ask @Roberto ' }],
    ]);
  });

  test('[UI303] {K22} written anew after a recall it calls the person by the name of today', async () => {
    const page = openWith([{ user: ANN, text: 'x' }], (state) => ({
      ...renamed(state),
      recalledTexts: { 'me/c9': CALL.text },
      recalledMentions: { 'me/c9': CALL.mentions },
    }));
    field(page).trigger('input', { value: 'then', cursor: 4 });
    page.find('chat__list').trigger('edit', { key: 'me/c9' });
    page.find('composer__send').tap();
    expect(commandsOf(page, 'sendText')).toEqual([
      [
        'sendText',
        'tea',
        'ask @Roberto \nthen',
        { mentions: { users: [BOB.user], ranges: [{ user: BOB.user, from: 4, length: 8 }] } },
      ],
    ]);
  });

  test('[UI303] {K22} a message that failed is edited with whom it calls', async () => {
    const delivery = { status: 'failed', code: 'expired', reason: '' } as const;
    const failed = message({ id: 'c5', body: CALL, user: ME, delivery });
    const page = openPage('chat', {
      query: { room: 'tea' },
      before: (fake) => fake.setState(chatState({ id: 'tea', items: [], pending: [failed] })),
    });
    page.fake.answers.discard = () => CALL.text;
    answerActionSheet('编辑后再发');
    page.find('message-bubble__state').tap();
    await flushPromises();
    page.find('composer__send').tap();
    expect(commandsOf(page, 'sendText')).toMatchObject([
      ['sendText', 'tea', CALL.text, { mentions: CALL.mentions }],
    ]);
  });

  test('[UI303] {K22} beyond twenty people and forty places names are plain text', () => {
    const page = openWith([{ user: BOB, text: 'hi' }]);
    for (let i = 0; i < 45; i += 1) page.findAll('message-bubble__avatar')[0]!.trigger('longpress');
    page.find('composer__send').tap();
    const [, , text, extras] = commandsOf(page, 'sendText')[0] as [
      string,
      string,
      string,
      { mentions: Mentions },
    ];
    expect(text).toBe('@Bob '.repeat(45));
    expect([extras.mentions.users, extras.mentions.ranges?.length]).toEqual([[BOB.user], 40]);
  });
});
