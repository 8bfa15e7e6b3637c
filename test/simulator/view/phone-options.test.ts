import { readPhoneOptions } from '../../../simulator/view/runtime/phone-options';

test('[SM79] the address says who holds the phone and how it is set', () => {
  const search =
    '?user=%E9%98%BF%E6%98%8E&theme=dark&lang=en&font=1.4&keyboard=300&statusbar=44&inset=34&privacy=1&mic=tone&platform=ohos';
  expect(readPhoneOptions(search, 'zh-CN')).toEqual({
    user: '阿明',
    platform: 'ohos',
    theme: 'dark',
    language: 'en',
    fontScale: 1.4,
    keyboardPx: 300,
    statusBarPx: 44,
    insetBottomPx: 34,
    needsPrivacy: true,
    hasToneOnly: true,
  });
});

test('[SM79] without words in the address the phone follows the browser, and nonsense is left out', () => {
  const plain = {
    user: null,
    platform: 'devtools',
    theme: null,
    language: 'zh_CN',
    fontScale: 1,
    keyboardPx: 0,
    statusBarPx: 0,
    insetBottomPx: null,
    needsPrivacy: false,
    hasToneOnly: false,
  };
  expect(readPhoneOptions('', 'zh-TW')).toEqual(plain);
  expect(readPhoneOptions('?user=%20&theme=pink&font=-1&keyboard=big&platform=nokia', 'fr')).toEqual(plain);
  expect(readPhoneOptions('', 'en-US').language).toBe('en');
});
