import { ChatError } from '../../miniprogram/core/chat/chat-error';
import { flushPromises } from '../support/manual-clock';
import { openPage, resetWx, wxMock, type OpenPage } from '../support/page-harness';
import { openComponent } from '../support/component-harness';
import { ANN, BOB, ME, chatState, message, roomId, userId } from '../support/chat-state';
import { member } from '../support/tea-room';

beforeEach(() => {
  resetWx();
  jest.useFakeTimers({ now: 0, doNotFake: ['nextTick', 'queueMicrotask'] });
});
afterEach(() => jest.useRealTimers());

const ITEMS = [ANN, BOB, ME].map((user, i) => message({ user, text: `text ${i}`, seq: i + 1 }));

const talking = () => chatState({ id: 'tea', items: ITEMS });

function open(values = new Map<string, unknown>()): OpenPage {
  return openPage('chat', {
    query: { room: 'tea' },
    values,
    before: (fake) => fake.setState(talking()),
  });
}

const field = (page: OpenPage) => page.find('composer__input');
const floor = (page: OpenPage) => page.find('composer__floor').dom.getAttribute('style');
const shown = (page: OpenPage) => field(page).attribute('value');
const type = (page: OpenPage, value: string, cursor = value.length): void =>
  field(page).trigger('input', { value, cursor });
const raiseKeyboard = (page: OpenPage, height = 291): void => {
  field(page).trigger('focus', { value: '', height });
  field(page).trigger('keyboardheightchange', { height });
};
/** What a phone does when it is told to hide the keyboard. */
const lowerKeyboard = (page: OpenPage, value = '', cursor = value.length): void => {
  field(page).trigger('keyboardheightchange', { height: 0 });
  field(page).trigger('blur', { value, cursor });
};
const openEmoji = (page: OpenPage, value = '', cursor = value.length): void => {
  page.find('composer__tool--emoji').tap();
  lowerKeyboard(page, value, cursor);
};
const emojiCell = (page: OpenPage, emoji: string) => {
  const cell = page.findAll('emoji-panel__cell').find((one) => one.text === emoji);
  if (!cell) throw new Error(`no ${emoji}`);
  return cell;
};
const sent = (page: OpenPage) => page.fake.asked.filter(([name]) => name === 'sendText').map((one) => one[2]);

