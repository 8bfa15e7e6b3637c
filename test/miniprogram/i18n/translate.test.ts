import fs from 'node:fs';
import path from 'node:path';
import { en } from '../../../miniprogram/i18n/en';
import { errorKind, errorText } from '../../../miniprogram/i18n/error-text';
import type { TextKey } from '../../../miniprogram/i18n/text-key';
import { LANGUAGE_CODES } from '../../../miniprogram/i18n/languages';
import { pickTexts, t, TABLES } from '../../../miniprogram/i18n/translate';
import { zhCN } from '../../../miniprogram/i18n/zh-CN';
import { ERROR_CODES } from '../../../miniprogram/core/protocol/error-codes';
import { LOCAL_ERROR_KINDS } from '../../../miniprogram/core/chat/chat-error';

const KEYS = Object.keys(zhCN) as TextKey[];
/** A table of sentences uses none of them. */
const isTable = (file: string): boolean => /i18n\/(rooms-)?[a-z]{2}(-[a-z]+)?\.ts$/i.test(file);
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

test.each(LANGUAGE_CODES)('[UI3] {P8} %s has every sentence, with the same placeholders', (language) => {
  expect(Object.keys(TABLES[language]).sort()).toEqual([...KEYS].sort());
  for (const key of KEYS) {
    const sentence = TABLES[language][key];
    expect({ key, names: placeholders(sentence) }).toEqual({ key, names: placeholders(zhCN[key]) });
    expect({ key, isEmpty: sentence.trim() === '' }).toEqual({ key, isEmpty: false });
  }
});

test('[UI3] {P8} every kind of error has a sentence of its own in every language', () => {
  const kinds = [
    ...Object.keys(ERROR_CODES),
    ...LOCAL_ERROR_KINDS,
    'expired',
    'poison',
    'cancelled',
    'file_gone',
    'upload_failed',
  ];
  for (const kind of kinds) {
    expect(errorKind({ kind })).toBe(kind);
    for (const language of LANGUAGE_CODES) {
      const text = errorText(language, errorKind({ kind }));
      expect({ kind, text }).not.toEqual({ kind, text: t(language, 'error.unknown') });
      expect(text).not.toContain('_');
    }
  }
});

test('[UI3] an error of an unknown kind, or no error at all, gets the general sentence', () => {
  for (const thrown of [new Error('x'), { kind: 'from_the_future' }, null, undefined, 'text', { kind: 7 }]) {
    expect(errorText('en', errorKind(thrown))).toBe(en['error.unknown']);
  }
});

test('[UI3] a sentence about a text or a name is preferred to the general one and names the limit', () => {
  expect(errorText('zh-CN', 'too_large', 'text', { limit: 4000 })).toBe('消息最多 4000 个字，请删减后再发。');
  expect(errorText('en', 'too_large', 'name', { limit: 24 })).toContain('24');
  expect(errorText('en', 'offline', 'name')).toBe(en['error.offline']);
});

test('[UI3] placeholders are filled, unknown ones stay, plurals follow n', () => {
  expect(t('zh-CN', 'room.online', { n: 3 })).toBe('3 人在线');
  expect(t('en', 'room.preview', { name: 'Ann' })).toBe('Ann: {text}');
  expect(t('en', 'room.preview', { name: '{text}', text: 'hi' })).toBe('{text}: hi');
  expect(t('en', 'chat.gap', { n: 1 })).toMatch(/^1 message in between is /);
  expect(t('en', 'chat.gap', { n: 2 })).toMatch(/^2 messages in between are /);
  expect(pickTexts('en', { ok: 'button.ok' })).toEqual({ ok: 'OK' });
});

test('[UI409] only what the phone reports is said of the network, all else of the connection', () => {
  // A server can be away while the phone has a network; the last two give both as a place to look.
  const ofNetwork = ['connection.offline', 'error.network', 'settings.server_hint'];
  for (const language of LANGUAGE_CODES) {
    const said = KEYS.filter((key) =>
      /network|internet|[Gg]et online|are online|网络|联网|断网/.test(t(language, key)),
    );
    expect({ language, strays: said.filter((key) => !ofNetwork.includes(key)) }).toEqual({
      language,
      strays: [],
    });
  }
  expect(t('zh-CN', 'message.queued')).toContain('等待连接');
  expect(t('en', 'message.queued')).toContain('connection');
});

test('[UI3] no sentence is there for nothing', () => {
  const root = path.resolve(__dirname, '../../../miniprogram');
  const sources = ['pages', 'components', 'utils', 'i18n', 'behaviors']
    .flatMap((folder) =>
      fs
        .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
        .map((file) => path.join(root, folder, file)),
    )
    .filter((file) => file.endsWith('.ts') && !isTable(file))
    .map((file) => fs.readFileSync(file, 'utf8'))
    .join('\n');
  // These are put together from a code.
  const composed =
    /^(error\.|time\.(weekday|month)\.|notice\.|members\.(owner|admin)$|room_page\.(entry|past)_|(message|quote)\.(image|voice|file|location|custom|video)$|plus\.)/;
  const unused = KEYS.filter((key) => !composed.test(key) && !sources.includes(`'${key}'`));
  expect(unused).toEqual([]);
});
