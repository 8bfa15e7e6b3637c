/**
 * Whom a text calls and where: what is taken, and what is refused on both sides.
 */
import { checkBody } from '../../../miniprogram/core/protocol/content';
import {
  rawBody,
  type MentionRange,
  type Mentions,
  type UserId,
} from '../../../miniprogram/core/protocol/fields';

const ben = 'ben' as UserId;
const zoe = 'zoe' as UserId;
const TEXT = '👩‍🍳 @Ben 和 ＠Zoe';
/** In code points: the cook is three of them. */
const BEN: MentionRange = { user: ben, from: 4, length: 4 };
const ZOE: MentionRange = { user: zoe, from: 11, length: 4 };

const check = (mentions: object, text = TEXT) =>
  checkBody({ kind: 'text', text, mentions: mentions as Mentions });

test('[PR58] {K22} places are in code points, in the order of the text, with the sign of either width', () => {
  const mentions = { users: [ben, zoe], ranges: [BEN, ZOE] };
  expect(check(mentions)).toEqual({ ok: true, value: { kind: 'text', text: TEXT, mentions } });
  const all = { all: true, users: [], ranges: [{ from: 0, length: 4 }] };
  expect(check(all, '@所有人')).toEqual({
    ok: true,
    value: { kind: 'text', text: '@所有人', mentions: all },
  });
  expect(check({ users: [ben] })).toMatchObject({ value: { mentions: { users: [ben] } } });
});

test.each([
  ['outside of the text', { users: [zoe], ranges: [{ ...ZOE, length: 5 }] }],
  ['behind the text', { users: [ben], ranges: [{ ...BEN, from: 400 }] }],
  ['over another one', { users: [ben, zoe], ranges: [BEN, { ...ZOE, from: 7 }] }],
  ['in another order', { users: [ben, zoe], ranges: [ZOE, BEN] }],
  ['without a sign', { users: [ben], ranges: [{ ...BEN, from: 3 }] }],
  ['of somebody who is not called', { users: [ben], ranges: [BEN, ZOE] }],
  ['of everybody, who are not called', { users: [ben], ranges: [{ from: 4, length: 4 }] }],
  ['of nobody at all', { users: [], ranges: [BEN] }],
  ['beyond what can be counted', { users: [ben], ranges: [{ ...BEN, length: Number.MAX_SAFE_INTEGER }] }],
])('[PR58] {K22} a place is refused that is %s', (_what, mentions) => {
  expect(check(mentions)).toMatchObject({ ok: false, error: { code: 'bad_field' } });
});

test('[PR63] {K22} a place holds the longest name with its sign, and no sentence', () => {
  const of = (length: number) =>
    check({ users: [ben], ranges: [{ user: ben, from: 0, length }] }, `@${'x'.repeat(40)}`);
  expect(of(25)).toMatchObject({ ok: true });
  expect(of(26)).toMatchObject({ ok: false, error: { code: 'bad_field' } });
});

test('[PR58] {K22} more than forty places, and one of a sign alone, are no frame', () => {
  const of = (ranges: object[]) =>
    rawBody.check({ kind: 'text', text: TEXT, mentions: { users: [ben], ranges } }, 'body');
  expect(of(Array.from({ length: 41 }, () => BEN)).ok).toBe(false);
  expect(of([{ ...BEN, length: 1 }]).ok).toBe(false);
  expect(of([{ ...BEN, from: -1 }]).ok).toBe(false);
});
