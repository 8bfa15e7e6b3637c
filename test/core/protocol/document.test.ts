import { readText } from '../../support/source-files';
import { CloseCode } from '../../../miniprogram/core/protocol/close-codes';
import { ERROR_CODES } from '../../../miniprogram/core/protocol/error-codes';
import { downFrame } from '../../../miniprogram/core/protocol/down';
import * as limits from '../../../miniprogram/core/protocol/limits';
import type { Description } from '../../../miniprogram/core/protocol/schema';
import { upFrame } from '../../../miniprogram/core/protocol/up';

const page = readText('PROTOCOL.md');

/** The rows below the heading of one frame, up to the next heading. */
function section(direction: 'up' | 'down', type: string): string {
  const start = page.indexOf(`### ${direction} \`${type}\`\n`);
  if (start < 0) return '';
  const end = page.indexOf('\n#', start + 1);
  return page.slice(start, end < 0 ? undefined : end);
}

/** What stands in the first column of the tables in `text`. */
function firstCells(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/^\| ([^|]*?) *\|/gm)].map((match) => match[1] ?? ''));
}

function missingFields(direction: 'up' | 'down', description: Description): string[] {
  return Object.entries(description as Record<string, Record<string, Description>>).flatMap(
    ([type, fields]) => {
      const text = section(direction, type);
      if (text === '') return [`${direction} ${type}`];
      return Object.keys(fields)
        .filter((field) => field !== 'type' && !(direction === 'up' && field === 'tag'))
        .filter((field) => !firstCells(text).has(field))
        .map((field) => `${direction} ${type}.${field}`);
    },
  );
}

describe('PROTOCOL.md', () => {
  test('[PR9] documents every frame and field of both directions', () => {
    expect(missingFields('up', upFrame.description)).toEqual([]);
    expect(missingFields('down', downFrame.description)).toEqual([]);
  });

  test('[PR10] documents every limit, error code and close code', () => {
    const plain = page.replace(/,(?=\d{3})/g, '');
    const internal = new Set(['MAX_TICKET_CHARS', 'TAG_LENGTH', 'MAX_AVATAR_CHARS']);
    const numbers = Object.entries(limits).filter(([name]) => !internal.has(name));
    expect(numbers.filter(([, value]) => !new RegExp(`\\b${value}\\b`).test(plain))).toEqual([]);
    expect(Object.keys(ERROR_CODES).filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
    expect(Object.values(CloseCode).filter((code) => !firstCells(page).has(String(code)))).toEqual([]);
  });
});
