/**
 * Whom an @ offers: everybody in the room and nobody else, by what is typed.
 */
import { flushPromises } from '../support/manual-clock';
import { openPage, resetWx, type OpenPage } from '../support/page-harness';
import { ANN, BOB, ME, chatState, message, userId } from '../support/chat-state';
import { member } from '../support/tea-room';

beforeEach(resetWx);

const ITEMS = [ANN, BOB, ME].map((user, i) => message({ user, text: `text ${i}`, seq: i + 1 }));
const talking = () => chatState({ id: 'tea', items: ITEMS });
const open = (): OpenPage =>
  openPage('chat', { query: { room: 'tea' }, before: (fake) => fake.setState(talking()) });
const field = (page: OpenPage) => page.find('composer__input');
const shown = (page: OpenPage) => field(page).attribute('value');
const type = (page: OpenPage, value: string): void =>
  field(page).trigger('input', { value, cursor: value.length });
const names = (page: OpenPage) => page.findAll('mention-picker__name').map((one) => one.text);

describe('whom an @ offers', () => {
  test('[UI305] {K19} in a large room the server is asked for what is typed, once the typing rests', async () => {
    const page = open();
    const zoe = { user: userId('zoe'), name: 'Zoë', avatar: '' };
    page.fake.answers.members = (_room, _skip, _after, query) => {
      if (query !== 'zo') return Promise.resolve({ members: [member(ANN)], more: true });
      page.fake.setState({ ...talking(), users: { ...talking().users, zoe } });
      return Promise.resolve({ members: [member(zoe)], more: false });
    };
    type(page, '@');
    await flushPromises();
    type(page, '@z');
    type(page, '@zo');
    await page.fake.clock.advance(300);
    await flushPromises();
    await page.frame();
    expect(names(page)).toEqual(['Zoë']);
    const queries = page.fake.asked.filter(([name]) => name === 'members').map((one) => one[4]);
    expect(queries).toEqual(['', 'zo']);
    // Nobody else has these letters, so nobody has more of them.
    type(page, '@zoë');
    await page.fake.clock.advance(300);
    expect(page.fake.asked.filter(([name]) => name === 'members')).toHaveLength(2);
  });

  test('[UI306] {K20} the wide sign and a blank inside a name look for somebody, the rest of a sentence does not', async () => {
    const page = open();
    const bel = { user: userId('bel'), name: 'Annabel L', avatar: '' };
    const items = [...ITEMS, message({ user: bel, seq: 9, id: 'c9' })];
    const state = chatState({ id: 'tea', items });
    page.fake.setState({ ...state, users: { ...state.users, [bel.user]: bel } });
    await page.frame();
    type(page, '＠an');
    expect(names(page)).toEqual(['Annabel L', 'Ann']);
    type(page, '＠annabel l');
    expect(names(page)).toEqual(['Annabel L']);
    page.find('mention-picker__entry').tap();
    expect(shown(page)).toBe('@Annabel L ');
    type(page, 'hi @Ann how are');
    expect(page.has('mention-picker')).toBe(false);
  });

  test('[UI306] {K20} a name with a blank is found when the server tells of it after all of it was typed', async () => {
    const page = open();
    const bel = { user: userId('bel'), name: 'Annabel L', avatar: '' };
    let tell: () => void = () => undefined;
    page.fake.answers.members = () =>
      new Promise((resolve) => {
        tell = () => {
          page.fake.setState({ ...talking(), users: { ...talking().users, bel } });
          resolve({ members: [member(ANN), member(bel)], more: false });
        };
      });
    for (const typed of ['@', '@annabel', '@annabel ', '@annabel l']) type(page, typed);
    expect(page.has('mention-picker')).toBe(false);
    tell();
    await flushPromises();
    await page.frame();
    expect(names(page)).toEqual(['Annabel L']);
  });

  test.each(['@an', '@An', '@Ann'])(
    '[UI311] {K22} an undo after somebody was chosen brings %j back, and a redo the name',
    async (typed) => {
      const page = open();
      type(page, `hi ${typed}`);
      page.find('mention-picker__entry').tap();
      expect(shown(page)).toBe('hi @Ann ');
      type(page, 'hi @Ann tea');
      type(page, `hi ${typed}`);
      expect(names(page)).toEqual(['Ann']);
      type(page, 'hi @Ann ');
      expect(page.has('mention-picker')).toBe(false);
      page.find('composer__send').tap();
      await flushPromises();
      const [, , , extras] = page.fake.asked.find(([name]) => name === 'sendText') ?? [];
      expect(extras).toMatchObject({ mentions: { users: [ANN.user] } });
    },
  );

  test('[UI67, UI311] {K22} one backspace still takes the whole name, also where all of it was typed', () => {
    const page = open();
    type(page, 'hi @Ann');
    page.find('mention-picker__entry').tap();
    type(page, 'hi @Ann');
    expect(shown(page)).toBe('hi ');
  });

  test('[UI307] {K21} whoever leaves or is removed is not offered any more, also while the list is open', async () => {
    const page = open();
    page.fake.answers.members = () => Promise.resolve({ members: [], more: true });
    type(page, '@');
    expect(names(page)).toEqual(['Bob', 'Ann']);
    const left = message({ user: ANN, seq: 8, id: 'n8', body: { kind: 'notice', event: 'left' } });
    const removed = { kind: 'notice', event: 'removed', target: BOB.user } as const;
    const lines = [left, message({ user: ME, seq: 9, id: 'n9', body: removed })];
    page.fake.setState(chatState({ id: 'tea', items: [...ITEMS, ...lines] }));
    await page.frame();
    expect(page.has('mention-picker')).toBe(false);
    const back = message({ user: BOB, seq: 10, id: 'n10', body: { kind: 'notice', event: 'joined' } });
    page.fake.setState(chatState({ id: 'tea', items: [...ITEMS, ...lines, back] }));
    await page.frame();
    expect(names(page)).toEqual(['Bob']);
  });

  test('[UI307] {K21} who wrote and is no member, as the server has it, is not offered', async () => {
    const page = open();
    page.fake.answers.members = () => Promise.resolve({ members: [member(ANN), member(ME)], more: false });
    type(page, '@');
    await flushPromises();
    await page.frame();
    expect(names(page)).toEqual(['Ann']);
  });
});