describe('keyboard and panels', () => {
  test('[UI61] {C9, P9} the emoji panel takes the keyboard’s place and gives it back, the field stays', () => {
    const page = open();
    raiseKeyboard(page);
    page.find('composer__tool--emoji').tap();
    expect(wxMock['hideKeyboard']).toHaveBeenCalled();
    expect([floor(page), page.has('emoji-panel')]).toEqual(['height: 291px', true]);
    lowerKeyboard(page);
    expect([floor(page), page.data['inset']]).toEqual(['height: 291px', 291]);
    page.find('composer__tool--emoji').tap();
    expect(field(page).attribute('focus')).toBe(true);
    expect([floor(page), page.has('emoji-panel')]).toEqual(['height: 291px', true]);
    raiseKeyboard(page);
    expect([floor(page), page.has('emoji-panel')]).toEqual(['height: 291px', false]);
  });

  test('[UI61] {C9} a tap into the field brings the keyboard back too', () => {
    const page = open();
    raiseKeyboard(page);
    openEmoji(page);
    raiseKeyboard(page);
    expect([floor(page), page.has('emoji-panel')]).toEqual(['height: 291px', false]);
  });

  test('[UI60] {P9, P11} on a computer, where no keyboard comes, the panel goes after a moment', () => {
    const page = open();
    openEmoji(page);
    expect(floor(page)).toBe('height: 300px');
    field(page).trigger('focus', { value: '', height: 0 });
    jest.advanceTimersByTime(1_000);
    expect([floor(page), page.has('emoji-panel')]).toEqual(['height: 0px', false]);
  });

  test('[UI60] {P9} a tap on the messages closes the panel', () => {
    const page = open();
    openEmoji(page);
    page.find('message-list__scroll').tap();
    expect([floor(page), page.has('emoji-panel'), page.data['inset']]).toEqual(['height: 0px', false, 0]);
  });

  test('[UI60] {P9} the focus can be given again after the field was left', () => {
    const page = open();
    for (let round = 0; round < 2; round += 1) {
      openEmoji(page);
      page.find('composer__tool--emoji').tap();
      expect(field(page).attribute('focus')).toBe(true);
      raiseKeyboard(page);
      field(page).trigger('blur', { value: '' });
      expect(field(page).attribute('focus')).toBe(false);
    }
  });

  test('[UI22] a page that is gone waits for no keyboard', () => {
    const page = open();
    openEmoji(page);
    page.find('composer__tool--emoji').tap();
    expect(jest.getTimerCount()).toBe(1);
    page.unload();
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('the emoji panel', () => {
  test('[UI62] {C9} an emoji goes where the cursor was, the next one behind it, and the panel sends', () => {
    const page = open();
    type(page, 'ab');
    openEmoji(page, 'ab', 1);
    emojiCell(page, '😀').tap();
    emojiCell(page, '❤️').tap();
    expect(shown(page)).toBe('a😀❤️b');
    page.find('emoji-panel__key--send').tap();
    expect(sent(page)).toEqual(['a😀❤️b']);
    expect([shown(page), page.has('emoji-panel')]).toEqual(['', true]);
  });

  test('[UI62] {C9} the keyboard comes back with the cursor behind the emoji', () => {
    const page = open();
    type(page, 'ab');
    openEmoji(page, 'ab', 1);
    emojiCell(page, '😀').tap();
    page.find('composer__tool--emoji').tap();
    expect([field(page).attribute('cursor'), field(page).attribute('focus')]).toEqual([3, true]);
  });

  test('[UI63] {C9} the delete key removes one whole emoji', () => {
    const page = open();
    type(page, 'hi👨‍👩‍👧🇨🇳');
    openEmoji(page, 'hi👨‍👩‍👧🇨🇳');
    const erase = page.findAll('emoji-panel__key')[0]!;
    const left = [1, 2, 3, 4, 5].map(() => (erase.tap(), shown(page)));
    expect(left).toEqual(['hi👨‍👩‍👧', 'hi', 'h', '', '']);
    expect(erase.attribute('ariaDisabled')).toBe(true);
  });

  test('[UI64] {C9} what was used stands on top when the panel is opened next, after a restart too', () => {
    const values = new Map<string, unknown>();
    const page = open(values);
    openEmoji(page);
    expect(page.findAll('emoji-panel__title')[0]?.text).toBe('表情');
    emojiCell(page, '🥟').tap();
    expect(page.findAll('emoji-panel__title')[0]?.text).toBe('表情');
    page.unload();
    const again = open(values);
    openEmoji(again);
    expect(again.findAll('emoji-panel__title')[0]?.text).toBe('最近使用');
    expect(again.findAll('emoji-panel__cell')[0]?.text).toBe('🥟');
  });

  test('[UI62] {C9, P7} every control of the panel has a name', () => {
    const page = open();
    expect(page.find('composer__tool--emoji').attribute('ariaLabel')).toBe('表情');
    openEmoji(page);
    expect(page.find('composer__tool--emoji').attribute('ariaLabel')).toBe('键盘');
    expect(page.findAll('emoji-panel__key')[0]?.attribute('ariaLabel')).toBe('删除一个字');
    expect(emojiCell(page, '😀').attribute('ariaLabel')).toBe('😀');
  });
});

describe('mentions', () => {
  const names = (page: OpenPage) => page.findAll('mention-picker__name').map((one) => one.text);

  test('[UI66] {C8} an @ offers the others of the room, those who wrote last first; letters narrow it down', () => {
    const page = open();
    expect(page.has('mention-picker')).toBe(false);
    type(page, 'hi @');
    expect(names(page)).toEqual(['Bob', 'Ann']);
    type(page, 'hi @a');
    expect(names(page)).toEqual(['Ann']);
    type(page, 'hi @ax');
    expect(page.has('mention-picker')).toBe(false);
  });

  test('[UI66] {C8} a name that this phone learns while the @ stands is offered at once', async () => {
    const page = open();
    page.fake.setState({ ...page.fake.client.chat.state, users: {} });
    await page.frame();
    type(page, '@');
    expect(page.has('mention-picker')).toBe(false);
    page.fake.setState(talking());
    await page.frame();
    expect(names(page)).toEqual(['Bob', 'Ann']);
  });

  test('[UI66] {C8} those who never wrote come from the server, which is asked once for all, and again after a failure', async () => {
    const page = open();
    page.fake.answers.members = () => Promise.reject(new ChatError('offline', ''));
    type(page, '@');
    await flushPromises();
    expect(names(page)).toEqual(['Bob', 'Ann']);
    type(page, '');
    const zoe = { user: userId('zoe'), name: 'Zoe', avatar: '' };
    page.fake.answers.members = () => {
      page.fake.setState({ ...talking(), users: { ...talking().users, zoe } });
      return Promise.resolve({ members: [member(zoe), member(ANN)], more: false });
    };
    type(page, '@');
    await flushPromises();
    await page.frame();
    // Bob wrote and is no member.
    expect(names(page)).toEqual(['Ann', 'Zoe']);
    type(page, '');
    type(page, '@z');
    expect(names(page)).toEqual(['Zoe']);
    expect(page.fake.asked.filter(([name]) => name === 'members')).toHaveLength(2);
  });

  test('[UI163] {C8} those who run the room can call everybody, which is lit up for all', async () => {
    const membership = { role: 'admin', mutedUntil: 0 } as const;
    const body = { kind: 'text', text: '@everyone hi', mentions: { all: true, users: [] } } as const;
    const page = openPage('chat', {
      query: { room: 'tea' },
      before: (fake) =>
        fake.setState(chatState({ id: 'tea', items: [message({ body, seq: 1 })], room: { membership } })),
    });
    expect(page.findAll('message-body__mention').map(({ text }) => text)).toEqual(['@everyone']);
    type(page, '@');
    expect(names(page)).toEqual(['所有人', 'Ann']);
    page.find('mention-picker__entry').tap();
    page.find('composer__send').tap();
    const [, , text, extras] = page.fake.asked.find(([name]) => name === 'sendText') ?? [];
    expect([text, extras]).toEqual([
      '@所有人 ',
      { mentions: { all: true, users: [], ranges: [{ from: 0, length: 4 }] } },
    ]);
  });

  test('[UI66, UI67] {C8} choosing writes the name, a backspace takes it whole', () => {
    const page = open();
    type(page, '@b and more', 2);
    page.find('mention-picker__entry').tap();
    expect([shown(page), field(page).attribute('cursor')]).toEqual(['@Bob  and more', 5]);
    expect(page.has('mention-picker')).toBe(false);
    type(page, '@Bob and more', 4);
    expect([shown(page), field(page).attribute('cursor')]).toEqual([' and more', 0]);
  });

  test('[UI65] {C8, C18} a draft keeps the mention a mention', () => {
    const values = new Map<string, unknown>();
    const page = open(values);
    type(page, '@');
    page.find('mention-picker__entry').tap();
    page.unload();
    page.fake.client.close();
    const again = open(values);
    expect(shown(again)).toBe('@Bob ');
    type(again, '@Bob');
    expect(shown(again)).toBe('');
  });
});

describe('the quote', () => {
  const QUOTE = { message: 'ann/c1', name: 'Ann', text: 'text 0' };
  const draftOf = (page: OpenPage) => page.fake.client.drafts.draft(roomId('tea'));

  /** A room that was left while an answer to Ann was begun. */
  function openAnswer(): OpenPage {
    const values = new Map<string, unknown>();
    const before = open(values);
    before.fake.client.drafts.save(roomId('tea'), { text: 'yes', quote: QUOTE });
    before.fake.client.close();
    return open(values);
  }

  test('[UI71] {C7, C18} it stands above the field, comes back with the draft and is taken off by its button', () => {
    const page = openAnswer();
    expect(page.find('composer__quote-text').text).toBe('Ann：text 0');
    expect(shown(page)).toBe('yes');
    page.find('composer__unquote').tap();
    expect(page.has('composer__quote')).toBe(false);
    expect(draftOf(page)).toEqual({ text: 'yes' });
  });

  test('[UI71] {C7} a text that was taken takes the quote with it', () => {
    const page = openAnswer();
    page.find('composer__send').tap();
    expect([sent(page), page.has('composer__quote')]).toEqual([['yes'], false]);
    expect(draftOf(page)).toBeNull();
  });
});

describe('what comes with media', () => {
  const EVENTS = ['pick', 'inset', 'send', 'recordstart', 'recordend', 'permission'];
  const TEXT = { send: '发送', album: '相册', camera: '拍摄', file: '文件', voice: '语音', keyboard: '键盘' };
  const composer = (properties: object) =>
    openComponent('composer', { text: TEXT, limit: 4_000, ...properties }, EVENTS);

  test('[UI69] {C10, C12} without anything to pick there is no + button; with it, each entry says what was picked', () => {
    expect(composer({}).has('composer__tool--more')).toBe(false);
    const named = { album: '相册', file: '文件' };
    const sources = Object.entries(named).map(([id, name]) => ({ id, icon: id, name }));
    const one = composer({ sources });
    one.find('composer__tool--more').tap();
    expect(one.findAll('plus-panel__name').map(({ text }) => text)).toEqual(['相册', '文件']);
    for (const entry of one.findAll('plus-panel__entry')) entry.tap();
    expect(one.events.filter(([name]) => name === 'pick').map(([, detail]) => detail)).toEqual([
      { source: 'album' },
      { source: 'file' },
    ]);
  });

  test('[UI69] {C10} the + becomes the send button as soon as there is text', () => {
    const one = composer({ sources: ['album'] });
    const gone = () => [one.has('composer__tool--gone'), one.has('composer__send--gone')];
    expect(gone()).toEqual([false, true]);
    one.find('composer__input').trigger('input', { value: 'x', cursor: 1 });
    expect(gone()).toEqual([true, false]);
  });

  test('[UI68] {C11} hold to talk is there only for those who can record, instead of the field', () => {
    expect(composer({}).has('composer__tool--voice')).toBe(false);
    const one = composer({ canRecord: true });
    one.find('composer__tool--voice').tap();
    expect([one.has('voice-button'), one.has('composer__field--gone')]).toEqual([true, true]);
    one.find('voice-button').trigger('touchstart');
    jest.advanceTimersByTime(2_000);
    one.find('voice-button').trigger('touchend');
    expect(one.events.filter(([name]) => name.startsWith('record'))).toEqual([
      ['recordstart', undefined],
      ['recordend', { cancelled: false, ms: 2_000 }],
    ]);
    one.find('composer__tool--voice').tap();
    expect([one.has('voice-button'), one.find('composer__input').attribute('focus')]).toEqual([false, true]);
  });
});

describe('the voice button', () => {
  const TEXT = { voiceSlide: '上滑取消', voiceLeave: '松开 取消', voiceShort: '说话时间太短' };
  const button = () => {
    const one = openComponent('voice-button', { text: TEXT }, ['recordstart', 'recordend', 'permission']);
    return { ...one, press: () => one.find('voice-button').trigger('touchstart') };
  };

  test('[UI68] {C11} counts the last seconds and ends by itself after a minute', () => {
    const one = button();
    one.press();
    expect(one.find('voice-button__hint').text).toBe('上滑取消');
    jest.advanceTimersByTime(55_000);
    expect(one.find('voice-button__left').text).toBe('5');
    jest.advanceTimersByTime(5_000);
    expect(one.events[1]).toEqual(['recordend', { cancelled: false, ms: 60_000 }]);
    expect(one.has('voice-button__veil')).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('[UI68] {C11} says that it was too short, for a moment', () => {
    const one = button();
    one.press();
    jest.advanceTimersByTime(300);
    one.find('voice-button').trigger('touchend');
    expect(one.find('voice-button__hint').text).toBe('说话时间太短');
    expect(one.events[1]).toEqual(['recordend', { cancelled: true, ms: 300 }]);
    jest.advanceTimersByTime(1_000);
    expect(one.has('voice-button__veil')).toBe(false);
  });

  test.each([-600_000, 600_000])(
    '[UI372] {K9} a clock that is set by %d ms meanwhile changes no voice that is being held',
    (off) => {
      const one = button();
      one.press();
      jest.advanceTimersByTime(50_000);
      jest.setSystemTime(Date.now() + off);
      jest.advanceTimersByTime(5_000);
      expect(one.find('voice-button__left').text).toBe('5');
      one.find('voice-button').trigger('touchend');
      expect(one.events[1]).toEqual(['recordend', { cancelled: false, ms: 55_000 }]);
    },
  );

  test('[UI68] {C11} a refused microphone has a face that leads to the settings', () => {
    const one = button();
    one.press();
    one.set({ permission: 'refused' });
    expect(one.events[1]).toEqual(['recordend', { cancelled: true, ms: 0 }]);
    one.find('voice-button__allow').tap();
    expect(one.events[2]?.[0]).toBe('permission');
    expect(one.has('voice-button__veil')).toBe(false);
    one.press();
    expect([one.has('voice-button__ask'), one.events.length]).toEqual([true, 3]);
  });

  test('[UI22, UI68] {C11} one that is gone records no more', () => {
    const one = button();
    one.press();
    one.detach();
    expect(jest.getTimerCount()).toBe(0);
    expect(one.events[1]).toEqual(['recordend', { cancelled: true, ms: 0 }]);
  });
});
