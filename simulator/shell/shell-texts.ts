/** The words of the page with two phones, in both languages. */

const CHINESE = {
  line: '微信小程序聊天室。左右两台手机是两个人：在一边说话，另一边马上看到。',
  hint: '每台手机都是同一个小程序，原样运行在浏览器里。',
  open: '单独打开这台手机',
  phoneOf: (name: string) => `${name} 的手机`,
  lan: '同一网络里的手机可以打开：',
  noLan: '让同一网络里的手机打开本机的局域网地址加 /phone/，就能加入聊天。',
  language: 'English',
  toDark: '深色',
  toLight: '浅色',
} as const;

export interface ShellTexts {
  readonly line: string;
  readonly hint: string;
  readonly open: string;
  readonly phoneOf: (name: string) => string;
  readonly lan: string;
  readonly noLan: string;
  readonly language: string;
  readonly toDark: string;
  readonly toLight: string;
}

const ENGLISH: ShellTexts = {
  line: 'A chat room for WeChat mini programs. The two phones belong to two people: what one writes, the other sees.',
  hint: 'Each phone runs the same mini program, unchanged, in your browser.',
  open: 'Open this phone alone',
  phoneOf: (name) => `The phone of ${name}`,
  lan: 'A telephone in the same network can open:',
  noLan: 'A telephone in the same network joins at this computer’s LAN address followed by /phone/.',
  language: '中文',
  toDark: 'Dark',
  toLight: 'Light',
};

export const TEXTS: { readonly [language in 'zh' | 'en']: ShellTexts } = { zh: CHINESE, en: ENGLISH };
