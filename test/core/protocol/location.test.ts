/** A place on the map: what of it may be said, and how one is made of what a phone tells. */
import { messageBody, rawBody } from '../../../miniprogram/core/protocol/bodies';
import { checkBody } from '../../../miniprogram/core/protocol/content';
import { makeLocation, type LocationBody } from '../../../miniprogram/core/protocol/kinds/location';

const LAKE: LocationBody = {
  kind: 'location',
  name: '西湖',
  address: '杭州市西湖区',
  latitude: 30.242865,
  longitude: 120.148681,
};
/** What the server says to it. */
function judge(change: object): unknown {
  const raw = rawBody.check({ ...LAKE, ...change }, 'body');
  if (!raw.ok) return raw.error.problem;
  const checked = checkBody(raw.value);
  return checked.ok ? checked.value : checked.error.reason;
}

test('[PR71] a place may be anywhere on the earth, its edges included', () => {
  for (const [latitude, longitude] of [
    [0, 0],
    [90, 180],
    [-90, -180],
    [-33.8568, 151.2153],
  ])
    expect(judge({ latitude, longitude })).toEqual({ ...LAKE, latitude, longitude });
});

test.each([
  [{ latitude: 90.1 }, 'The latitude is 90.1, allowed are -90 to 90.'],
  [{ latitude: -91 }, 'The latitude is -91, allowed are -90 to 90.'],
  [{ longitude: 1e300 }, 'The longitude is 1e+300, allowed are -180 to 180.'],
  [{ longitude: -180.000001 }, 'The longitude is -180.000001, allowed are -180 to 180.'],
  [{ latitude: '30' }, 'is not a number'],
  [{ latitude: NaN }, 'is not a number'],
  [{ longitude: Infinity }, 'is not a number'],
  [{ longitude: null }, 'is not a number'],
  [{ name: 'x'.repeat(101) }, 'has 101 characters, allowed are 1 to 100'],
  [{ address: 'x'.repeat(201) }, 'has 201 characters, allowed are 0 to 200'],
  [{ name: ' \u200b ' }, 'The name of the place has no visible character.'],
])('[PR71] %j is refused with the value and the limit', (change, reason) => {
  expect(judge(change)).toBe(reason);
});

test('[PR71] what turns or shows nothing is no part of a name, and an address that shows nothing is none', () => {
  expect(judge({ name: ' 西\u200b湖\u202e ', address: '\u200b' })).toEqual({
    ...{ kind: 'location', name: '西湖' },
    ...{ latitude: LAKE.latitude, longitude: LAKE.longitude },
  });
});

test('[PR71] a place of a server that is no place on the earth is one of an unknown kind, in its place', () => {
  const told = messageBody.check({ ...LAKE, latitude: 500 }, 'body', true);
  expect(told).toEqual({ ok: true, value: { kind: 'unknown', name: 'location' } });
});

test('[PR71] what a map tells is made to fit: too many digits, too long, without a name', () => {
  const point = { latitude: 30.2428651234, longitude: 120.1 };
  expect(makeLocation({ ...point, name: '', address: ' 龙井路\n1号 ' })).toEqual({
    ...{ kind: 'location', name: '龙井路 1号', address: '龙井路 1号' },
    ...{ latitude: 30.242865, longitude: 120.1 },
  });
  expect(makeLocation({ ...point, name: '', address: '' }).name).toBe('30.242865, 120.1');
  const long = makeLocation({ ...point, name: 'n'.repeat(300), address: 'a'.repeat(300) });
  expect([long.name.length, long.address?.length]).toEqual([100, 200]);
  expect(checkBody(long)).toEqual({ ok: true, value: long });
});
