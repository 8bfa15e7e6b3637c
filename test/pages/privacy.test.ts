/** The privacy popup on the pages that use personal data. */
import { chatState } from '../support/chat-state';
import { openPage, resetWx, wxMock, type OpenPage, type PageName } from '../support/page-harness';

beforeEach(resetWx);

const SHOWN = { event: 'exposureAuthorization' };

function need(page: OpenPage): object[] {
  const told: object[] = [];
  page.fake.needPrivacy((answer) => told.push(answer));
  return told;
}

describe.each<PageName>(['profile', 'chat'])('privacy on the page %s', (name) => {
  const open = (): OpenPage =>
    openPage(name, { query: { room: 'prv' }, before: (fake) => fake.setState(chatState({ id: 'prv' })) });

  test('[UI106] {P4} it asks when WeChat needs the agreement, and agrees for all that wait', () => {
    const page = open();
    expect(page.has('privacy-popup')).toBe(false);
    const [first, second] = [need(page), need(page)];
    expect([first, second]).toEqual([[SHOWN], [SHOWN]]);
    expect(page.find('privacy-popup__read').text).toBe('阅读《用户隐私保护指引》');
    page.find('privacy-popup__choice--agree').trigger('agreeprivacyauthorization');
    const agreed = { event: 'agree', buttonId: 'privacy-agree' };
    expect([first[1], second[1]]).toEqual([agreed, agreed]);
    expect(page.has('privacy-popup')).toBe(false);
  });

  test('[UI106] {P4} a refusal is told in a sentence, and the next try asks again', () => {
    const page = open();
    const first = need(page);
    page.find('privacy-popup__choice--refuse').tap();
    expect(first[1]).toEqual({ event: 'disagree' });
    expect(wxMock['showToast']).toHaveBeenCalledWith(
      expect.objectContaining({ title: '未同意隐私指引，不能使用此功能' }),
    );
    expect(page.has('privacy-popup')).toBe(false);
    need(page);
    expect(page.has('privacy-popup')).toBe(true);
  });

  test('[UI106] {P4} the guide can be read before the answer; a covered page asks nothing', () => {
    const page = open();
    page.hide();
    const waiting = need(page);
    expect([waiting, page.has('privacy-popup')]).toEqual([[SHOWN], false]);
    page.show();
    need(page);
    page.find('privacy-popup__read').tap();
    expect(page.fake.asked.map(([asked]) => asked)).toContain('openPrivacyContract');
    expect(page.has('privacy-popup')).toBe(true);
  });
});
