/** The words that the phone itself says, in both languages. */

const CHINESE = {
  back: '返回',
  home: '回到首页',
  menu: '更多',
  cancel: '取消',
  confirm: '确定',
  share: '转发',
  copyLink: '复制链接',
  linkCopied: '链接已复制',
  reload: '重新进入小程序',
  images: '图片预览',
  map: '地图',
  notShareable: '当前页面不可转发',
} as const;

export type PhoneTexts = { readonly [key in keyof typeof CHINESE]: string };

const ENGLISH: PhoneTexts = {
  back: 'Back',
  home: 'Home',
  menu: 'More',
  cancel: 'Cancel',
  confirm: 'OK',
  share: 'Forward',
  copyLink: 'Copy link',
  linkCopied: 'Link copied',
  reload: 'Start again',
  images: 'Pictures',
  map: 'Map',
  notShareable: 'This page cannot be forwarded',
};

/** The words for a language as WeChat writes it. */
export function textsFor(language: string): PhoneTexts {
  return language === 'en' ? ENGLISH : CHINESE;
}
