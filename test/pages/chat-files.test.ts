/** What is sent as a file out of the chat page: people are told what it keeps. */
import { chatState } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';
import { answerModals, openPage, resetWx, wxMock, type OpenPage } from '../support/page-harness';

const PICTURE = { name: 'a.jpg', path: 'q', size: 6, time: 1, type: 'image' };
const RAW_PHOTO = { name: 'IMG_1.HEIC', path: 'p', size: 5, time: 1, type: 'file' };

function answer(name: string, given: object): void {
  wxMock[name]!.mockImplementation((options: { success(answer: object): void }) => options.success(given));
}

beforeEach(() => {
  resetWx();
  answer('getNetworkType', { networkType: 'wifi', weakNet: false });
  answer('getImageInfo', { width: 800, height: 600, orientation: 'up', type: 'jpeg' });
});

async function pick(tempFiles: readonly object[]): Promise<OpenPage> {
  answer('chooseMessageFile', { tempFiles });
  const state = chatState({ id: 'tea', items: [] });
  const page = openPage('chat', { query: { room: 'tea' }, before: (fake) => fake.setState(state) });
  page.find('chat__composer').trigger('pick', { source: 'file' });
  for (let i = 0; i < 3; i += 1) await flushPromises();
  return page;
}
const sent = (page: OpenPage): unknown[] =>
  page.fake.asked.filter(([name]) => name === 'sendMedia').map(([, , media]) => media);

test('[UI230] {S26} people are told what a file keeps before it is sent', async () => {
  const modal = answerModals({ confirm: true });
  const page = await pick([PICTURE, RAW_PHOTO]);
  const hint = expect.stringMatching(/原样发送.*拍摄时间和地点/) as string;
  expect(modal.mock.calls).toMatchObject([[{ title: '作为文件发送？', content: hint }]]);
  expect(sent(page)).toMatchObject([{ kind: 'image' }, { kind: 'file', name: 'IMG_1.HEIC' }]);
});

test('[UI230] {S26} who calls it off sends nothing', async () => {
  answerModals({ confirm: false });
  expect(sent(await pick([PICTURE, RAW_PHOTO]))).toEqual([]);
});

test('[UI230] {S26} pictures alone ask nothing', async () => {
  const page = await pick([PICTURE]);
  expect(wxMock['showModal']).not.toHaveBeenCalled();
  expect(sent(page)).toHaveLength(1);
});
