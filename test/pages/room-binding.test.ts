import { openPage, resetWx, wxMock, type PageName } from '../support/page-harness';
import { chatState } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';

const PAGES: readonly (readonly [PageName, string])[] = [
  ['room', 'Room settings'],
  ['members', 'Members (3)'],
  ['find', 'Find rooms'],
  ['search', 'Find messages'],
];

beforeEach(resetWx);

describe.each(PAGES)('the %s page', (name, title) => {
  const open = () =>
    openPage(name, {
      query: { room: 'tea' },
      before: (fake) => fake.setState(chatState({ id: 'tea' })),
    });

  test('[UI22] leaves no listener and no timer behind', async () => {
    const page = open();
    expect(page.fake.listeners).toBeGreaterThan(0);
    if (name === 'find') page.find('search-field__input').trigger('input', { value: 'x' });
    page.unload();
    expect([page.fake.listeners, page.fake.clock.pending]).toEqual([0, 0]);
    await flushPromises();
    expect([page.fake.listeners, page.fake.clock.pending]).toEqual([0, 0]);
  });

  test('[UI23] sends nothing to the view while it is hidden', async () => {
    const page = open();
    await flushPromises();
    page.hide();
    page.patches.length = 0;
    page.fake.setState(chatState({ id: 'tea', room: { name: 'new', online: 9 } }));
    page.fake.setConnection({ state: 'disconnected' });
    await page.fake.clock.advance(60_000);
    expect([page.patches, page.fake.clock.pending]).toEqual([[], 0]);
  });

  test('[UI24] speaks the language that is set, in its title too', async () => {
    const page = open();
    await flushPromises();
    page.fake.client.settings.update({ language: 'en' });
    await page.frame();
    expect(wxMock['setNavigationBarTitle']).toHaveBeenLastCalledWith(expect.objectContaining({ title }));
    expect(page.dom.innerHTML).not.toMatch(/[\u4e00-\u9fff]/);
  });
});
