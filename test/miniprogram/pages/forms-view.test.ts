import { fontScale } from '../../../miniprogram/behaviors/appearance';
import { EMPTY_STATE } from '../../../miniprogram/core/store/state';
import { LANGUAGE_CODES, LANGUAGES, languageOf } from '../../../miniprogram/i18n/languages';
import { t } from '../../../miniprogram/i18n/translate';
import { profileView } from '../../../miniprogram/pages/profile/profile-view';
import { settingsView } from '../../../miniprogram/pages/settings/settings-view';
import { ME, chatState } from '../../support/chat-state';
import { NOON, viewContext } from '../../support/view-context';

test('[UI30] the profile shows what the server has, before that what this phone knows', () => {
  expect(profileView(viewContext()).view).toMatchObject({ isKnown: true, savedName: '小明' });
  const profile = { name: 'Old', avatar: 'tint-2' };
  const view = profileView(viewContext({ state: EMPTY_STATE, profile })).view;
  expect(view).toMatchObject({ isKnown: true, savedName: 'Old', avatar: { tint: 2 } });
  expect(profileView(viewContext({ state: EMPTY_STATE })).view).toMatchObject({
    isKnown: false,
    savedName: '',
  });
});

test('[UI31] {P1, P7} eight colours are offered and the chosen one is marked, also for a screen reader', () => {
  const state = { ...chatState(), self: { ...ME, avatar: 'tint-6' } };
  const { tints } = profileView(viewContext({ state })).view;
  expect(tints).toHaveLength(8);
  expect(tints.filter((tint) => tint.isChosen)).toEqual([
    { avatar: 'tint-6', tint: 6, isChosen: true, label: '颜色 7，已选中' },
  ]);
});

test.each(LANGUAGE_CODES)('[UI34] in %s each language stands in the settings by its own name', (language) => {
  const { languages } = settingsView(viewContext({ language })).view;
  const [auto, ...named] = languages.map(({ value, name }) => [value, name]);
  expect(auto).toEqual(['auto', t(language, 'settings.auto')]);
  expect(named).toEqual(LANGUAGE_CODES.map((code) => [code, LANGUAGES[code].name]));
  expect(named).toEqual(
    expect.arrayContaining([
      ['zh-CN', '简体中文'],
      ['en', 'English'],
    ]),
  );
});

test.each([
  ['zh_CN', 'zh-CN'],
  ['zh_TW', 'zh-CN'],
  ['en', 'en'],
  ['en_GB', 'en'],
  ['EN-us', 'en'],
  ['th', 'zh-CN'],
  ['', 'zh-CN'],
])('[UI34] a phone that is set to "%s" speaks %s', (system, language) => {
  expect(languageOf(system)).toBe(language);
});

test('[UI33] the settings show what is set and how the connection is', () => {
  const connection = {
    state: 'reconnecting',
    attempt: 1,
    retryAt: NOON + 3_000,
    reason: '',
    offline: false,
  } as const;
  const { view, refreshInMs } = settingsView(viewContext({ connection }));
  const chosen = (from: typeof view.themes) => from.filter((one) => one.isChosen).map(({ value }) => value);
  expect(chosen(view.languages)).toEqual(['zh-CN']);
  expect(chosen(view.themes)).toEqual(['auto']);
  expect(view).toMatchObject({ isOnline: false, status: '未连接到服务器，3 秒后重试', account: '小明' });
  expect(refreshInMs).toBe(1_000);
});

test('[UI10] {P6} the font scale follows WeChat, never below its standard and never without bound', () => {
  expect(fontScale({})).toBe(1);
  expect(fontScale({ fontSizeSetting: 23 })).toBe(23 / 16);
  expect(fontScale({ fontSizeScaleFactor: 1.25, fontSizeSetting: 16 })).toBe(1.25);
  expect(fontScale({ fontSizeScaleFactor: 0.8 })).toBe(1);
  expect(fontScale({ fontSizeScaleFactor: 9 })).toBe(2);
});
