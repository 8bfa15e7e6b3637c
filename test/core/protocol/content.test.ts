import { checkBody, checkName, checkText } from '../../../miniprogram/core/protocol/content';
import { MAX_NAME_CODE_POINTS, MAX_TEXT_CODE_POINTS } from '../../../miniprogram/core/protocol/limits';

const code = (result: ReturnType<typeof checkText> | ReturnType<typeof checkBody>): string =>
  result.ok ? 'ok' : result.error.code;
const WHITE_SPACE = [' ', '\t\n\r\v\f', '\u00a0\u3000\u2003\u2028\u2029\ufeff', '\n'.repeat(5_000)];

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
    expect(code(checkBody({ kind: 'text' }))).toBe('empty');
  });

  test('[PR22] a text arrives as it was typed: white space, newlines, right-to-left and emoji included', () => {
    for (const text of ['  a  ', 'a\n\nb\n', 'שלום עולם', '\u202eabc', '👩‍👩‍👧‍👦', '<b>&amp;</b>', '\u0000']) {
      expect(checkText(text)).toEqual({ ok: true, value: text });
    }
  });

  test('[PR23] halves of surrogate pairs are repaired, in texts and in names', () => {
    expect(checkText('a\ud83d')).toEqual({ ok: true, value: 'a\ufffd' });
    expect(checkName('\udc4dx')).toEqual({ ok: true, value: '\ufffdx' });
  });

  test('[PR24] people send text, nothing else', () => {
    expect(checkBody({ kind: 'text', text: 'hi' })).toEqual({
      ok: true,
      value: { kind: 'text', text: 'hi' },
    });
    for (const kind of ['notice', 'image', '', 'Text']) {
      expect(code(checkBody({ kind, text: 'hi' }))).toBe('bad_kind');
    }
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
});
