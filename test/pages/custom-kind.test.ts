/** A message of a type that this mini program does not know: people read its text, wherever it is shown. */
import { customView, registerKind } from '../../miniprogram/kinds/register-kind';
import { chatState, message } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';
import { openPage, resetWx, wxMock } from '../support/page-harness';

beforeEach(resetWx);

const BODY = { kind: 'custom', type: 'example.dice', data: { eyes: 6 }, text: '掷出\n6 点' };

test('[UI443] a kind that throws, or shows what is no data, costs its message its looks', () => {
  const thrown: unknown[] = [];
  const kindOf = (type: string, view: () => object | null) => {
    registerKind({ type, template: 'x', view, onFault: (fault) => void thrown.push(fault) });
    return customView(
      { type, data: null, text: 't', user: 'u', clientId: 'c', isOwn: false },
      () => ({}) as never,
    );
  };
  const fault = new Error('broken');
  expect(
    kindOf('test.throws', () => {
      throw fault;
    }),
  ).toBe('');
  expect(kindOf('test.none', () => null)).toBe('');
  expect(kindOf('test.data', () => ({ a: 1, f: () => 1 }))).toBe('{"a":1}');
  expect(thrown).toEqual([fault]);
});

test('[UI443] a type is registered once, and only one that can be sent', () => {
  registerKind({ type: 'test.once' });
  expect(() => registerKind({ type: 'test.once' })).toThrow('two kinds of the type test.once');
  expect(() => registerKind({ type: 'No Type' })).toThrow('No Type is no type of a kind');
});

test('[UI443] a type that is not known is read as its text, which can be copied', async () => {
  const page = openPage('chat', {
    query: { room: 'tea' },
    before: (fake) =>
      fake.setState(chatState({ id: 'tea', items: [message({ seq: 1, body: BODY as never })] })),
  });
  expect(page.find('message-bubble__text').dom.textContent).toBe('掷出\n6 点');
  page.find('message-bubble__box').trigger('longpress');
  await flushPromises();
  const place = { left: 0, right: 9, top: 0, bottom: 9 };
  const { key } = message({ seq: 1 });
  page.find('chat__list').trigger('menu', { key, place });
  expect(page.findAll('message-menu__label').map(({ text }) => text)).toContain('复制');
  expect(wxMock['showToast']).not.toHaveBeenCalled();
});
