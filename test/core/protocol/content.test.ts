import { checkBody, checkName, checkText } from '../../../miniprogram/core/protocol/content';
import {
  rawBody,
  type MessageRef,
  type SendableBody,
  type UserId,
} from '../../../miniprogram/core/protocol/fields';
import { MAX_NAME_CODE_POINTS, MAX_TEXT_CODE_POINTS } from '../../../miniprogram/core/protocol/limits';

const code = (result: ReturnType<typeof checkText> | ReturnType<typeof checkBody>): string =>
  result.ok ? 'ok' : result.error.code;
const WHITE_SPACE = [' ', '\t\n\r\v\f', '\u00a0\u3000\u2003\u2028\u2029\ufeff', '\n'.repeat(5_000)];

const OF = { user: 'ann', clientId: 'c1', seq: 1 } as MessageRef;
const CONTENTS: readonly SendableBody[] = [
  { kind: 'image', url: '/media/a.png', thumbUrl: '/media/a-t.webp', width: 4, height: 3, bytes: 9 },
  { kind: 'voice', url: '/media/b.mp3', durationMs: 1_200, bytes: 9 },
  { kind: 'file', url: '/media/c.pdf', name: '报告.pdf', bytes: 9 },
  { kind: 'recall', of: OF },
  { kind: 'reaction', of: OF, emoji: '👍', on: true },
];

describe('what may be said', () => {
  test.each([
    ['letters', 'x'],
    ['Chinese', '你'],
    ['emoji of two UTF-16 units', '👍'],
    ['halves of surrogate pairs', '\ud83d'],
  ])('[PR20] 4,000 characters are a message, 4,001 are too many: %s', (_name, character) => {
    expect(MAX_TEXT_CODE_POINTS).toBe(4_000);
    expect(code(checkText(character.repeat(4_000)))).toBe('ok');
    const refused = checkText(character.repeat(4_001));
    expect(refused).toEqual({
      ok: false,
      error: { code: 'too_large', reason: 'The message has 4001 characters, the limit is 4000.' },
    });
  });

  test('[PR20] 100 KiB and 5 MB are refused as too large, not cut', () => {
    for (const size of [100 * 1024, 5 * 1024 * 1024]) {
      expect(code(checkText('a'.repeat(size)))).toBe('too_large');
    }
  });

  test('[PR21] a message without a visible character is empty', () => {
    for (const text of ['', ...WHITE_SPACE]) expect(code(checkText(text))).toBe('empty');
    expect(code(checkBody({ kind: 'text', text: '' }))).toBe('empty');
  });

  test('[PR22] a text arrives as it was typed: white space, newlines, right-to-left and emoji included', () => {
    for (const text of ['  a  ', 'a\n\nb\n', 'שלום עולם', '\u202eabc', '👩‍👩‍👧‍👦', '<b>&amp;</b>', 'a\u0001b']) {
      expect(checkText(text)).toEqual({ ok: true, value: text });
    }
  });

  test('[PR23] halves of surrogate pairs are repaired, in texts and in names', () => {
    expect(checkText('a\ud83d')).toEqual({ ok: true, value: 'a\ufffd' });
    expect(checkName('\udc4dx')).toEqual({ ok: true, value: '\ufffdx' });
  });

  test('[PR24] people send contents and events; notices and the place of a recalled message are the server’s', () => {
    const check = (value: unknown): string => {
      const raw = rawBody.check(value, 'body');
      return raw.ok ? code(checkBody(raw.value)) : raw.error.path;
    };
    expect(checkBody({ kind: 'text', text: 'hi' })).toEqual({
      ok: true,
      value: { kind: 'text', text: 'hi' },
    });
    for (const body of CONTENTS) expect([body.kind, check(body)]).toEqual([body.kind, 'ok']);
    for (const kind of ['notice', 'recalled', '', 'Text']) {
      expect(check({ kind, text: 'hi', event: 'joined', by: 'me' })).toBe('bad_kind');
    }
  });

  test('[PR64] a voice takes ten minutes and a file has 10 MiB at most; what says more is refused with the value and the limit', () => {
    const [image, voice, file] = CONTENTS as readonly [SendableBody, SendableBody, SendableBody];
    const most = { durationMs: 600_000, bytes: 10 * 1_024 * 1_024 };
    for (const body of [image, voice, file]) {
      expect(code(checkBody({ ...body, bytes: most.bytes } as SendableBody))).toBe('ok');
      for (const bytes of [most.bytes + 1, Number.MAX_SAFE_INTEGER]) {
        const reason = `The file is said to have ${bytes} bytes, the limit is 10485760.`;
        const refused = checkBody({ ...body, bytes } as SendableBody);
        expect(refused).toEqual({ ok: false, error: { code: 'bad_field', reason } });
      }
    }
    expect(code(checkBody({ ...voice, durationMs: most.durationMs } as SendableBody))).toBe('ok');
    for (const durationMs of [600_001, Number.MAX_SAFE_INTEGER]) {
      const reason = `The voice message is said to take ${durationMs} ms, the limit is 600000.`;
      const refused = checkBody({ ...voice, durationMs } as SendableBody);
      expect(refused).toEqual({ ok: false, error: { code: 'bad_field', reason } });
    }
  });

  test('[MK1] a picture, a voice message or a file is a path on the chat server, nothing else', () => {
    for (const url of [
      'https://evil.example/media/a.png',
      '//evil.example/a.png',
      '/media/../secret',
      '/media/a/b.png',
      '/media/.env',
      '/media/a.png?x=1',
      '/media/',
      'tint-1',
    ]) {
      for (const body of CONTENTS.filter((each) => 'url' in each)) {
        expect([url, rawBody.check({ ...body, url }, 'body').ok]).toEqual([url, false]);
      }
    }
    const image = { kind: 'image', url: '/media/a.png', thumbUrl: 'data:x', width: 1, height: 1, bytes: 1 };
    expect(rawBody.check(image, 'body')).toMatchObject({ error: { path: 'body.thumbUrl' } });
  });

  test('[MK2] a reaction is emoji, without letters, digits or white space', () => {
    const of = { user: 'ann', clientId: 'c1', seq: 1 } as MessageRef;
    const verdict = (emoji: string): string => code(checkBody({ kind: 'reaction', of, emoji, on: true }));
    for (const emoji of ['👍', '❤️', '👨‍👩‍👧‍👦', '🇨🇳', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '✅', '😂', '👍🏽']) {
      expect([emoji, verdict(emoji)]).toEqual([emoji, 'ok']);
    }
    for (const emoji of ['', 'a', '赞', ' ', '1', '<b>', '\u202e', '\u200d', '️', '👍a', '👍'.repeat(9)]) {
      expect([emoji, verdict(emoji)]).toEqual([emoji, 'bad_kind']);
    }
  });

  test('[MK3] people are called once each, and calling nobody is no mention', () => {
    const users = ['ann', 'bob', 'ann'] as UserId[];
    expect(checkBody({ kind: 'text', text: 'hi', mentions: { users } })).toMatchObject({
      value: { mentions: { users: ['ann', 'bob'] } },
    });
    expect(checkBody({ kind: 'text', text: 'hi', mentions: { users: [] } })).toEqual({
      ok: true,
      value: { kind: 'text', text: 'hi' },
    });
    const many = Array.from({ length: 21 }, (_, i) => `u${i}`);
    expect(rawBody.check({ kind: 'text', text: 'hi', mentions: { users: many } }, 'body').ok).toBe(false);
  });
});

