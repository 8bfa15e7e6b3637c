import { ChatError, refused } from '../../miniprogram/core/chat/chat-error';
import { checkName, type Refusal } from '../../miniprogram/core/protocol/content';
import { openPage, resetWx, wxMock, type OpenPage } from '../support/page-harness';
import { ME, chatState } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';

beforeEach(resetWx);

const openProfile = (): OpenPage => openPage('profile', { before: (fake) => fake.setState(chatState()) });

function write(page: OpenPage, field: string, value: string): void {
  page.find(field).trigger('input', { value });
}

const value = (page: OpenPage, field: string): unknown => page.find(field).attribute('value');

describe('the profile page', () => {
  test('[UI30] {P1} shows the name and does not overwrite one that is being typed', async () => {
    const page = openProfile();
    expect(value(page, 'profile__name')).toBe('小明');
    page.fake.setState({ ...chatState(), self: { ...ME, name: '小红' } });
    await page.frame();
    expect(value(page, 'profile__name')).toBe('小红');
    write(page, 'profile__name', '小红红');
    page.fake.setState({ ...chatState(), self: { ...ME, name: '小兰' } });
    await page.frame();
    expect(page.data['typed']).toBe('小红红');
    expect(value(page, 'profile__name')).toBe('小红');
  });

  test('[UI30] {P1} uses WeChat’s own ways to a name and a picture', () => {
    const page = openProfile();
    expect(page.find('profile__name').attribute('type')).toBe('nickname');
    expect(page.find('profile__picture').attribute('openType')).toBe('chooseAvatar');
  });

  test('[UI30] saves another name and says so; the same name asks nothing', async () => {
    const page = openProfile();
    page.find('profile__save').tap();
    write(page, 'profile__name', 'Ann');
    page.find('profile__save').tap();
    await flushPromises();
    expect(page.fake.asked).toEqual([['updateProfile', { name: 'Ann' }]]);
    expect(wxMock['showToast']).toHaveBeenCalledWith(expect.objectContaining({ title: '已保存' }));
  });

  test('[UI30] {P1} a name that WeChat fills in without typing counts', () => {
    const page = openProfile();
    page.find('profile__name').trigger('blur', { value: '微信名' });
    page.find('profile__save').tap();
    expect(page.fake.asked).toEqual([['updateProfile', { name: '微信名' }]]);
  });

  test('[UI32] a taken name is told at the field with a free one, which a tap takes over', async () => {
    const page = openProfile();
    page.fake.answers.updateProfile = () =>
      Promise.reject(new ChatError('name_taken', 'taken', undefined, 'Ann2'));
    write(page, 'profile__name', 'Ann');
    page.find('profile__save').tap();
    await flushPromises();
    expect(page.find('profile__name-error').text).toBe('「Ann」已经有人用了。');
    expect(page.data['typed']).toBe('Ann');
    page.find('profile__suggestion').tap();
    expect(value(page, 'profile__name')).toBe('Ann2');
    expect(page.has('profile__name-error')).toBe(false);
    page.fake.answers.updateProfile = () => Promise.resolve();
    page.find('profile__save').tap();
    expect(page.fake.asked[1]).toEqual(['updateProfile', { name: 'Ann2' }]);
  });

  test.each([
    ['name_taken', '这个名字已经有人用了，请换一个。'],
    ['empty', '请填写名字。'],
    ['too_large', '名字最多 24 个字，请缩短。'],
    ['bad_field', '填写的内容不符合要求，请检查后再试。'],
    ['network', '连接不上服务器，请检查网络和服务器地址。'],
  ] as const)('[UI32] a name refused with %s stays in the field, and why is said', async (kind, sentence) => {
    const page = openProfile();
    page.fake.answers.updateProfile = () => Promise.reject(new ChatError(kind, kind));
    write(page, 'profile__name', 'Ann');
    page.find('profile__save').tap();
    await flushPromises();
    expect(page.find('profile__name-error').text).toBe(sentence);
    expect(page.data['typed']).toBe('Ann');
    expect(page.find('profile__save').text).toBe('保存');
    write(page, 'profile__name', 'Anna');
    expect(page.has('profile__name-error')).toBe(false);
  });

  test('[UI300] {K15} a character that a name cannot have is named at the field', async () => {
    const page = openProfile();
    page.fake.answers.updateProfile = () => {
      const { error } = checkName('An\u200bn') as { error: Refusal };
      return Promise.reject(refused(error));
    };
    write(page, 'profile__name', 'An\u200bn');
    page.find('profile__save').tap();
    await flushPromises();
    expect(page.find('profile__name-error').text).toBe('名字的这个位置不能有字符 U+200B：它看不见。');
  });

  test('[UI31] {P1} a chosen picture is uploaded, a colour is set, a refusal is told', async () => {
    const page = openProfile();
    page.find('profile__picture').trigger('chooseavatar', { avatarUrl: 'wxfile://tmp/a.png' });
    await flushPromises();
    page.findAll('profile__tint')[3]?.tap();
    await flushPromises();
    expect(page.fake.asked).toEqual([
      ['uploadAvatar', 'wxfile://tmp/a.png'],
      ['updateProfile', { avatar: 'tint-3' }],
    ]);
    page.fake.answers.uploadAvatar = () => Promise.reject(new ChatError('too_large', 'too large'));
    page.find('profile__picture').trigger('chooseavatar', { avatarUrl: 'wxfile://tmp/b.png' });
    expect(page.find('profile__picture-hint').text).toBe('正在上传头像…');
    await flushPromises();
    expect(page.find('profile__avatar-error').text).toBe('图片太大了，请选一张小于 512 KB 的图片。');
    expect(page.find('profile__picture-hint').text).toBe('点按更换');
  });

  test('[UI30] before the server knows who I am nothing can be saved, and the page says so', () => {
    const page = openPage('profile');
    write(page, 'profile__name', 'Ann');
    expect(page.find('field-note').dom.parentElement?.textContent).toContain('点按更换');
    expect(page.dom.textContent).toContain('连上服务器以后才能修改资料。');
    page.find('profile__save').tap();
    expect(page.fake.asked).toEqual([]);
  });
});

