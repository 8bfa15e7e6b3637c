/**
 * Values of the storage as text: "only native types, Date and objects that JSON.stringify can serialise" (wx.setStorage).
 * What comes out is a fresh copy, so nobody shares an object with the storage.
 */
import { ApiFailure, typeName } from './api-call';

/** @throws ApiFailure for a value that cannot be stored */
export function encodeValue(value: unknown): string {
  const type = typeName(value);
  if (type === 'Function' || type === 'Symbol' || type === 'BigInt') {
    throw new ApiFailure(`parameter error: data of type ${type} is not supported`);
  }
  return `${type}:${encodeData(type, value)}`;
}

function encodeData(type: string, value: unknown): string {
  if (type === 'Undefined' || type === 'Null') return '';
  if (type === 'Date') return String((value as Date).getTime());
  if (type === 'String' || type === 'Number') return String(value);
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw new ApiFailure(`parameter error: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What of an encoded value counts against the limits: the data without the note of its type. */
export function dataOf(text: string): string {
  return text.slice(text.indexOf(':') + 1);
}

/** Text that this module did not write (a foreign hand in the backend) comes back as it is. */
export function decodeValue(text: string): unknown {
  try {
    return decodeData(text.slice(0, text.indexOf(':')), dataOf(text));
  } catch {
    // Whatever is wrong with it, it was not written here.
    return text;
  }
}

function decodeData(type: string, data: string): unknown {
  switch (type) {
    case 'Undefined':
      return undefined;
    case 'Null':
      return null;
    case 'String':
      return data;
    case 'Number':
      return Number(data);
    case 'Date':
      return new Date(Number(data));
    default:
      return JSON.parse(data) as unknown;
  }
}