describe('what a name may be', () => {
  test('[PR25] 24 characters are a name, 25 are too many; white space at the ends does not count', () => {
    expect(MAX_NAME_CODE_POINTS).toBe(24);
    for (const character of ['x', '你', '👍']) {
      expect(checkName(character.repeat(24))).toEqual({ ok: true, value: character.repeat(24) });
      expect(checkName(` ${character.repeat(24)}\n`)).toEqual({ ok: true, value: character.repeat(24) });
      expect(checkName(character.repeat(25))).toMatchObject({
        error: { code: 'too_large', reason: 'The name has 25 characters, the limit is 24.' },
      });
    }
  });

  test('[PR25] a name is one line: white space inside is one space', () => {
    expect(checkName('  Ada \n\t Lovelace\u3000')).toEqual({ ok: true, value: 'Ada Lovelace' });
    expect(checkName(`a${' '.repeat(100)}b`)).toEqual({ ok: true, value: 'a b' });
    for (const name of ['', ...WHITE_SPACE]) {
      expect(checkName(name)).toMatchObject({ error: { code: 'empty' } });
    }
  });

  test('[SV372] {S1} a file is not called what its direction makes of it', () => {
    const file = { kind: 'file', url: '/media/c.bin', name: 'photo\u202egpj.exe', bytes: 9 } as const;
    expect(checkBody(file)).toEqual({ ok: true, value: { ...file, name: 'photogpj.exe' } });
    expect(checkBody({ ...file, name: 'a\u200b.pdf' })).toMatchObject({ value: { name: 'a.pdf' } });
    expect(checkBody({ ...file, name: ' \u200b\u3164\u0301' })).toMatchObject({ error: { code: 'empty' } });
  });
});