describe('the settings page', () => {
  test('[UI33] shows the address that is set; a good one is saved and connected to', async () => {
    const page = openPage('settings');
    expect(value(page, 'settings__url')).toBe('http://localhost:8080');
    write(page, 'settings__url', 'http://192.168.1.2:8080');
    page.find('settings__save').tap();
    expect(page.fake.asked).toEqual([
      ['updateSettings', { serverUrl: 'http://192.168.1.2:8080' }],
      ['retryNow'],
    ]);
    await page.frame();
    expect(page.has('settings__url-error')).toBe(false);
  });

  test('[UI33] an address that is none is refused with an example, and stays to be changed', () => {
    const page = openPage('settings');
    page.fake.client.settings.update = () => {
      throw new ChatError('bad_field', 'not an address');
    };
    write(page, 'settings__url', 'ftp://x');
    page.find('settings__save').tap();
    expect(page.find('settings__url-error').text).toContain('http://192.168.1.2:8080');
    expect(value(page, 'settings__url')).toBe('ftp://x');
    expect(page.fake.asked).toEqual([]);
    write(page, 'settings__url', 'ftp://xy');
    expect(page.has('settings__url-error')).toBe(false);
  });

  test('[UI33] the connection is told below the address as it is', async () => {
    const page = openPage('settings');
    expect(page.find('settings__status-text').text).toBe('已连接');
    page.fake.setConnection({ state: 'connecting', since: page.fake.clock.now() });
    await page.frame();
    expect(page.find('settings__status-text').text).toBe('连接中…');
  });

  test('[UI33] {P5, P8} language and appearance are set by a tap and shown as chosen', async () => {
    const page = openPage('settings');
    page.findAll('settings__language')[2]?.tap();
    page.findAll('settings__theme')[2]?.tap();
    await page.frame();
    expect(page.fake.asked).toEqual([
      ['updateSettings', { language: 'en' }],
      ['updateSettings', { theme: 'dark' }],
    ]);
    expect(page.find('page-root').dom.className).toContain('theme-dark');
    expect(page.findAll('settings__theme')[2]?.attribute('ariaLabel')).toBe('Dark, selected');
    expect(page.findAll('settings__tick')).toHaveLength(2);
  });
});

describe('reminders and privacy in the settings', () => {
  test.each([
    ['accepted', '好的，会提醒你一次'],
    ['refused', '未开启提醒'],
    ['failed', '现在无法开启，请检查微信的通知设置'],
  ] as const)('[UI108] {P12} asked to be reminded: %s', async (reminderAnswer, sentence) => {
    const page = openPage('settings', { reminderAnswer });
    page.find('settings__remind').tap();
    await flushPromises();
    expect(wxMock['showToast']).toHaveBeenCalledWith(expect.objectContaining({ title: sentence }));
  });

  test('[UI108] {P12, P4} without a template there is no such entry; the privacy guide can always be read', () => {
    const page = openPage('settings');
    expect(page.has('settings__remind')).toBe(false);
    page.find('settings__privacy').tap();
    expect(page.fake.asked.map(([name]) => name)).toContain('openPrivacyContract');
  });
});
