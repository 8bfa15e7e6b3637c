/**
 * Data of somebody else's making, as JSON has it: copied value by value, so that what was taken is bounded, and nothing in it has a
 * name or a character that a store or an object would read otherwise. Knows no kind of message.
 */
import { countUtf8Bytes, isStorable } from '../base/text';
import { err, ok, type Result } from '../base/result';
import type { Schema } from './schema';

/** What JSON.parse can give; nothing in it is trusted. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

interface JsonLimits {
  /** As UTF-8. */
  readonly maxBytes: number;
  /** Objects and arrays inside each other. */
  readonly maxDepth: number;
}

/** `problems`: what is wrong, in the order in which it is met; what is copied then is of no use. */
function copy(value: unknown, room: number, problems: string[]): Json {
  const refuse = (problem: string): null => {
    problems.push(problem);
    return null;
  };
  const copyText = (text: string): string => {
    if (!isStorable(text)) refuse('holds the character U+0000 or half of a surrogate pair');
    return text;
  };
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return copyText(value);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'object') return refuse('is not JSON');
  if (room === 0) return refuse('is nested too deep');
  if (Array.isArray(value)) return value.map((item) => copy(item, room - 1, problems));
  const copyName = (name: string): string => {
    // Whoever copies the data by assignment would give the copy another prototype.
    if (name === '__proto__') refuse('has the name __proto__');
    return copyText(name);
  };
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [copyName(name), copy(inner, room - 1, problems)]),
  );
}

/** A copy, or what is wrong with it, with the limit. */
export function copyJson(value: unknown, { maxBytes, maxDepth }: JsonLimits): Result<Json, string> {
  const problems: string[] = [];
  const copied = copy(value, maxDepth, problems);
  const [problem] = problems;
  if (problem !== undefined)
    return err(/deep$/.test(problem) ? `${problem}, the limit is ${maxDepth}` : problem);
  const bytes = countUtf8Bytes(JSON.stringify(copied));
  return bytes > maxBytes ? err(`has ${bytes} bytes, the limit is ${maxBytes}`) : ok(copied);
}

/** Read openly, `null` stands for data that this version does not take. */
export function json(limits: JsonLimits): Schema<Json> {
  return {
    description: `json ${limits.maxBytes} bytes, ${limits.maxDepth} deep`,
    check(value, path, isOpen = false) {
      const copied = copyJson(value, limits);
      if (copied.ok) return copied;
      return isOpen ? ok(null) : err({ path, problem: copied.error });
    },
  };
}
