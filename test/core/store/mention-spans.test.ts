/**
 * Where a text calls people, and how it reads after they took other names.
 */
import type { MentionRange, TextBody, UserId } from '../../../miniprogram/core/protocol/fields';
import { rangesOf, readToday, spansOf } from '../../../miniprogram/core/store/mention-spans';
import { ANN, BOB, chatState } from '../../support/chat-state';

const said = (text: string, ranges?: readonly MentionRange[]): TextBody => ({
  kind: 'text',
  text,
  mentions: { users: [BOB.user, ANN.user], ...(ranges ? { ranges } : {}) },
});
const bob = (from: number, length = 4): MentionRange => ({ user: BOB.user, from, length });

test('[UI302] {K22} a place is found behind characters of two units, and told as it was', () => {
  const body = said('👩‍🍳👍 @Bob 😀@Bob', [bob(5), bob(11)]);
  const spans = spansOf(body);
  expect(spans.map(({ start, end }) => body.text.slice(start, end))).toEqual(['@Bob', '@Bob']);
  expect(rangesOf({ text: body.text, spans })).toEqual(body.mentions?.ranges);
});

test('[UI302] {K22} it reads with the names of today, wherever it stands, and with the sign that was typed', () => {
  const { users } = chatState();
  const renamed = { ...chatState(), users: { ...users, [BOB.user]: { ...BOB, name: 'Roberto 👑' } } };
  const body = said('＠Bob: ask @Ann, not @Bob', [bob(0), { user: ANN.user, from: 10, length: 4 }, bob(20)]);
  const today = readToday(renamed, body);
  expect(today.text).toBe('＠Roberto 👑: ask @Ann, not @Roberto 👑');
  expect(today.spans.map(({ start, end, user }) => [today.text.slice(start, end), user])).toEqual([
    ['＠Roberto 👑', BOB.user],
    ['@Ann', ANN.user],
    ['@Roberto 👑', BOB.user],
  ]);
});

test('[UI302] {K22} of whom nothing is known, and everybody, stand as they were written', () => {
  const body = said('@Zed @all', [
    { user: 'zed' as UserId, from: 0, length: 4 },
    { from: 5, length: 4 },
  ]);
  expect(readToday(chatState(), body)).toEqual({
    text: '@Zed @all',
    spans: [
      { start: 0, end: 4, user: 'zed' },
      { start: 5, end: 9, user: null },
    ],
  });
  expect(readToday(chatState(), said('@Bob'))).toEqual({ text: '@Bob', spans: [] });
});

test.each([
  ['beyond the end', [bob(0, 40)]],
  ['not at a sign', [bob(1, 3)]],
  ['over the one before', [bob(0), bob(2)]],
])('[UI302] {K22} a place that does not fit is plain text: %s', (_what, ranges) => {
  const { text, spans } = readToday(chatState(), said('@Bob hi', ranges));
  expect(text).toBe('@Bob hi');
  expect(spans.length).toBe(ranges.length - 1);
});

test('[PR63] {K22} words that are longer than any name are shown, whoever is said to be called there', () => {
  const text = `@${'x'.repeat(25)}`;
  expect(readToday(chatState(), said(text, [bob(0, 26)]))).toEqual({ text, spans: [] });
  expect(readToday(chatState(), said(text, [bob(0, 25)])).spans).toHaveLength(1);
});
