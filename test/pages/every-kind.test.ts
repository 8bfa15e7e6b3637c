/** What people see and hear of a message of every kind of the registry, and what its menu does: that a new one cannot be forgotten. */
import type { MessageBody } from '../../miniprogram/core/protocol/fields';
import { previewOf } from '../../miniprogram/core/protocol/kinds/facts';
import { noteRecalledItems } from '../../miniprogram/core/store/copies';
import type { ChatState } from '../../miniprogram/core/store/state';
import type { Language } from '../../miniprogram/i18n/translate';
import { ANN, BOB, chatState, ME, message } from '../support/chat-state';
import { BODIES, EVERY_KIND } from '../support/every-kind';
import { commandsOf, field, hold, NOW, openWith, pick } from '../support/message-steps';
import { answerActionSheet, openPage, resetWx, wrap, type OpenPage } from '../support/page-harness';

beforeEach(resetWx);

interface Words {
  /** Where there are words only: in lists, and for screen readers. */
  readonly said: Readonly<Record<Language, string>>;
  /** What an answer says of it. */
  readonly quoted: Readonly<Record<Language, string>>;
}
const WORDS: Readonly<Record<keyof typeof BODIES, Words>> = {
  text: {
    said: { 'zh-CN': 'two lines', en: 'two lines' },
    quoted: { 'zh-CN': 'two lines', en: 'two lines' },
  },
  location: {
    said: { 'zh-CN': '[位置] 西湖', en: '[Location] 西湖' },
    quoted: { 'zh-CN': '[位置] 西湖', en: '[Location] 西湖' },
  },
  custom: { said: { 'zh-CN': '掷出 6', en: '掷出 6' }, quoted: { 'zh-CN': '掷出 6', en: '掷出 6' } },
  image: {
    said: { 'zh-CN': '[图片]', en: '[Picture]' },
    quoted: { 'zh-CN': '[图片]', en: '[Picture]' },
  },
  voice: {
    said: { 'zh-CN': '[语音] 2″', en: '[Voice] 2″' },
    quoted: { 'zh-CN': '[语音]', en: '[Voice]' },
  },
  file: {
    said: { 'zh-CN': '[文件] plan.pdf', en: '[File] plan.pdf' },
    quoted: { 'zh-CN': '[文件] plan.pdf', en: '[File] plan.pdf' },
  },
  video: {
    said: { 'zh-CN': '[视频] 61″', en: '[Video] 61″' },
    quoted: { 'zh-CN': '[视频]', en: '[Video]' },
  },
};
const LANGUAGES = ['zh-CN', 'en'] as const;
const COLON = { 'zh-CN': '：', en: ': ' } as const;

const oneLine = (text: unknown): string => String(text ?? '').replace(/\s+/g, ' ');
/** All that a screen reader is told by labels. */
const labelsOf = (page: OpenPage): string[] =>
  [...page.dom.querySelectorAll('*')].map((dom) => oneLine(wrap(dom as HTMLElement).attribute('ariaLabel')));

describe.each(EVERY_KIND)('%s', (kind) => {
  const body: MessageBody = BODIES[kind];
  const one = message({ seq: 1, id: 'c1', at: NOW, user: ANN, body });
  const stateWith = (...items: (typeof one)[]): ChatState => chatState({ id: 'tea', items });
  const open = (name: 'rooms' | 'chat', language: Language, state: ChatState): OpenPage =>
    openPage(name, {
      settings: { language },
      query: { room: 'tea' },
      before: (fake) => fake.setState(state),
    });

  test.each(LANGUAGES)('[BA28] says what it is in lists and to screen readers (%s)', (language) => {
    const sentence = WORDS[kind].said[language];
    const list = open('rooms', language, stateWith(one));
    expect(list.find('room-row__preview').text).toBe(`Ann${COLON[language]}${sentence}`);
    expect(list.find('room-row').attribute('ariaLabel')).toContain(sentence);
    const time = language === 'en' ? 'Ann, 12:00: ' : 'Ann，12:00：';
    const chat = open('chat', language, stateWith(one));
    expect(labelsOf(chat).filter((label) => label.startsWith(`${time}${sentence}`))).toHaveLength(1);
    const news = message({ seq: 2, id: 'c2', at: NOW, user: BOB, body });
    chat.fake.setState(stateWith(one, news));
    expect(chat.find('live-region').text).toContain(sentence);
  });

  test.each(LANGUAGES)('[BA28] is named in the answer that quotes it (%s)', (language) => {
    const quote = { user: ANN.user, clientId: one.clientId, seq: 1, kind, text: previewOf(BODIES[kind]) };
    const answer = message({ seq: 2, user: BOB, body: { kind: 'text', text: 'yes', quote } });
    const chat = open('chat', language, stateWith(one, answer));
    expect(chat.find('message-bubble__quote').text).toBe(
      `Ann${COLON[language]}${WORDS[kind].quoted[language]}`,
    );
  });

  test('[BA28] its menu sends it on to another room as it is', async () => {
    const page = openWith([{ user: ANN, body }], undefined, [{ id: 'den' }]);
    answerActionSheet('den');
    await hold(page);
    await pick(page, '转发');
    expect(commandsOf(page, 'sendBody')).toEqual([['sendBody', 'den', body]]);
  });

  test('[BA28] its menu quotes it, and the answer loses it when it is taken back meanwhile', async () => {
    const page = openWith([{ user: ANN, body }]);
    await hold(page);
    await pick(page, '引用');
    expect(page.find('composer__quote-text').text).toBe(`Ann：${WORDS[kind].said['zh-CN']}`);
    const gone = message({ seq: 1, id: 'c1', at: NOW, body: { kind: 'recalled', by: ANN.user } });
    page.fake.setState(noteRecalledItems(stateWith(gone)));
    await page.frame();
    expect(page.dom.textContent).not.toContain(WORDS[kind].said['zh-CN']);
    field(page).trigger('input', { value: 'what?', cursor: 5 });
    page.find('composer__send').tap();
    expect(commandsOf(page, 'sendText')).toEqual([['sendText', 'tea', 'what?', {}]]);
  });

  test('[BA28] its author is offered to take it back, and lists say so then', async () => {
    const page = openWith([{ user: ME, body }]);
    await hold(page);
    await pick(page, '撤回');
    expect(commandsOf(page, 'recall')).toEqual([['recall', 'tea', 'me/c1']]);
    const gone = message({ seq: 1, id: 'c1', at: NOW, user: ME, body: { kind: 'recalled', by: ME.user } });
    const list = open('rooms', 'zh-CN', stateWith(gone));
    expect(list.find('room-row__preview').text).toBe('你撤回了一条消息');
  });
});
