/** The privacy authorisation as the documentation of wx.onNeedPrivacyAuthorization has it. */
import { createPhones } from './phones';

const phones = createPhones();
afterEach(() => phones.closeAll());

type Resolve = (answer: { event: string; buttonId?: string }) => void;

function createNeeding(answers: readonly { event: string; buttonId?: string }[]) {
  const phone = phones.create();
  const asked: string[] = [];
  const listen = phone.wx.onNeedPrivacyAuthorization as unknown as (
    listener: (resolve: Resolve, info: { referrer: string }) => void,
  ) => void;
  listen((resolve, { referrer }) => {
    asked.push(referrer);
    for (const answer of answers) resolve(answer);
  });
  phone.control.privacy.require();
  return { ...phone, asked };
}

const REFUSED = { errMsg: 'setClipboardData:fail privacy permission is not authorized', errno: 104 };

test('[SM91] {P4} nothing is asked where there is nothing to agree to', async () => {
  const { wx } = phones.create();
  await wx.setClipboardData({ data: 'x' });
  expect(await wx.getPrivacySetting({})).toMatchObject({ needAuthorization: false });
});

test('[SM91] {P4} "the API goes on once the user agreed", and is not asked for again', async () => {
  const { wx, asked } = createNeeding([
    { event: 'exposureAuthorization' },
    { event: 'agree', buttonId: 'agree-btn' },
  ]);
  expect(await wx.getPrivacySetting({})).toMatchObject({ needAuthorization: true });
  await wx.setClipboardData({ data: 'x' });
  expect(await wx.getClipboardData()).toMatchObject({ data: 'x' });
  expect(asked).toEqual(['setClipboardData']);
  expect(await wx.getPrivacySetting({})).toMatchObject({ needAuthorization: false });
});

test('[SM91] {P4} a refusal fails the API with errno 104, and the next call asks again', async () => {
  const { wx, asked } = createNeeding([{ event: 'disagree' }]);
  await expect(wx.setClipboardData({ data: 'x' })).rejects.toEqual(REFUSED);
  await expect(wx.requirePrivacyAuthorize({})).rejects.toMatchObject({ errno: 104 });
  expect(asked).toEqual(['setClipboardData', 'requirePrivacyAuthorize']);
});

test('[SM91] {P4} "buttonId is required when event is agree"; without a listener the phone asks by itself', async () => {
  const { wx } = createNeeding([{ event: 'agree' }]);
  await expect(wx.setClipboardData({ data: 'x' })).rejects.toEqual(REFUSED);
  const showModal = jest.fn(() => Promise.resolve({ confirm: true }));
  const plain = phones.create({ ports: { ui: { showModal } } });
  plain.control.privacy.require();
  await plain.wx.setClipboardData({ data: 'x' });
  expect(showModal).toHaveBeenCalledTimes(1);
});

test('[SM93] {P12} requestSubscribeMessage: "the key is the id of the template, the value accept or reject"', async () => {
  const answers = [{ confirm: true }, { confirm: false }];
  const showModal = () => Promise.resolve(answers.shift() ?? { confirm: false });
  const { wx } = phones.create({ ports: { ui: { showModal } } });
  expect(await wx.requestSubscribeMessage({ tmplIds: ['tpl'] })).toMatchObject({ tpl: 'accept' });
  expect(await wx.requestSubscribeMessage({ tmplIds: ['tpl'] })).toMatchObject({ tpl: 'reject' });
  await expect(wx.requestSubscribeMessage({ tmplIds: [] })).rejects.toMatchObject({ errCode: 10001 });
});

test('[SM113] what the phone asks by itself is in its language', async () => {
  const askedIn = async (language: string): Promise<string[]> => {
    const asked: string[] = [];
    const ui = {
      showModal(modal: { readonly content: string }) {
        asked.push(modal.content);
        return Promise.resolve({ confirm: true });
      },
      showToast: ({ title }: { readonly title: string }) => void asked.push(title),
    };
    const { wx, control } = phones.create({ ports: { ui, system: () => ({ language }) } });
    control.privacy.require();
    await wx.openPrivacyContract({});
    await wx.setClipboardData({ data: 'x' });
    await wx.requestSubscribeMessage({ tmplIds: ['T'] });
    await wx.openSetting();
    const guide = await new Promise<string>((resolve) => {
      wx.getPrivacySetting({ success: ({ privacyContractName }) => resolve(privacyContractName) });
    });
    return [...asked, guide];
  };
  const [english, chinese] = [await askedIn('en'), await askedIn('zh_CN')];
  expect([english.length, chinese.length]).toEqual([5, 5]);
  for (const words of english) expect(words).not.toMatch(/\p{Script=Han}/u);
  for (const words of chinese) expect(words).toMatch(/\p{Script=Han}/u);
});
