/** A place in the chat: chosen on the phone's map, shown as a card, opened and copied. */
import { chatState, message } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';
import { openPage, resetWx, wxMock, type OpenPage } from '../support/page-harness';

const LAKE = {
  ...{ kind: 'location', name: '西湖', address: '杭州市西湖区' },
  ...{ latitude: 30.24, longitude: 120.14 },
} as const;
interface Options {
  success(answer: object): void;
  fail(error: { errMsg: string }): void;
}

beforeEach(resetWx);

const open = (body: object = LAKE): OpenPage =>
  openPage('chat', {
    query: { room: 'tea' },
    before: (fake) =>
      fake.setState(chatState({ id: 'tea', items: [message({ seq: 1, body: body as never })] })),
  });
async function pick(page: OpenPage): Promise<void> {
  page.find('chat__composer').trigger('pick', { source: 'location' });
  for (let i = 0; i < 3; i += 1) await flushPromises();
}
const said = (page: OpenPage) => page.fake.asked.filter(([name]) => name === 'sendBody');

test('[UI441] the + panel offers a place, and what the map tells is said at once', async () => {
  const page = open();
  wxMock['chooseLocation']!.mockImplementation((options: Options) =>
    options.success({ name: '外滩', address: '', latitude: '31.24', longitude: 121.490317 }),
  );
  await pick(page);
  const body = { kind: 'location', name: '外滩', latitude: 31.24, longitude: 121.490317 };
  expect(said(page)).toEqual([['sendBody', 'tea', body]]);
});

test.each([
  ['chooseLocation:fail cancel', null],
  ['chooseLocation:fail auth deny', '微信没有使用位置的权限，请在手机设置中允许'],
  ['chooseLocation:fail system error', '地图打不开，请稍后再试'],
])(
  '[UI441] %s says nothing in the room, and tells why where people did not choose that',
  async (errMsg, note) => {
    const page = open();
    wxMock['chooseLocation']!.mockImplementation((options: Options) => options.fail({ errMsg }));
    await pick(page);
    expect(said(page)).toEqual([]);
    expect(wxMock['showToast']!.mock.calls.map(([{ title }]: [{ title: string }]) => title)).toEqual(
      note === null ? [] : [note],
    );
  },
);

test('[UI442] a place is a card that opens the map', async () => {
  const page = open();
  expect(page.find('message-body__place-name').text).toBe('西湖');
  expect(page.find('message-body__place-address').text).toBe('杭州市西湖区');
  page.find('message-body__place').tap();
  await flushPromises();
  const asked = wxMock['openLocation']!.mock.calls[0] as [object];
  expect(asked[0]).toMatchObject({
    latitude: 30.24,
    longitude: 120.14,
    name: '西湖',
    address: '杭州市西湖区',
  });
});

test('[UI442] a place without an address has one line', () => {
  const { address, ...bare } = LAKE;
  expect(address).not.toBe('');
  expect(open(bare).has('message-body__place-address')).toBe(false);
});
