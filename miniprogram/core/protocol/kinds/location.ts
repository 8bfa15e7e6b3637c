/**
 * A place on the map, in the coordinates of the map that it was chosen on (GCJ-02 in WeChat).
 */
import { cutToLine } from '../../base/one-line';
import { err, ok, type Result } from '../../base/result';
import {
  MAX_ADDRESS_CODE_POINTS,
  MAX_LATITUDE_DEGREES,
  MAX_LONGITUDE_DEGREES,
  MAX_PLACE_CODE_POINTS,
} from '../limits';
import type { Refusal } from '../refusal';
import { decimal, literal, object, optional, text, type Infer } from '../schema';
import { checkLabel } from '../text-rules';
import type { ContentKind } from './kind';

const kind = 'location';
const words = {
  kind: literal(kind),
  name: text({ min: 1, max: MAX_PLACE_CODE_POINTS }),
  address: optional(text({ max: MAX_ADDRESS_CODE_POINTS })),
};
const schema = object({
  ...words,
  latitude: decimal(-MAX_LATITUDE_DEGREES, MAX_LATITUDE_DEGREES),
  longitude: decimal(-MAX_LONGITUDE_DEGREES, MAX_LONGITUDE_DEGREES),
});
export type LocationBody = Infer<typeof schema>;

interface Place {
  readonly name: string;
  readonly address: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** A tenth of a metre; more digits say nothing. */
const DIGITS = 6;
const rounded = (degrees: number): number => Number(degrees.toFixed(DIGITS));

/** A point between all names is called by its address, or by where it is. */
export function makeLocation({ name, address, ...point }: Place): LocationBody {
  const [latitude, longitude] = [rounded(point.latitude), rounded(point.longitude)];
  const shownAddress = cutToLine(address, MAX_ADDRESS_CODE_POINTS);
  const shownName = cutToLine(name, MAX_PLACE_CODE_POINTS) || cutToLine(address, MAX_PLACE_CODE_POINTS);
  return {
    ...{ kind, name: shownName || `${latitude}, ${longitude}` },
    ...(shownAddress ? { address: shownAddress } : {}),
    ...{ latitude, longitude },
  };
}

function findOutside(what: string, degrees: number, limit: number): Refusal | null {
  if (Math.abs(degrees) <= limit) return null;
  return { code: 'bad_field', reason: `The ${what} is ${degrees}, allowed are -${limit} to ${limit}.` };
}

function check(body: LocationBody): Result<LocationBody, Refusal> {
  const outside =
    findOutside('latitude', body.latitude, MAX_LATITUDE_DEGREES) ??
    findOutside('longitude', body.longitude, MAX_LONGITUDE_DEGREES);
  if (outside) return err(outside);
  const name = checkLabel(body.name, 'The name of the place');
  if (!name.ok) return name;
  const { address, ...rest } = body;
  if (address === undefined) return ok({ ...rest, name: name.value });
  const checked = checkLabel(address, 'The address of the place');
  // An address that shows nothing is none.
  if (!checked.ok && checked.error.code !== 'empty') return checked;
  return ok({ ...rest, name: name.value, ...(checked.ok ? { address: checked.value } : {}) });
}

/** The entry of `location`. */
export const locationKind: ContentKind<LocationBody> = {
  role: 'content',
  schema,
  // What is no place on the earth is refused by the rules of content, which name the value and the limit.
  raw: object({ ...words, latitude: decimal(), longitude: decimal() }),
  check,
  preview: ({ name }) => name,
  searched: 'name',
  written: ({ name, address }) => (address === undefined ? name : `${name}\n${address}`),
  previewValues: ({ name }) => ({ name }),
};
